// One rate: every interval.
#include "equitable/proportion/interval.hpp"
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  return fuzz::attempt([&] {
    const auto method = static_cast<equitable::ProportionMethod>(bytes.below(equitable::detail::proportion_method_names.size()));
    const equitable::ProportionOptions options{method, bytes.confidence(), bytes.alternative()};
    const equitable::Count total = bytes.count();
    const equitable::Count events = bytes.part(total);
    const equitable::Estimate found = equitable::proportion(events, total, options);
    fuzz::check(found, {0.0, 1.0});
    using Method = equitable::ProportionMethod;
    switch (method) {
      case Method::
          jeffreys:  // a posterior, a tail counted by half, a rate drawn towards ½, a correction that depends on the level:
      case Method::jeffreys_equal_tailed:
      case Method::mid_p:
      case Method::arcsine:
      case Method::scas: break;  // at low levels the rate may be outside
      default: fuzz::check_inside(found);
    }
    if (method != Method::scas)
      fuzz::check_nested(found,
                         equitable::proportion(events, total, {method, fuzz::higher(options.confidence), options.alternative}));
    if (options.alternative == equitable::Alternative::two_sided) {
      const equitable::Estimate mirrored = equitable::proportion(total - events, total, options);
      fuzz::check_same(found.lower, 1.0 - mirrored.upper, 0.0, 1e-14, found.method);
      fuzz::check_same(found.upper, 1.0 - mirrored.lower, 0.0, 1e-14, found.method);
    }
  });
}
