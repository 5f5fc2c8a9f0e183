/// @file groups/slope_index.hpp
/// One gradient across ordered bands: the slope index and the relative index of inequality; and the disparity between tiers.
///
/// Bands in order, the lowest first, are laid along a line from 0 to 1, each as wide as its share a of the people and standing at
/// the middle b of its stretch (its ridit). A line is fitted to the rates y, weighted with the people:
///
/// | form | fitted to | `sii`, top less bottom | `rii`, top over bottom | use |
/// |---|---|---|---|---|
/// | `linear` | y | s, the slope | (i + s) / i, i the value at 0 | default; `rii` NaN when the line falls to 0 or below |
/// | `log` | log y | e^(i+s) − e^i | e^s | fitted rates are always above 0 |
/// | `logit` | log(y/(1−y)) | F(i+s) − F(i) | F(i+s) / F(i), F the logistic function | fitted rates are always between 0 and 1 |
///
/// `sii` is positive and `rii` above 1 when rates rise from the first band to the last. Standard errors come from the binomial
/// variances of the bands, carried through the fit (delta method); how far the bands lie off the line is no part of them: test
/// that with `departure_from_trend`. Limits are `sii` ± z·se and `rii`·exp(±z·se of log rii). A band with no events, or with
/// nothing else, has no sampling variance in this reckoning, so that limits are too narrow there; `log` and `logit` are
/// `undefined` with it.
///
/// Bands without people are left out. Fewer than two bands with people: NaN with `Status::undefined`. Not for groups without an
/// order, nor for bands of so few people that their rates are noise. Sources: Pamuk (1985) Popul. Stud. 39, 17; Mackenbach and
/// Kunst (1997) Soc. Sci. Med. 44, 757. Cost: linear in the bands.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "equitable/comparison/odds_ratio.hpp"
#include "equitable/core/results.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/detail/beta.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/rates.hpp"
#include "equitable/detail/twofold_sum.hpp"

namespace equitable {

/// What the line is fitted to.
enum class SlopeIndexForm : std::uint8_t { linear, log, logit };

namespace detail {

inline constexpr std::array<const char*, 3> slope_index_form_names{"linear", "log", "logit"};

}  // namespace detail

/// The form as written in options and results.
[[nodiscard]] constexpr const char* name(SlopeIndexForm form) noexcept {
  return detail::slope_index_form_names[static_cast<std::size_t>(form)];
}

/// Options of `slope_index`.
struct SlopeIndexOptions {
  SlopeIndexForm form = SlopeIndexForm::linear;
  Confidence confidence{0.95};
  /// `greater`: lower limits alone, at the whole confidence level; `less`: upper limits alone.
  Alternative alternative = Alternative::two_sided;
};

/// A gradient across bands.
struct SlopeIndex {
  Estimate sii;          ///< slope index of inequality: fitted rate at the top less that at the bottom
  Estimate rii;          ///< relative index of inequality: fitted rate at the top over that at the bottom
  double intercept;      ///< fitted rate at the bottom, rank 0
  double rii_over_mean;  ///< sii over the rate of all bands together
  double sii_standard_error;
  double rii_log_standard_error;  ///< of the logarithm of rii
  double fit_intercept;           ///< the fitted line at rank 0, on the scale of the form (log y, logit y)
  double fit_slope;               ///< its slope on that scale
  Status status;                  ///< ok when there is a line
};

namespace detail {

/// A band on the line from 0 to 1.
struct RankedBand {
  double events, people;
  double place;  ///< 2 N (b − ½): twice the people below, plus those inside, less all
};

[[nodiscard]] inline std::vector<RankedBand> checked_bands(const std::vector<Proportion>& bands, const char* where) {
  std::vector<RankedBand> ranked;
  ranked.reserve(bands.size());
  double below = 0.0;
  for (std::size_t i = 0; i < bands.size(); ++i) {
    const Proportion band = checked_item(bands[i], where, "bands", i);
    if (band.total == 0) continue;
    const double people = static_cast<double>(band.total);
    ranked.push_back({static_cast<double>(band.events), people, 2.0 * below + people});
    below += people;
  }
  for (RankedBand& band : ranked) band.place -= below;
  return ranked;
}

/// A line over the ranks with the variances of its two coefficients.
struct RankLine {
  double bottom;  ///< value at rank 0
  double slope;
  double var_bottom, var_slope, covariance;
};

/// The weighted line through `response`, whose variance in band i is `variance(i)`.
template <class Response, class Variance>
[[nodiscard]] RankLine rank_line(const std::vector<RankedBand>& bands, double people, const Response& response,
                                 const Variance& variance) {
  double mean = 0.0;
  double squares = 0.0;  // 4 N³ S_bb
  for (const RankedBand& band : bands) {
    mean += band.people / people * response(band);
    squares += band.people * band.place * band.place;
  }
  double moment = 0.0;
  for (const RankedBand& band : bands) moment += band.people * band.place * (response(band) - mean);
  RankLine line{0.0, 2.0 * people * moment / squares, 0.0, 0.0, 0.0};
  line.bottom = mean - 0.5 * line.slope;
  for (const RankedBand& band : bands) {
    const double k = 2.0 * people * band.people * band.place / squares;  // ∂ slope / ∂ response
    const double h = band.people / people - 0.5 * k;                     // ∂ bottom / ∂ response
    const double v = variance(band);
    line.var_slope += k * k * v;
    line.var_bottom += h * h * v;
    line.covariance += h * k * v;
  }
  return line;
}

/// The standard deviation of α·bottom + β·slope.
[[nodiscard]] inline double line_error(const RankLine& line, double alpha, double beta) noexcept {
  const double variance = alpha * alpha * line.var_bottom + beta * beta * line.var_slope + 2.0 * alpha * beta * line.covariance;
  return std::sqrt(std::fmax(0.0, variance));
}

/// F(x) and 1 − F(x).
[[nodiscard]] inline UnitPoint logistic(double x) noexcept {
  const double small = std::exp(-std::fabs(x));
  const UnitPoint lower{small / (1.0 + small), 1.0 / (1.0 + small)};
  return x < 0.0 ? lower : UnitPoint{lower.rest, lower.q};
}

}  // namespace detail

/// Slope index and relative index of inequality across ordered bands, the lowest first. `inequality` (groups/inequality.hpp) has the
/// same two, of the linear fit, with limits by Wilson's intervals carried over, which hold with small counts and rates of 0.
///
///     slope_index({{175, 459}, {115, 550}, {53, 336}, {179, 717}, {215, 1181}, {91, 508}, {17, 166}, {12, 60}})
///         // sii -0.167: fitted, 29.9 % at the bottom and 13.2 % at the top; rii 0.44
///
/// @throws InvalidInput unless 0 <= events <= total <= 2^53 in every band, and unless the confidence level is above 1/2 for
///         one-sided limits
[[nodiscard]] inline SlopeIndex slope_index(const std::vector<Proportion>& bands, const SlopeIndexOptions& options = {}) {
  const detail::Level level = detail::level_of(options.confidence, options.alternative, "slope_index");
  const std::vector<detail::RankedBand> ranked = detail::checked_bands(bands, "slope_index");
  const char* const form = name(options.form);
  double people = 0.0;
  double events = 0.0;
  bool inside = true;  // every rate strictly between 0 and 1
  for (const detail::RankedBand& band : ranked) {
    people += band.people;
    events += band.events;
    inside = inside && band.events > 0.0 && band.events < band.people;
  }
  double sii = not_a_number;
  double sii_error = not_a_number;
  double rii = not_a_number;
  double rii_error = not_a_number;
  SlopeIndex result{};
  result.intercept = result.rii_over_mean = result.fit_intercept = result.fit_slope = not_a_number;
  result.status = ranked.size() < 2 || (options.form != SlopeIndexForm::linear && !inside) ? Status::undefined : Status::ok;
  if (result.status == Status::ok) {
    const auto rest = [](const detail::RankedBand& b) noexcept { return b.people - b.events; };
    detail::RankLine line{};
    switch (options.form) {
      case SlopeIndexForm::linear: {
        line = detail::rank_line(
            ranked, people, [](const detail::RankedBand& b) noexcept { return b.events / b.people; },
            [&](const detail::RankedBand& b) noexcept { return b.events / b.people * (rest(b) / b.people) / b.people; });
        detail::TwofoldSum moment;  // the slope once more, exactly 0 where it is 0
        double squares = 0.0;
        for (const detail::RankedBand& b : ranked) {
          moment.add_contrast(b.place, b.events, people, b.people, events);
          squares += b.people * b.place * b.place;
        }
        line.slope = 2.0 * moment.value() / squares;
        line.bottom = events / people - 0.5 * line.slope;
        result.intercept = line.bottom;
        sii = line.slope;
        sii_error = detail::line_error(line, 0.0, 1.0);
        const double top = line.bottom + line.slope;
        if (line.bottom > 0.0 && top > 0.0) {
          rii = top / line.bottom;
          rii_error = detail::line_error(line, 1.0 / top - 1.0 / line.bottom, 1.0 / top);
        }
        break;
      }
      case SlopeIndexForm::log: {
        // log y less the logarithm of the common rate, so that a weak gradient keeps its digits.
        line = detail::rank_line(
            ranked, people,
            [&](const detail::RankedBand& b) noexcept {
              return std::log1p(detail::difference_of_products(b.events, people, b.people, events) / (b.people * events));
            },
            [&](const detail::RankedBand& b) noexcept { return rest(b) / b.people / b.events; });
        line.bottom += std::log(events / people);
        result.intercept = std::exp(line.bottom);
        rii = std::exp(line.slope);
        rii_error = detail::line_error(line, 0.0, 1.0);
        sii = result.intercept * std::expm1(line.slope);
        sii_error = detail::line_error(line, sii, result.intercept * rii);
        break;
      }
      case SlopeIndexForm::logit: {
        line = detail::rank_line(
            ranked, people,
            [&](const detail::RankedBand& b) noexcept {
              return std::log1p(detail::difference_of_products(b.events, people, b.people, events) / (rest(b) * events));
            },
            [&](const detail::RankedBand& b) noexcept { return 1.0 / b.events + 1.0 / rest(b); });
        line.bottom += std::log(events / (people - events));
        const detail::UnitPoint bottom = detail::logistic(line.bottom);
        const detail::UnitPoint top = detail::logistic(line.bottom + line.slope);
        result.intercept = bottom.q;
        rii = top.q / bottom.q;
        rii_error = detail::line_error(line, top.rest - bottom.rest, top.rest);
        // F(i+s) − F(i) = F(i) (1 − F(i+s)) (e^s − 1), and the other way round where the slope falls.
        sii = line.slope >= 0.0 ? -top.q * bottom.rest * std::expm1(-line.slope) : bottom.q * top.rest * std::expm1(line.slope);
        sii_error = detail::line_error(line, top.q * top.rest - bottom.q * bottom.rest, top.q * top.rest);
        break;
      }
    }
    result.fit_intercept = line.bottom;
    result.fit_slope = line.slope;
    result.rii_over_mean = events > 0.0 ? sii / (events / people) : not_a_number;
  }
  const double factor = std::exp(level.z * rii_error);
  const auto sided = [&](double value, Interval limits, Interval space) {
    return one_sided(make_estimate(value, limits, options.confidence, form), options.alternative, space, options.confidence);
  };
  result.sii = sided(sii, {sii - level.z * sii_error, sii + level.z * sii_error}, {-infinity, infinity});
  result.rii = sided(rii, {rii / factor, rii * factor}, {0.0, infinity});
  result.sii_standard_error = sii_error;
  result.rii_log_standard_error = rii_error;
  return result;
}

/// The people of one group in a lower and an upper tier.
struct Tiers {
  Count lower;
  Count upper;
};

/// How much likelier one group is than another to be found in the upper of two tiers rather than in the lower: the disparity
/// ratio of the workforce race equality standard, White staff against BME staff.
///
///     disparity_ratio({1822, 540}, {1021, 145})   // White 540/1822, BME 145/1021: 2.09, 95 % interval 1.71 to 2.55
///
/// It is the odds ratio (upper/lower of the group) / (upper/lower of the reference), with that ratio's interval by any of its
/// methods: 1 means that both groups are spread over the two tiers alike, 2 that the group's upper tier is twice as full for its
/// lower tier. It says nothing about how anybody came there: recruitment, promotion and leaving all enter, and people move from
/// tier to tier over years. The ratio of lower to upper tier is the product of lower to middle and middle to upper. An empty
/// reference upper tier gives an infinite ratio (`Status::unbounded`). Source: the odds ratio of comparison/odds_ratio.hpp. Cost:
/// that of the interval.
/// @throws InvalidInput unless every count is 0 or more and each group's two together at most 2^53
[[nodiscard]] inline Estimate disparity_ratio(const Tiers& group, const Tiers& reference, const OddsRatioOptions& options = {}) {
  const auto in_upper = [](const Tiers& tiers, const std::string& prefix) {
    const auto check = [](Count count, const std::string& argument) {
      if (count < 0 || count > max_count) throw_invalid("disparity_ratio", argument, std::to_string(count), "must be 0 to 2^53");
    };
    check(tiers.lower, prefix + "lower");
    check(tiers.upper, prefix + "upper");
    check(tiers.lower + tiers.upper, prefix + "lower + " + prefix + "upper");
    return Proportion{tiers.upper, tiers.lower + tiers.upper};
  };
  return odds_ratio(Table2x2{in_upper(group, "group."), in_upper(reference, "reference.")}, options);
}

}  // namespace equitable
