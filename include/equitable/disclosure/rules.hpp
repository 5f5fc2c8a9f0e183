/// @file disclosure/rules.hpp
/// Which headcounts are too small to print.
///
/// The rule speaks of one number at a time. What follows from several printed numbers together (a total and all parts but one) is
/// the business of suppression.hpp. The default withholds 0 to 9: a printed 0 tells everybody's answer, and a "zero or not" would
/// tell it too.
#pragma once

#include <string>

#include "equitable/core/error.hpp"
#include "equitable/core/types.hpp"

namespace equitable {

/// A count is withheld when it lies in [lowest, below).
struct ThresholdRule {
  Count lowest = 0;
  Count below = 10;

  /// Whether a count of people may not be printed. A count known to be structurally zero (a category that cannot occur) is the
  /// caller's exception.
  [[nodiscard]] constexpr bool withholds(Count count) const noexcept { return count >= lowest && count < below; }
  /// Whether the rule withholds anything at all.
  [[nodiscard]] constexpr bool active() const noexcept { return below > lowest; }
};

/// 0 to 9, the default of this library.
inline constexpr ThresholdRule below_ten{0, 10};
/// 1 to 9: the same, where zeros are published.
inline constexpr ThresholdRule one_to_nine{1, 10};
/// 0 to 4.
inline constexpr ThresholdRule below_five{0, 5};
/// 0 to 5.
inline constexpr ThresholdRule at_most_five{0, 6};
/// 1 to 7, the range that hospital statistics withhold (they also round the rest to 5, which this rule does not do).
inline constexpr ThresholdRule one_to_seven{1, 8};
/// Nothing is withheld.
inline constexpr ThresholdRule no_threshold{0, 0};

/// The rule that withholds 0 to threshold − 1; a threshold of 0 switches redaction off.
/// @throws InvalidInput for a negative threshold or one above 2^53
[[nodiscard]] inline ThresholdRule threshold_rule(Count threshold) {
  if (threshold < 0 || threshold > max_count) {
    throw_invalid("threshold_rule", "threshold", std::to_string(threshold), "must be 0 (no redaction) or more");
  }
  return {0, threshold};
}

}  // namespace equitable
