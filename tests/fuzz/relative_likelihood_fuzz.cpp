// relative likelihood: every interval.
#include "equitable/comparison/relative_likelihood.hpp"
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  return fuzz::attempt([&] {
    const auto method =
        static_cast<equitable::RelativeLikelihoodMethod>(bytes.below(equitable::detail::relative_likelihood_method_names.size()));
    const equitable::RelativeLikelihoodOptions options{method, bytes.confidence(), bytes.alternative()};
    const equitable::Count total = bytes.count();
    const equitable::Count events = bytes.part(total);
    const equitable::Count reference_total = bytes.count();
    fuzz::check(equitable::relative_likelihood(events, total, bytes.part(reference_total), reference_total, options),
                {0.0, equitable::infinity});
  });
}
