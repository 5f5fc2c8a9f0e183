// rate difference: every interval.
#include "equitable/comparison/rate_difference.hpp"
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  return fuzz::attempt([&] {
    const auto method =
        static_cast<equitable::RateDifferenceMethod>(bytes.below(equitable::detail::rate_difference_method_names.size()));
    const equitable::RateDifferenceOptions options{method, bytes.confidence(), bytes.alternative()};
    const equitable::Count total = bytes.count();
    const equitable::Count events = bytes.part(total);
    const equitable::Count reference_total = bytes.count();
    fuzz::check(equitable::rate_difference(events, total, bytes.part(reference_total), reference_total, options), {-1.0, 1.0});
  });
}
