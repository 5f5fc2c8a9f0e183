/// @file wres/specification.hpp
/// What a report is told besides its counts: whose it is, how sure it must be, and what it may print.
#pragma once

#include <string>

#include "equitable/core/types.hpp"
#include "equitable/disclosure/rules.hpp"
#include "equitable/verdict/verdict.hpp"

namespace equitable::wres {

/// Who belongs in the denominator of a share.
enum class DenominatorPolicy : std::uint8_t {
  known_ethnicity,  ///< staff of known ethnicity only
  all_staff         ///< all staff, those of unknown ethnicity included
};

/// Options of a report. Append new ones at the end, so that old calls keep their meaning.
struct Specification {
  std::string organisation;
  Confidence confidence{0.95};
  Margin margin{};
  Count threshold = 10;           ///< headcounts below it are withheld; 0 switches redaction off
  std::string bme_label = "BME";  ///< how the group is called in sentences
  DenominatorPolicy denominator = DenominatorPolicy::known_ethnicity;
  bool example = false;  ///< whether the figures are invented
};

/// The denominator policy as written in results.
[[nodiscard]] constexpr const char* name(DenominatorPolicy policy) noexcept {
  return policy == DenominatorPolicy::all_staff ? "all staff" : "known ethnicity";
}

/// @throws InvalidInput for a margin that does not span 1, a level of 0.5 or less, a negative threshold or an empty label
inline void check_specification(const Specification& specification) {
  check_verdict_options({specification.margin, specification.confidence});
  (void)threshold_rule(specification.threshold);
  if (specification.bme_label.empty()) throw_invalid("wres", "bme_label", "empty", "must name the group, for instance BME");
}

}  // namespace equitable::wres
