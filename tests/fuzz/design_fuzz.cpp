// Planning a comparison: power, sample size, what could be detected or attained, and how fragile an answer is.
#include "equitable/significance/attainable.hpp"
#include "equitable/significance/fragility.hpp"
#include "equitable/significance/power.hpp"
#include "equitable/significance/sample_size.hpp"
#include "fuzz/fuzz.hpp"

namespace {

using namespace equitable;

void check_power(const PowerResult& result) { fuzz::check_pvalue(result.power, result.status, result.method); }

void powers(fuzz::Bytes& bytes) {
  const auto method = static_cast<PowerMethod>(bytes.below(detail::power_method_names.size()));
  const double rate = bytes.number();
  const double reference_rate = bytes.number();
  const Count total = bytes.count();
  const Count reference_total = bytes.count();
  check_power(power(rate, total, reference_rate, reference_total, {method, bytes.confidence()}));
  check_power(equivalence_power(rate, total, reference_rate, reference_total));
  DetectableRatioOptions options;
  options.power = bytes.number();
  const DetectableRatio found = detectable_ratio(total, reference_rate, reference_total, options);
  if (found.below > 1.0 || found.above < 1.0)
    fuzz::fail("1 lies between the detectable ratios", found.method, found.below, found.above, 0.0);
}

void sizes(fuzz::Bytes& bytes) {
  SampleSizeOptions options;
  options.method = static_cast<SampleSizeMethod>(bytes.below(detail::sample_size_method_names.size()));
  options.power = bytes.number();
  options.reference_ratio = bytes.number() * 4.0;
  const SampleSize size = sample_size(bytes.number(), bytes.number(), options);
  if (std::isnan(size.total_real) && size.status == Status::ok)
    fuzz::fail("a size or a status", size.method, size.total_real, 0.0, 0.0);
  EquivalenceSizeOptions equivalence;
  equivalence.power = options.power;
  static_cast<void>(equivalence_sample_size(bytes.number(), bytes.number(), equivalence));
}

void margins(fuzz::Bytes& bytes) {
  SmallestMarginOptions options;
  options.confidence = bytes.confidence();
  options.power = bytes.number();
  const Count total = bytes.count();
  const double rate = bytes.number();
  const Count reference_total = bytes.count();
  const SmallestMargin found = smallest_equivalence_margin(total, rate, reference_total, options);
  const auto [lower, upper] = found.margin;
  if (found.status == Status::ok ? !(0.0 < lower && lower <= 1.0 && 1.0 <= upper && upper < infinity) : !std::isnan(lower))
    fuzz::fail("a margin or a status", "smallest_equivalence_margin", lower, upper, 0.0);
  options.power = 0.5 * (1.0 + options.power);
  const SmallestMargin surer = smallest_equivalence_margin(total, rate, reference_total, options);
  if (surer.margin.upper < upper * (1.0 - 1e-9))
    fuzz::fail("more power asks for a wider margin", "smallest_equivalence_margin", upper, surer.margin.upper, options.power);
}

void attainable(fuzz::Bytes& bytes) {
  const Count total = bytes.count();
  const Count events = bytes.part(total);
  const Count reference_total = bytes.count();
  const Count reference_events = bytes.part(reference_total);
  const auto method = static_cast<SignificanceMethod>(bytes.below(detail::significance_method_names.size()));
  fuzz::check(smallest_attainable_pvalue(total, reference_events, reference_total, {method, bytes.alternative()}));
  const Table2x2 table = checked_table(events, total, reference_events, reference_total, "design");
  static_cast<void>(people_to_change_significance(table));
  fuzz::check(smallest_conditional_pvalue(table));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  return fuzz::attempt([&] {
    switch (bytes.below(4)) {
      case 0: return powers(bytes);
      case 1: return sizes(bytes);
      case 2: return margins(bytes);
      default: return attainable(bytes);
    }
  });
}
