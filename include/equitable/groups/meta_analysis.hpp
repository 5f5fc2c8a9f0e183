/// @file groups/meta_analysis.hpp
/// One effect measured in many organisations: the mean effect, how much the true effects differ, and where a further
/// organisation's may lie.
///
/// y_i are effects (log ratios, log odds ratios, differences) with variances v_i, k of them; w_i = 1/(v_i + τ²), μ = Σ w y / Σ w.
///
/// τ² by
///
///  - `paule_mandel`, the default: Σ w (y − μ)² = k − 1, or 0. Paule and Mandel (1982) J. Res. Natl. Bur. Stand. 87, 377;
///    Veroniki et al. (2016) Res. Synth. Methods 7, 55.
///  - `dersimonian_laird`: max(0, (Q − (k−1)) / (Σ 1/v − Σ 1/v² / Σ 1/v)). DerSimonian and Laird (1986) Control. Clin. Trials 7,
///    177.
///  - `fixed`: 0, the effect is the same everywhere; the mean of these organisations alone.
///
///  - Interval of μ: with `hartung_knapp` μ ± t_{k−1} √(Σ w (y−μ)² / ((k−1) Σ w)) (Hartung and Knapp 2001, Stat. Med. 20, 3875),
///    else, and for `fixed`, μ ± z/√Σ w. With few organisations the plain interval is far too narrow; where the effects happen to
///    agree better than chance, Hartung and Knapp's can be the narrower one.
///  - `prediction`: μ ± t_{k−2} √(τ² + 1/Σ w), for the true effect of a further organisation; k >= 3. Higgins, Thompson and
///    Spiegelhalter (2009) J. R. Stat. Soc. A 172, 137. With few organisations it
///    holds some 93 of 100 where 95 are promised (Partlett and Riley 2017, Stat. Med. 36, 301). Not for `fixed`.
///  - `q` = Σ (y − μ_fixed)²/v, chi-squared with k − 1 degrees of freedom when all true effects are equal: Cochran (1954).
///  - `i2` = max(0, (Q − (k−1))/Q), the share of the variation that is not chance: Higgins and Thompson (2002) Stat. Med. 21,
///    1539.
///  - `tau2_interval` by the Q profile: Σ w (y − μ)² at each limit is a quantile of chi-squared (Viechtbauer 2007, Stat. Med. 26,
///    37); `i2_interval` is τ²/(τ² + s²) at those, s² = (k−1) Σ 1/v / ((Σ 1/v)² − Σ 1/v²).
///
/// When not to use it: tables with few events or none, where log ratios are biased and their variances wrong. Those are better
/// pooled by groups/stratified.hpp.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/student.hpp"

namespace equitable {

/// How the variance between organisations is estimated.
enum class MetaAnalysisMethod : std::uint8_t { paule_mandel, dersimonian_laird, fixed };

namespace detail {

inline constexpr std::array<const char*, 3> meta_analysis_method_names{"paule_mandel", "dersimonian_laird", "fixed"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(MetaAnalysisMethod method) noexcept {
  return detail::meta_analysis_method_names[static_cast<std::size_t>(method)];
}

/// Options of `meta_analysis`.
struct MetaAnalysisOptions {
  MetaAnalysisMethod method = MetaAnalysisMethod::paule_mandel;
  bool hartung_knapp = true;  ///< whether the interval of the mean is Hartung and Knapp's; `fixed` has none
  Confidence confidence{0.95};
};

/// The result of a meta-analysis.
struct MetaAnalysis {
  Estimate estimate;      ///< the mean effect
  double standard_error;  ///< of the mean effect, as the interval uses it; of its logarithm for ratios
  double tau2;            ///< variance of the true effects between organisations
  Interval tau2_interval;
  Interval prediction;  ///< NaN below three organisations, and for `fixed`
  double q;             ///< heterogeneity statistic
  double df;            ///< its degrees of freedom, one less than `used`
  double q_pvalue;      ///< NaN with one organisation
  double i2;
  Interval i2_interval;
  Count used;  ///< organisations with an effect and a variance
};

namespace detail {

/// Mean, weight and spread of effects for a variance τ² between them.
struct PooledEffects {
  double mean;
  double weight;   ///< Σ w
  double spread;   ///< Σ w (y − μ)²
  double descent;  ///< Σ w² (y − μ)², minus the slope of the spread in τ²
};

[[nodiscard]] inline PooledEffects pooled_effects(const std::vector<double>& effects, const std::vector<double>& variances,
                                                  double tau2) noexcept {
  const double origin = effects.front();  // so that effects far from 0 keep their digits
  PooledEffects pooled{0.0, 0.0, 0.0, 0.0};
  for (std::size_t i = 0; i < effects.size(); ++i) {
    const double w = 1.0 / (variances[i] + tau2);
    pooled.weight += w;
    pooled.mean += w * (effects[i] - origin);
  }
  pooled.mean = origin + pooled.mean / pooled.weight;
  for (std::size_t i = 0; i < effects.size(); ++i) {
    const double w = 1.0 / (variances[i] + tau2);
    const double off = effects[i] - pooled.mean;
    pooled.spread += w * off * off;
    pooled.descent += w * w * off * off;
  }
  return pooled;
}

/// τ² at which the spread falls to `goal`; 0 where it is no larger at 0. The spread is convex and falling, so that Newton's steps
/// from 0 never pass the root.
[[nodiscard]] inline double tau2_at_spread(const std::vector<double>& effects, const std::vector<double>& variances,
                                           double goal) noexcept {
  double tau2 = 0.0;
  for (int step = 0; step < 500; ++step) {
    const PooledEffects pooled = pooled_effects(effects, variances, tau2);
    const double excess = pooled.spread - goal;
    if (!(excess > 0.0)) break;
    const double moved = tau2 + excess / pooled.descent;
    if (!(moved > tau2 * (1.0 + 1e-15))) break;
    tau2 = moved;
  }
  return tau2;
}

[[nodiscard]] inline MetaAnalysis pooled_analysis(const std::vector<double>& effects, const std::vector<double>& variances,
                                                  const MetaAnalysisOptions& options) {
  const Interval none{not_a_number, not_a_number};
  const Level level = two_sided_level(options.confidence);
  const std::size_t size = effects.size();
  if (size == 0)
    return {make_estimate(not_a_number, none, options.confidence, name(options.method)),
            not_a_number,
            not_a_number,
            none,
            none,
            not_a_number,
            not_a_number,
            not_a_number,
            not_a_number,
            none,
            0};
  const double df = static_cast<double>(size - 1);
  const PooledEffects fixed = pooled_effects(effects, variances, 0.0);
  double squares = 0.0;
  for (const double v : variances) squares += 1.0 / (v * v);
  const double information = fixed.weight - squares / fixed.weight;  // (k−1)/s²

  MetaAnalysis result{};
  result.used = static_cast<Count>(size);
  result.q = size > 1 ? fixed.spread : 0.0;
  result.df = df;
  result.q_pvalue = size > 1 ? chi_squared_upper_tail(fixed.spread, df) : not_a_number;
  result.i2 = fixed.spread > df ? (fixed.spread - df) / fixed.spread : 0.0;
  const bool random = options.method != MetaAnalysisMethod::fixed;
  if (random && size > 1)
    result.tau2 = options.method == MetaAnalysisMethod::paule_mandel ? tau2_at_spread(effects, variances, df)
                                                                     : std::fmax(0.0, (fixed.spread - df) / information);
  const PooledEffects pooled = pooled_effects(effects, variances, result.tau2);

  const bool adjusted = random && options.hartung_knapp;
  result.standard_error =
      adjusted ? (size > 1 ? std::sqrt(pooled.spread / (df * pooled.weight)) : not_a_number) : 1.0 / std::sqrt(pooled.weight);
  const double reach = adjusted && size > 1 ? student_upper_quantile(level.tail, df) : level.z;
  const double half = reach * result.standard_error;
  result.estimate =
      make_estimate(pooled.mean, {pooled.mean - half, pooled.mean + half}, options.confidence, name(options.method));

  result.prediction = result.tau2_interval = result.i2_interval = none;
  if (random && size > 2) {
    const double wide = student_upper_quantile(level.tail, df - 1.0) * std::sqrt(result.tau2 + 1.0 / pooled.weight);
    result.prediction = {pooled.mean - wide, pooled.mean + wide};
  }
  if (size > 1) {
    result.tau2_interval = {tau2_at_spread(effects, variances, chi_squared_upper_quantile(level.tail, df)),
                            tau2_at_spread(effects, variances, 2.0 * gamma_lower_quantile(level.tail, 0.5 * df))};
    const double within = df / information;
    result.i2_interval = {result.tau2_interval.lower / (result.tau2_interval.lower + within),
                          result.tau2_interval.upper / (result.tau2_interval.upper + within)};
  }
  return result;
}

}  // namespace detail

/// The mean of effects with known variances, one of each an organisation.
///
///     meta_analysis({0.30, 0.12, 0.55, 0.21}, {0.02, 0.01, 0.05, 0.015})
///
/// One organisation: its own effect; Hartung and Knapp's interval, τ² and I² are then NaN. None: NaN with `Status::undefined`.
/// Cost: some 20 passes over the effects.
/// @throws InvalidInput for columns of different lengths, an effect that is not finite, or a variance that is not above 0
[[nodiscard]] inline MetaAnalysis meta_analysis(const std::vector<double>& effects, const std::vector<double>& variances,
                                                const MetaAnalysisOptions& options = {}) {
  const char* const where = "meta_analysis";
  if (variances.size() != effects.size())
    throw_invalid(where, "the number of variances", std::to_string(variances.size()),
                  "must be " + std::to_string(effects.size()) + ", the number of effects");
  for (std::size_t i = 0; i < effects.size(); ++i) {
    if (!std::isfinite(effects[i]))
      throw_invalid(where, "effects[" + std::to_string(i) + "]", std::to_string(effects[i]), "must be finite");
    if (!(variances[i] > 1e-150 && variances[i] < 1e150))
      throw_invalid(where, "variances[" + std::to_string(i) + "]", std::to_string(variances[i]),
                    "must be above 0 (from 1e-150 to 1e150)");
  }
  return detail::pooled_analysis(effects, variances, options);
}

/// The mean of a ratio, an odds ratio or a difference over organisations, one table each.
///
/// Ratios are pooled as logarithms: `estimate` and `prediction` are given as ratios, the variances and the standard error on the
/// log scale. Variances: 1/x1 − 1/n1 + 1/x2 − 1/n2, 1/a + 1/b + 1/c + 1/d, p1 q1/n1 + p2 q2/n2. A table whose effect is not
/// finite or whose variance is 0 (no events, nobody in a group) is left out, no halves being added: compare `used`. See the note
/// above on such tables.
/// @throws InvalidInput for counts outside 0 <= events <= total <= 2^53
[[nodiscard]] inline MetaAnalysis meta_analysis(const std::vector<Table2x2>& tables, Measure measure,
                                                const MetaAnalysisOptions& options = {}) {
  std::vector<double> effects;
  std::vector<double> variances;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    static_cast<void>(checked_item(tables[i].group, "meta_analysis", "tables", i, "group."));
    static_cast<void>(checked_item(tables[i].reference, "meta_analysis", "tables", i, "reference."));
    const Table2x2& t = tables[i];
    const detail::TwoRates r = t.rates();
    const double b = r.n1 - r.x1;
    const double d = r.n2 - r.x2;
    double effect = t.difference();
    double variance = r.x1 * b / (r.n1 * r.n1 * r.n1) + r.x2 * d / (r.n2 * r.n2 * r.n2);
    if (measure == Measure::ratio) {
      effect = std::log(t.ratio());
      variance = b / (r.x1 * r.n1) + d / (r.x2 * r.n2);
    } else if (measure == Measure::odds_ratio) {
      effect = std::log(t.odds_ratio());
      variance = r.n1 / (r.x1 * b) + r.n2 / (r.x2 * d);
    }
    if (!std::isfinite(effect) || !(variance > 0.0) || !std::isfinite(variance)) continue;
    effects.push_back(effect);
    variances.push_back(variance);
  }
  MetaAnalysis result = detail::pooled_analysis(effects, variances, options);
  if (measure == Measure::difference) return result;
  const auto raised = [](Interval i) { return Interval{std::exp(i.lower), std::exp(i.upper)}; };
  const Interval limits = raised({result.estimate.lower, result.estimate.upper});
  result.estimate = make_estimate(std::exp(result.estimate.value), limits, options.confidence, name(options.method));
  result.prediction = raised(result.prediction);
  return result;
}

}  // namespace equitable
