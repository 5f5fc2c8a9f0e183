// The batch kernels compiled once, with the library's own flags. Headers declare them `extern` under EQUITABLE_COMPILED.
#include "equitable/comparison/batch.hpp"
#include "equitable/proportion/batch.hpp"
#include "equitable/significance/batch.hpp"

namespace equitable {

template void proportion_rows<ProportionOptions>(const RateColumns&, const ProportionOptions&, const EstimateOutput&);
template void comparison_rows<RelativeLikelihoodOptions>(const TableColumns&, const RelativeLikelihoodOptions&,
                                                         const EstimateOutput&);
template void comparison_rows<RateDifferenceOptions>(const TableColumns&, const RateDifferenceOptions&, const EstimateOutput&);
template void comparison_rows<OddsRatioOptions>(const TableColumns&, const OddsRatioOptions&, const EstimateOutput&);
template void test_rows<SignificanceOptions>(const TableColumns&, const SignificanceOptions&, const TestOutput&);
template void test_rows<EquivalenceOptions>(const TableColumns&, const EquivalenceOptions&, const TestOutput&);
template void test_rows<NoninferiorityOptions>(const TableColumns&, const NoninferiorityOptions&, const TestOutput&);

}  // namespace equitable
