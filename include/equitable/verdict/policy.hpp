/// @file verdict/policy.hpp
/// What other rules in use would say of the same counts, side by side with the verdict.
///
/// | rule | says "different" when |
/// |---|---|
/// | LPT | Pearson's p < α and the ratio is outside the margin (for board seats: the ratio alone) |
/// | four-fifths | the ratio is outside the margin, however few the people |
/// | two standard deviations | the difference is statistically significant, however small it is |
/// | banding | worse or better at 95 %, much so at 99.8 % (public-health profiles) |
/// | impact ratio | the lower rate over the higher; below 0.80 is read as adverse impact |
///
/// None of these can say "similar" and mean it: each calls similar what it cannot call different.
#pragma once

#include <cmath>
#include <cstdint>

#include "equitable/verdict/verdict.hpp"

namespace equitable {

/// The group's rate beside the reference's, at 95 % and at 99.8 %.
enum class Banding : std::uint8_t { much_lower, lower, similar, higher, much_higher };

/// The banding as written in results.
[[nodiscard]] constexpr const char* name(Banding banding) noexcept {
  switch (banding) {
    case Banding::much_lower: return "much_lower";
    case Banding::lower: return "lower";
    case Banding::higher: return "higher";
    case Banding::much_higher: return "much_higher";
    case Banding::similar: break;
  }
  return "similar";
}

/// What each rule says.
struct Policies {
  bool lpt_different;
  bool lpt_board_different;
  bool four_fifths_different;
  bool two_standard_deviations_different;
  Banding banding;
  double impact_ratio;  ///< min(RR, 1/RR); NaN when neither group has events
};

/// The rules applied to a table. A table without people on one side is different by none of them.
[[nodiscard]] inline Policies policies(const Table2x2& table, const VerdictOptions& options = {}) {
  check_verdict_options(options);
  const double ratio = table.ratio();
  const double alpha = options.confidence.alpha();
  const bool outside = ratio < options.margin.lower || ratio > options.margin.upper;
  const double pvalue = score_test(table).pvalue;
  const double pearson = score_test(table, {SignificanceMethod::pearson_chi2, Alternative::two_sided}).pvalue;
  const bool above = table.difference() > 0.0;
  Banding banding = Banding::similar;
  if (pvalue < 0.05) banding = above ? Banding::higher : Banding::lower;
  if (pvalue < 0.002) banding = above ? Banding::much_higher : Banding::much_lower;
  return {pearson < alpha && outside, outside, outside, pvalue < alpha, banding, ratio > 1.0 ? 1.0 / ratio : ratio};
}

}  // namespace equitable
