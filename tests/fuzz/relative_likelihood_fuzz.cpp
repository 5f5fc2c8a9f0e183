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
    const equitable::Count reference_events = bytes.part(reference_total);
    const auto found = equitable::relative_likelihood(events, total, reference_events, reference_total, options);
    fuzz::check(found, {0.0, equitable::infinity});
    using Method = equitable::RelativeLikelihoodMethod;
    switch (method) {
      case Method::katz_log:
      case Method::inv_sinh:
      case Method::koopman:
      case Method::miettinen_nurminen:
      case Method::profile_lr:
      case Method::mover_wilson: fuzz::check_inside(found); break;
      default: break;  // round another centre than the observed one
    }
    // Not: scas has a correction that depends on the level; the unconditional ones are nested, and slow.
    if (method != Method::scas && method != Method::chan_zhang_score && method != Method::agresti_min_score) {
      fuzz::check_nested(found, equitable::relative_likelihood(events, total, reference_events, reference_total,
                                                               {method, fuzz::higher(options.confidence), options.alternative}));
      if (options.alternative != equitable::Alternative::two_sided) return;
      const auto swapped = equitable::relative_likelihood(reference_events, reference_total, events, total, options);
      fuzz::check_same(found.lower, 1.0 / swapped.upper, 1e-11, 1e-300, found.method);
      fuzz::check_same(found.upper, 1.0 / swapped.lower, 1e-11, 1e-300, found.method);
    }
  });
}
