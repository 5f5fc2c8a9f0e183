// Events over exposure, and the same people twice.
#include <vector>

#include "equitable/comparison/paired.hpp"
#include "equitable/comparison/person_time.hpp"
#include "equitable/groups/funnel.hpp"
#include "equitable/groups/standardised_rate.hpp"
#include "equitable/significance/paired.hpp"
#include "equitable/significance/person_time.hpp"
#include "fuzz/fuzz.hpp"

namespace {

using namespace equitable;

constexpr Interval line{-infinity, infinity};
constexpr Interval half_line{0.0, infinity};

// An exposure of every size, now and then none at all.
double exposure_of(fuzz::Bytes& bytes) {
  return bytes.below(3) == 0 ? bytes.number() : static_cast<double>(bytes.count()) * (1.0 + std::fabs(bytes.number()));
}

void one_rate(fuzz::Bytes& bytes) {
  const Count events = bytes.count();
  const double exposure = exposure_of(bytes);
  fuzz::check(person_time_rate(events, exposure,
                               {static_cast<PersonTimeRateMethod>(bytes.below(8)), bytes.confidence(), bytes.alternative()}),
              line);
  fuzz::check(person_time_test(events, exposure, {static_cast<PersonTimeTestMethod>(bytes.below(4)), bytes.alternative()}));
}

void two_rates(fuzz::Bytes& bytes) {
  const Count events = bytes.count();
  const double exposure = exposure_of(bytes);
  const Count reference_events = bytes.count();
  const double reference_exposure = exposure_of(bytes);
  fuzz::check(person_time_ratio(events, exposure, reference_events, reference_exposure,
                                {static_cast<PersonTimeRatioMethod>(bytes.below(4)), bytes.confidence(), bytes.alternative()}),
              half_line);
  fuzz::check(
      person_time_difference(events, exposure, reference_events, reference_exposure,
                             {static_cast<PersonTimeDifferenceMethod>(bytes.below(3)), bytes.confidence(), bytes.alternative()}),
      line);
  PersonTimeComparisonTestOptions test{static_cast<PersonTimeComparisonTestMethod>(bytes.below(4)), bytes.alternative()};
  if (bytes.below(2) == 0) test.null_ratio = bytes.number();
  fuzz::check(person_time_comparison_test(events, exposure, reference_events, reference_exposure, test));
  const Overdispersion more =
      person_time_overdispersion({{events, exposure}, {reference_events, reference_exposure}, {bytes.count(), exposure}});
  fuzz::check_pvalue(more.pvalue, more.status, more.method);
}

void pairs(fuzz::Bytes& bytes) {
  const PairedTable table{bytes.count(), bytes.count(), bytes.count(), bytes.count()};
  const Confidence confidence = bytes.confidence();
  const Alternative alternative = bytes.alternative();
  const PairedDifferenceOptions options{
      static_cast<PairedDifferenceMethod>(bytes.below(detail::paired_difference_method_names.size())), confidence, alternative};
  fuzz::check(paired_difference(table, options), {-1.0, 1.0});
  fuzz::check(paired_ratio(table, {static_cast<PairedRatioMethod>(bytes.below(3)), confidence, alternative}), half_line);
  fuzz::check(paired_odds_ratio(table, {static_cast<PairedOddsRatioMethod>(bytes.below(4)), confidence, alternative}), half_line);
  const PairedTestOptions test{static_cast<PairedTestMethod>(bytes.below(4)), Alternative::two_sided};
  const TestResult result = paired_test(table, test);
  fuzz::check(result);
  fuzz::check_same(result.pvalue, paired_test({table.both, table.second_only, table.first_only, table.neither}, test).pvalue,
                   1e-12, 1e-300, result.method);
}

void funnels(fuzz::Bytes& bytes) {
  std::vector<Proportion> units(bytes.below(6));
  for (Proportion& unit : units) {
    unit.total = bytes.count();
    unit.events = bytes.part(unit.total);
  }
  FunnelOptions options;
  options.dispersion = static_cast<FunnelDispersion>(bytes.below(3));
  if (bytes.below(2) == 0) options.target = bytes.number();
  options.winsorise = bytes.below(2) == 0 ? 0.1 : bytes.number();
  const Funnel found = funnel_rates(units, options);
  for (const FunnelUnit& unit : found.units)
    if (unit.status == Status::ok && !(unit.outer.lower <= unit.inner.lower && unit.inner.upper <= unit.outer.upper))
      fuzz::fail("funnels nest", name(options.dispersion), unit.inner.lower, unit.outer.lower, unit.outer.upper);
  const FunnelLimitOptions limits{FunnelMethod::exact, bytes.confidence()};
  static_cast<void>(funnel_rate_limits(bytes.number(), bytes.count(), limits));
  std::vector<StandardisedStratum> strata(bytes.below(4));
  for (StandardisedStratum& stratum : strata) stratum = {bytes.count(), exposure_of(bytes), exposure_of(bytes)};
  StandardisedRateOptions rate;
  rate.method = static_cast<StandardisedRateMethod>(bytes.below(5));
  rate.confidence = bytes.confidence();
  fuzz::check(standardised_rate(strata, rate).rate, line);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  return fuzz::attempt([&] {
    switch (bytes.below(4)) {
      case 0: return one_rate(bytes);
      case 1: return two_rates(bytes);
      case 2: return pairs(bytes);
      default: return funnels(bytes);
    }
  });
}
