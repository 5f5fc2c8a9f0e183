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
    const equitable::Count reference_events = bytes.part(reference_total);
    const auto found = equitable::rate_difference(events, total, reference_events, reference_total, options);
    fuzz::check(found, {-1.0, 1.0});
    using Method = equitable::RateDifferenceMethod;
    switch (method) {
      case Method::wald:
      case Method::wald_cc:
      case Method::newcombe:
      case Method::newcombe_cc:
      case Method::miettinen_nurminen:
      case Method::mee:
      case Method::profile_lr:
      case Method::hauck_anderson: fuzz::check_inside(found); break;
      default: break;  // round another centre than the observed one
    }
    // Not: a correction or a centre that depends on the level; the unconditional ones are nested, and slow.
    if (method != Method::scas && method != Method::haldane_beal && method != Method::jeffreys_perks &&
        method != Method::chan_zhang_score && method != Method::agresti_min_score) {
      fuzz::check_nested(found, equitable::rate_difference(events, total, reference_events, reference_total,
                                                           {method, fuzz::higher(options.confidence), options.alternative}));
      if (options.alternative != equitable::Alternative::two_sided) return;
      const auto swapped = equitable::rate_difference(reference_events, reference_total, events, total, options);
      fuzz::check_same(found.lower, -swapped.upper, 0.0, 1e-14, found.method);
      fuzz::check_same(found.upper, -swapped.lower, 0.0, 1e-14, found.method);
    }
  });
}
