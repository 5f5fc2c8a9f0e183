// Tests of many tables, compiled once for several levels of processor.
#include "equitable/significance/batch.hpp"

namespace equitable::detail {

inline namespace EQUITABLE_BUILD {

template void check_test<SignificanceOptions>(const SignificanceOptions&);
template void check_test<EquivalenceOptions>(const EquivalenceOptions&);
template void check_test<NoninferiorityOptions>(const NoninferiorityOptions&);

EQUITABLE_CLONES void test_piece(const TestBatch<SignificanceOptions>& batch, std::size_t first, std::size_t last) {
  test_lanes(batch, first, last);
}

EQUITABLE_CLONES void test_piece(const TestBatch<EquivalenceOptions>& batch, std::size_t first, std::size_t last) {
  test_lanes(batch, first, last);
}

EQUITABLE_CLONES void test_piece(const TestBatch<NoninferiorityOptions>& batch, std::size_t first, std::size_t last) {
  test_lanes(batch, first, last);
}

}  // namespace EQUITABLE_BUILD

}  // namespace equitable::detail
