// odds ratio: every interval.
#include "equitable/comparison/odds_ratio.hpp"
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  return fuzz::attempt([&] {
    const auto method = static_cast<equitable::OddsRatioMethod>(bytes.below(equitable::detail::odds_ratio_method_names.size()));
    const equitable::OddsRatioOptions options{method, bytes.confidence(), bytes.alternative()};
    const equitable::Count total = bytes.count();
    const equitable::Count events = bytes.part(total);
    const equitable::Count reference_total = bytes.count();
    fuzz::check(equitable::odds_ratio(events, total, bytes.part(reference_total), reference_total, options),
                {0.0, equitable::infinity});
  });
}
