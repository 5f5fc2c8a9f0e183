// Several groups: tests, residuals, pairs, shares, gradients, families of verdicts. Up to six groups, every count.
#include <algorithm>
#include <string>
#include <vector>

#include "equitable/groups/composition.hpp"
#include "equitable/groups/homogeneity.hpp"
#include "equitable/groups/inequality.hpp"
#include "equitable/groups/letter_display.hpp"
#include "equitable/groups/marascuilo.hpp"
#include "equitable/groups/pairwise.hpp"
#include "equitable/groups/residuals.hpp"
#include "equitable/groups/segregation.hpp"
#include "equitable/groups/shares.hpp"
#include "equitable/groups/shortfall.hpp"
#include "equitable/groups/simultaneous_ratios.hpp"
#include "equitable/groups/slope_index.hpp"
#include "equitable/groups/trend.hpp"
#include "equitable/verdict/family.hpp"
#include "fuzz/fuzz.hpp"

namespace {

using namespace equitable;

constexpr Interval line{-infinity, infinity};
constexpr Interval half_line{0.0, infinity};

std::vector<Proportion> groups_of(fuzz::Bytes& bytes) {
  std::vector<Proportion> groups(bytes.below(7));
  for (Proportion& group : groups) {
    group.total = bytes.count();
    group.events = bytes.part(group.total);
  }
  return groups;
}

// The same groups with at most so many people in each: exact methods list tables, and take seconds long before they refuse.
std::vector<Proportion> small(std::vector<Proportion> groups, Count most) {
  for (Proportion& group : groups) {
    if (!is_proportion(group.events, group.total) || group.total <= most) continue;
    const bool everybody = group.events == group.total;
    group.total = 1 + group.total % most;
    group.events = everybody ? group.total : group.events % (group.total + 1);
  }
  return groups;
}

// Scores of a gradient: whole steps half of the time, as exact methods need them.
std::vector<double> scores_of(fuzz::Bytes& bytes, std::size_t size) {
  const bool whole = bytes.below(2) == 0;
  std::vector<double> scores(size);
  for (double& score : scores) score = whole ? static_cast<double>(bytes.below(12)) - 3.0 : bytes.number();
  return scores;
}

std::vector<double> numbers_of(fuzz::Bytes& bytes, std::size_t size) {
  std::vector<double> numbers(size);
  for (double& number : numbers) number = bytes.number();
  return numbers;
}

std::vector<Count> counts_of(const std::vector<Proportion>& groups) {
  std::vector<Count> counts;
  for (const Proportion& group : groups) counts.push_back(group.events);
  return counts;
}

// The p-values of a family: none falls by being adjusted.
void check_adjusted(double pvalue, double adjusted, const char* method) {
  if (!std::isnan(adjusted) && !(adjusted >= pvalue * (1.0 - 1e-15) && adjusted <= 1.0))
    fuzz::fail("adjusted p >= p", method, pvalue, adjusted, 0.0);
}

void tested(fuzz::Bytes& bytes, std::vector<Proportion> groups) {
  const HomogeneityOptions options{static_cast<HomogeneityMethod>(bytes.below(7))};
  const bool unlimited = groups.size() == 2 && options.method < HomogeneityMethod::exact_conditional_pearson;
  if (options.method >= HomogeneityMethod::freeman_halton_minlike && !unlimited) groups = small(groups, 30);
  const HomogeneityTest test = homogeneity(groups, options);
  fuzz::check(test.test());
  std::vector<Proportion> turned(groups.rbegin(), groups.rend());
  fuzz::check_same(test.pvalue, homogeneity(turned, options).pvalue, 1e-9, 1e-300, test.method);
  const Association size = association(groups, static_cast<AssociationMethod>(bytes.below(3)));
  if (std::isnan(size.value) && size.status == Status::ok)
    fuzz::fail("NaN never stands alone", size.method, size.value, 0.0, 0.0);
  for (const Residual& cell : residuals(groups).cells) {
    fuzz::check_pvalue(cell.pvalue, cell.status, "residuals");
    check_adjusted(cell.pvalue, cell.p_adjusted, "residuals");
  }
}

void paired_off(fuzz::Bytes& bytes, const std::vector<Proportion>& groups) {
  PairwiseOptions options;
  options.family = static_cast<Family>(bytes.below(3));
  options.reference = bytes.below(7);
  options.adjustment = static_cast<Adjustment>(bytes.below(9));
  options.ratio.confidence = bytes.confidence();
  const Pairwise found = pairwise(groups, options);
  for (const PairResult& pair : found.pairs) {
    fuzz::check(pair.ratio, half_line);
    fuzz::check(pair.test);
    if (options.adjustment != Adjustment::storey) check_adjusted(pair.test.pvalue, pair.p_adjusted, name(options.adjustment));
  }
  if (options.family == Family::all_pairs) static_cast<void>(letter_display(groups, found));
  for (const MarascuiloPair& pair : marascuilo(groups)) fuzz::check_pvalue(pair.pvalue, pair.status, "marascuilo");
  FamilyVerdictOptions judged;
  judged.family = options.family;
  judged.reference = options.reference;
  judged.adjustment = options.adjustment;
  for (const FamilyVerdict& one : family_verdicts(groups, judged).verdicts)
    if ((one.state == State::higher || one.state == State::lower) && !(one.alone.pvalue < 0.05))
      fuzz::fail("a family adds no difference", name(judged.adjustment), one.alone.pvalue, one.pvalue_adjusted, 0.0);
}

void together(fuzz::Bytes& bytes, const std::vector<Proportion>& groups) {
  SimultaneousRatioOptions options;
  options.method = static_cast<SimultaneousRatioMethod>(bytes.below(2));
  options.confidence = bytes.confidence();
  for (const SimultaneousRatio& one : simultaneous_ratios(groups, bytes.below(7), options).groups) {
    fuzz::check(one.ratio, half_line);
    fuzz::check_pvalue(one.p_adjusted, one.status, "simultaneous_ratios");
  }
}

void ordered(fuzz::Bytes& bytes, const std::vector<Proportion>& groups) {
  const std::vector<double> scores = scores_of(bytes, groups.size());
  const TrendOptions options{static_cast<TrendMethod>(bytes.below(12)), bytes.alternative()};
  const bool exact = options.method >= TrendMethod::exact_two_sided_doubling;
  const TrendTest test = trend(exact ? small(groups, 250) : groups, scores, options);
  fuzz::check_pvalue(test.pvalue, test.status, test.method);
  const TrendSlope slope =
      trend_slope(groups, scores, {static_cast<TrendSlopeMethod>(bytes.below(2)), bytes.confidence(), bytes.alternative()});
  fuzz::check_effect(slope.slope, line);
  const SlopeIndex index =
      slope_index(groups, {static_cast<SlopeIndexForm>(bytes.below(3)), bytes.confidence(), bytes.alternative()});
  fuzz::check_effect(index.sii, line);
  fuzz::check_effect(index.rii, half_line);
}

void shared_out(fuzz::Bytes& bytes, const std::vector<Proportion>& groups) {
  const std::vector<Count> counts = counts_of(groups);
  for (const Estimate& share : shares(counts, {static_cast<SharesMethod>(bytes.below(8)), bytes.confidence()}))
    fuzz::check(share, {0.0, 1.0});
  std::vector<double> standard = numbers_of(bytes, counts.size());
  double sum = 0.0;
  for (double& share : standard) {
    share = share > 0.0 && share < 1.0 ? share : 0.25;
    sum += share;
  }
  for (double& share : standard) share /= sum;
  const CompositionOptions options{static_cast<CompositionMethod>(bytes.below(5))};
  const bool exact = options.method >= CompositionMethod::exact_multinomial_minlike;
  const CompositionTest test = composition(exact ? counts_of(small(groups, 20)) : counts, standard, options);
  fuzz::check_pvalue(test.pvalue, test.status, test.method);
  std::vector<Count> others;
  for (const Proportion& group : groups) others.push_back(group.total);
  const CompositionTest against =
      composition_against_counts(counts, others, {static_cast<CompositionComparisonMethod>(bytes.below(3))});
  fuzz::check_pvalue(against.pvalue, against.status, against.method);
  SegregationOptions uneven;
  uneven.index = static_cast<SegregationIndex>(bytes.below(5));
  const Segregation apart = segregation(groups, uneven);
  if (std::isnan(apart.value) && apart.status == Status::ok)
    fuzz::fail("NaN never stands alone", apart.method, apart.value, 0.0, 0.0);
}

void unequal(fuzz::Bytes& bytes, const std::vector<Proportion>& groups) {
  InequalityOptions options;
  options.method = bytes.below(2) == 0 ? InequalityMethod::delta : InequalityMethod::mover;
  options.confidence = bytes.confidence();
  options.favourable = bytes.below(2) == 0;
  if (bytes.below(2) == 0) options.reference = bytes.below(7);
  fuzz::check(inequality(groups, static_cast<InequalityMeasure>(bytes.below(21)), options).estimate, line);
  ShortfallOptions wanted;
  wanted.standard = static_cast<ShortfallStandard>(bytes.below(3));
  wanted.confidence = options.confidence;
  fuzz::check(shortfall(groups, bytes.below(7), wanted).people, line);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  const std::size_t which = bytes.below(6);
  const std::vector<Proportion> groups = groups_of(bytes);
  return fuzz::attempt([&] {
    switch (which) {
      case 0: return tested(bytes, groups);
      case 1: return paired_off(bytes, groups);
      case 2: return together(bytes, groups);
      case 3: return ordered(bytes, groups);
      case 4: return shared_out(bytes, groups);
      default: return unequal(bytes, groups);
    }
  });
}
