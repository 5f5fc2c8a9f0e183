/// @file verdict/pooled.hpp
/// The verdict on a group and its reference compared within strata: directorates, pay bands, years.
///
/// The same words as of one table (verdict/decision.hpp), on the common ratio of rates: RR is the Mantel-Haenszel ratio, D and E its
/// stratified score intervals (groups/stratified_score.hpp) at 1 − α and 1 − 2α, and S the Cochran-Mantel-Haenszel test, which is that
/// interval's own: p < α exactly when 1 lies outside D. U: not even everybody, or nobody, of the group in all strata would have
/// given S. `strata_differ` says that the ratios of the strata are not all alike (`contrast_homogeneity`, p < α): then one verdict over all of
/// them hides something, and each should be read by itself. One stratum has the verdict of verdict/verdict.hpp.
///
/// Sources: Mantel and Haenszel (1959) J. Natl. Cancer Inst. 22, 719; Laud (2017) Pharm. Stat. 16, 334. Cost: four stratified score
/// limits.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "equitable/groups/cmh.hpp"
#include "equitable/groups/score_homogeneity.hpp"
#include "equitable/groups/strata.hpp"
#include "equitable/groups/stratified_score.hpp"
#include "equitable/verdict/sentence.hpp"
#include "equitable/verdict/verdict.hpp"

namespace equitable {

/// The verdict over strata, with its reasons.
struct PooledVerdict {
  State state = State::not_assessable;
  Grade grade = Grade::none;
  double ratio = not_a_number;                                ///< Mantel-Haenszel
  Interval interval{not_a_number, not_a_number};              ///< D, at level 1 − α
  Interval equivalence_interval{not_a_number, not_a_number};  ///< E, at level 1 − 2α
  double statistic = not_a_number;                            ///< Cochran-Mantel-Haenszel chi-squared
  double pvalue = not_a_number;                               ///< NaN when there is no information
  double heterogeneity_pvalue = not_a_number;  ///< Cochran's Q over the strata's log ratios, with a zero the score test
  bool strata_differ = false;                  ///< whether that is below α
  std::size_t strata = 0;                      ///< those with people in both groups
  std::size_t strata_left_out = 0;             ///< those in which either group holds nobody
  Count people_left_out = 0;                   ///< the people in those
  Margin margin{};
  double confidence_level = 0.95;
  Status status = Status::undefined;
  Status heterogeneity_status = Status::undefined;  ///< `no_information`: fewer than two strata say something of the ratio

  /// Of the test: `no_information` when nobody, or everybody, had the outcome in every stratum; `undefined` without strata.
  [[nodiscard]] Status test_status() const noexcept { return detail::status_of_test(pvalue, state); }
};

namespace detail {

/// U: the strata with everybody, or nobody, of the group having the outcome would not have been significant.
[[nodiscard]] inline bool is_untestable(const StrataView& strata, double alpha) {
  std::vector<TwoRates> extreme(strata.begin(), strata.end());
  const auto significant = [&](bool everybody) {
    for (TwoRates& r : extreme) r.x1 = everybody ? r.n1 : 0.0;
    return cmh_of({extreme.data(), extreme.size()}, {}).pvalue < alpha;
  };
  const double excess = total_excess(strata).high;  // of the sign of log(ratio), without its rounding
  const bool downwards = !(excess > 0.0) && significant(false);
  const bool upwards = !(excess < 0.0) && significant(true);
  return !downwards && !upwards;
}

}  // namespace detail

/// What may be said of the group beside the reference, like compared with like.
///
///     pooled_verdict(Strata{{{12, 120}, {30, 480}}, {{7, 75}, {22, 270}}}).state
///
/// No stratum with people in both groups: `not_assessable`.
/// @throws InvalidInput as `verdict` for the options
[[nodiscard]] inline PooledVerdict pooled_verdict(const Strata& strata, const VerdictOptions& options = {}) {
  check_verdict_options(options);
  const detail::ComparableStrata rates(strata);
  const detail::StrataView view = rates.view();
  PooledVerdict result;
  result.margin = options.margin;
  result.confidence_level = options.confidence.level();
  result.strata = view.count;
  for (const Table2x2& table : strata)
    if (!table.comparable()) {
      ++result.strata_left_out;
      result.people_left_out += table.total();
    }
  if (view.count == 0) return result;

  const double alpha = options.confidence.alpha();
  const TestResult test = detail::cmh_of(view, {});
  const bool significant = test.pvalue < alpha;
  const Confidence twice{1.0 - 2.0 * alpha};
  const Estimate at_level = detail::score_mh_ratio_of(view, detail::two_sided_quantile(options.confidence), options.confidence);
  const Estimate two_one_sided = detail::score_mh_ratio_of(view, detail::two_sided_quantile(twice), twice);
  result.ratio = at_level.value;
  result.interval = detail::agreeing({at_level.lower, at_level.upper}, significant, at_level.value);
  result.equivalence_interval = {two_one_sided.lower, two_one_sided.upper};
  result.statistic = test.statistic;
  result.pvalue = test.pvalue;
  result.status = at_level.status;
  const StrataHomogeneity alike = detail::contrast_homogeneity_of(view, Measure::ratio);
  result.heterogeneity_status = alike.status;
  result.heterogeneity_pvalue = alike.pvalue;
  result.strata_differ = alike.pvalue < alpha;

  const Decision decision = detail::decided(result.ratio, result.interval, result.equivalence_interval, significant,
                                            options.margin, [&] { return detail::is_untestable(view, alpha); });
  result.state = decision.state;
  result.grade = decision.grade;
  return result;
}

namespace detail {

/// Whom the comparison is not about, with a space before it; nothing when it is about everybody.
[[nodiscard]] inline std::string left_out_sentence(const PooledVerdict& verdict) {
  if (verdict.people_left_out == 0) return "";
  const bool one = verdict.people_left_out == 1;
  return " " + std::to_string(verdict.people_left_out) + (one ? " person in " : " people in ") +
         (verdict.strata_left_out == 1 ? std::string("one other stratum")
                                       : std::to_string(verdict.strata_left_out) + " other strata") +
         (one ? " has" : " have") + " no part in this: there one of the two groups has nobody.";
}

}  // namespace detail

/// The verdict in one or two sentences, and one about people left out, in the words of verdict/sentence.hpp; the rates themselves belong to the strata and are not
/// repeated. "Compared within 4 strata, BME staff were 1.11 times as likely as White staff to …".
[[nodiscard]] inline std::string pooled_sentence(const PooledVerdict& verdict, const Wording& words) {
  const std::string group(words.group);
  const std::string reference(words.reference);
  const std::string outcome(words.outcome);
  const std::string margin = detail::margin_text(verdict.margin);
  const std::string within = verdict.strata == 1 ? std::string("Compared within one stratum, ")
                                                 : "Compared within " + std::to_string(verdict.strata) + " strata, ";
  const bool has_ratio = verdict.ratio > 0.0 && verdict.ratio < infinity;
  const std::string number = has_ratio ? decimal_number(verdict.ratio, words.ratio_decimals) : std::string();
  const std::string more = verdict.ratio > 1.0 ? "more" : "less";
  const std::string times = has_ratio ? group + " were " + number + " times as likely as " + reference + " to " + outcome
                                      : group + " were " + more + " likely than " + reference + " to " + outcome;
  const std::string alike =
      group + " and " + reference + " were similarly likely to " + outcome + (has_ratio ? " (a ratio of " + number + ")" : "");
  std::string text = within;
  switch (verdict.grade) {
    case Grade::substantial:
      text += times + ". The difference is statistically significant and clearly beyond the " + margin + " range.";
      break;
    case Grade::material:
      text += times + ". The difference is statistically significant; the best estimate lies beyond " + margin +
              ", but a smaller difference cannot be ruled out.";
      break;
    case Grade::slight:
      text += group + " were slightly " + more + " likely than " + reference + " to " + outcome + " (a ratio of " + number +
              "); the difference is statistically significant, but perhaps within " + margin + ".";
      break;
    case Grade::detectable:
      text += alike + ": a small, statistically detectable difference that lies within " + margin + ".";
      break;
    case Grade::equivalent: text += alike + ": statistically equivalent within " + margin + "."; break;
    case Grade::untestable:
      text += "there are too few people for any conclusion about " + group + " and " + reference +
              " in how likely they were to " + outcome + ".";
      break;
    case Grade::suggestive:
      text += times + ", but with these numbers that could be chance; neither a difference nor similarity is shown.";
      break;
    case Grade::unclear:
      text += "no clear difference between " + group + " and " + reference + " in how likely they were to " + outcome +
              (has_ratio ? " (a ratio of " + number + ")" : "") +
              ", but the numbers are too small to show that they are similar.";
      break;
    case Grade::none: return "No conclusion about " + group + " and " + reference + " can be drawn from these figures.";
  }
  if (verdict.strata_differ) text += " The strata differ from one another in this; each should be read by itself.";
  return text + detail::left_out_sentence(verdict);
}

}  // namespace equitable
