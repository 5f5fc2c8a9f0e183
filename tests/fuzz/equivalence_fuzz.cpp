// Are two rates alike, and is one not inferior? Every measure, method and margin.
#include "equitable/significance/equivalence.hpp"
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  return fuzz::attempt([&] {
    const auto method =
        static_cast<equitable::EquivalenceMethod>(bytes.below(equitable::detail::equivalence_method_names.size()));
    const equitable::Measure measure = bytes.measure();
    const bool one_sided = bytes.below(2) == 0;
    const bool usual = bytes.below(2) == 0;
    const double low = usual ? (measure == equitable::Measure::difference ? -0.1 : 0.8) : bytes.number();
    const double high = usual ? (measure == equitable::Measure::difference ? 0.1 : 1.25) : bytes.number() * 2.0;
    const equitable::Count total = bytes.count();
    const equitable::Count events = bytes.part(total);
    const equitable::Count reference_total = bytes.count();
    const equitable::Count reference_events = bytes.part(reference_total);
    if (one_sided) {
      const equitable::NoninferiorityOptions options{measure, low, bytes.alternative(), method};
      fuzz::check(equitable::noninferiority(events, total, reference_events, reference_total, options));
    } else {
      const equitable::EquivalenceOptions options{{low, high}, measure, method};
      const auto result = equitable::equivalence(events, total, reference_events, reference_total, options);
      fuzz::check(result.test());
      if (result.status == equitable::Status::ok &&
          !(result.pvalue >= result.lower_pvalue && result.pvalue >= result.upper_pvalue))
        fuzz::fail("the p-value of the two tests is the larger", result.method, result.pvalue, result.lower_pvalue,
                   result.upper_pvalue);
    }
  });
}
