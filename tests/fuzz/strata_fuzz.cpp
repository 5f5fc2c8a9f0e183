// The same comparison within strata, between periods and from stage to stage.
#include <vector>

#include "equitable/groups/change.hpp"
#include "equitable/groups/decomposition.hpp"
#include "equitable/groups/meta_analysis.hpp"
#include "equitable/groups/stages.hpp"
#include "equitable/groups/standardisation.hpp"
#include "equitable/groups/stratified.hpp"
#include "equitable/verdict/change.hpp"
#include "equitable/verdict/pooled.hpp"
#include "equitable/verdict/unknown.hpp"
#include "fuzz/fuzz.hpp"

namespace {

using namespace equitable;

constexpr Interval line{-infinity, infinity};
constexpr Interval half_line{0.0, infinity};

Table2x2 table_of(fuzz::Bytes& bytes) {
  Table2x2 table;
  table.group.total = bytes.count();
  table.group.events = bytes.part(table.group.total);
  table.reference.total = bytes.count();
  table.reference.events = bytes.part(table.reference.total);
  return table;
}

std::vector<Table2x2> tables_of(fuzz::Bytes& bytes) {
  std::vector<Table2x2> tables(bytes.below(4));
  for (Table2x2& table : tables) table = table_of(bytes);
  return tables;
}

Interval space_of(Measure measure) { return measure == Measure::difference ? Interval{-1.0, 1.0} : half_line; }

void within(fuzz::Bytes& bytes) {
  const Strata strata(tables_of(bytes));
  StratifiedOptions options;
  options.measure = bytes.measure();
  options.method = static_cast<StratifiedMethod>(bytes.below(13));
  options.confidence = bytes.confidence();
  options.alternative = bytes.alternative();
  const PooledVerdict verdict = pooled_verdict(strata);
  if (std::isnan(verdict.ratio) && verdict.status == Status::ok)
    fuzz::fail("NaN never stands alone", "pooled_verdict", 0.0, 0.0, 0.0);
  fuzz::check(cmh_test(strata, {static_cast<CmhMethod>(bytes.below(3)), options.alternative}));
  const StrataHomogeneity alike = odds_ratio_homogeneity(strata);
  fuzz::check_pvalue(alike.pvalue, alike.status, alike.method);
  fuzz::check(decomposition(strata).gap, {-1.0, 1.0});
  const Stratified found = stratified(strata, options);
  const bool wald = options.measure == Measure::difference && options.method != StratifiedMethod::score_mh_rd &&
                    options.method != StratifiedMethod::automatic;  // those limits are not clipped
  fuzz::check_effect(found.effect.estimate, wald ? line : space_of(options.measure));
  for (const StratumSummary& stratum : found.strata) fuzz::check(stratum.estimate, space_of(options.measure));
}

void exactly(fuzz::Bytes& bytes) {
  const Strata strata(tables_of(bytes));
  fuzz::check(stratified_exact_test(strata, {static_cast<StratifiedExactTestMethod>(bytes.below(3)), bytes.alternative()}));
  fuzz::check(stratified_conditional_odds_ratio(
                  strata, {static_cast<StratifiedExactMethod>(bytes.below(2)), bytes.confidence(), bytes.alternative()}),
              half_line);
}

void standardised(fuzz::Bytes& bytes) {
  const std::vector<Table2x2> tables = tables_of(bytes);
  const Strata strata(tables);
  std::vector<double> standard(tables.size());
  for (double& weight : standard) weight = bytes.number();
  const StandardisationOptions options{static_cast<StandardisationMethod>(bytes.below(2)), bytes.confidence(),
                                       bytes.alternative()};
  fuzz::check(standardised_difference(strata, standard, options).estimate, line);
  fuzz::check(standardised_ratio(strata, standard, options).estimate, half_line);
  fuzz::check(indirectly_standardised(strata).ratio, half_line);
}

void over_time(fuzz::Bytes& bytes) {
  const Table2x2 first = table_of(bytes);
  const Table2x2 second = table_of(bytes);
  const ChangeOptions options{static_cast<ChangeMethod>(bytes.below(2)), bytes.confidence()};
  const Change ratio = ratio_change(first, second, options);
  fuzz::check(ratio.change, half_line);
  fuzz::check(ratio.test);
  const Change gap = difference_change(first, second, options);
  fuzz::check(gap.change, {-2.0, 2.0});
  fuzz::check(gap.test);
  static_cast<void>(change_verdict(first, second));
  fuzz::check(period_heterogeneity({first, second}, Measure::difference).test);
  const OverlapChange overlap = overlapping_change({first.group, first.reference, second.group}, {options.confidence});
  fuzz::check(overlap.change, {-1.0, 1.0});
}

void in_stages(fuzz::Bytes& bytes) {
  std::vector<Stage> all(bytes.below(4));
  Stage before{bytes.count(), bytes.count(), bytes.count()};
  for (Stage& stage : all) {
    stage = before;
    before = {bytes.part(before.group), bytes.part(before.reference), bytes.part(before.unknown)};
  }
  const StagesResult found = stages(all, {bytes.confidence()});
  for (const StageStep& step : found.steps) {
    fuzz::check(step.conditional.ratio, half_line);
    fuzz::check(step.cumulative.ratio, half_line);
  }
  const UnknownTable table = unknown_table(all, 0, all.size() - 1);
  const AllocationBounds bounds = allocation_bounds(table);
  if (bounds.status == Status::ok && !(bounds.ratio.lower <= bounds.ratio.upper))
    fuzz::fail("bounds in order", "allocation_bounds", bounds.ratio.lower, bounds.ratio.upper, 0.0);
  if (table.unknown.total <= 200 && table.known.group.total <= 100000 && table.known.reference.total <= 100000)
    static_cast<void>(unknowns_to_change_state(table));
}

void pooled(fuzz::Bytes& bytes) {
  MetaAnalysisOptions options;
  options.method = static_cast<MetaAnalysisMethod>(bytes.below(3));
  options.hartung_knapp = bytes.below(2) == 0;
  options.confidence = bytes.confidence();
  const Measure measure = bytes.measure();
  fuzz::check(meta_analysis(tables_of(bytes), measure, options).estimate, measure == Measure::difference ? line : half_line);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  return fuzz::attempt([&] {
    switch (bytes.below(6)) {
      case 0: return within(bytes);
      case 1: return exactly(bytes);
      case 2: return standardised(bytes);
      case 3: return over_time(bytes);
      case 4: return in_stages(bytes);
      default: return pooled(bytes);
    }
  });
}
