// Are two rates different? Every test, every alternative, any null.
#include "equitable/significance/significance.hpp"
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  return fuzz::attempt([&] {
    equitable::SignificanceOptions options;
    options.method = static_cast<equitable::SignificanceMethod>(bytes.below(equitable::detail::significance_method_names.size()));
    options.alternative = bytes.alternative();
    if (bytes.below(3) == 0) options.null = {bytes.measure(), bytes.number() * 2.0};
    const equitable::Count total = bytes.count();
    const equitable::Count events = bytes.part(total);
    const equitable::Count reference_total = bytes.count();
    fuzz::check(equitable::significance(events, total, bytes.part(reference_total), reference_total, options));
  });
}
