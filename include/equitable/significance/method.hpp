/// @file significance/method.hpp
/// The tests of two rates by name, and the options that all of them share. What each is good for:
/// `significance/significance.hpp`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "equitable/core/results.hpp"

namespace equitable {

/// The tests of two rates. `fisher_*`, `barnard_*`, `boschloo_*` and `lr_unconditional` are exact; those before them are
/// closed forms.
enum class SignificanceMethod : std::uint8_t {
  n_minus_1_chi2,
  pearson_chi2,
  yates_chi2,
  g_test,
  g_williams,
  z_pooled,
  z_unpooled,
  log_rr_wald,
  log_or_wald,
  scas,
  fisher_minlike,
  fisher_central,
  fisher_blaker,
  fisher_midp_minlike,
  fisher_midp_central,
  barnard_pooled,
  barnard_unpooled,
  boschloo_central,
  boschloo_minlike,
  lr_unconditional
};

namespace detail {

inline constexpr std::array<const char*, 20> significance_method_names{
    "n_minus_1_chi2",   "pearson_chi2",        "yates_chi2",          "g_test",         "g_williams",       "z_pooled",
    "z_unpooled",       "log_rr_wald",         "log_or_wald",         "scas",           "fisher_minlike",   "fisher_central",
    "fisher_blaker",    "fisher_midp_minlike", "fisher_midp_central", "barnard_pooled", "barnard_unpooled", "boschloo_central",
    "boschloo_minlike", "lr_unconditional"};

}  // namespace detail

/// The method as written in results.
[[nodiscard]] constexpr const char* name(SignificanceMethod method) noexcept {
  return detail::significance_method_names[static_cast<std::size_t>(method)];
}

/// The value of a measure that a test tries to refute: by default a ratio of 1, no difference.
struct Null {
  Measure measure = Measure::ratio;
  double value = 1.0;

  /// Whether the null says that the two rates are equal.
  [[nodiscard]] constexpr bool is_equality() const noexcept { return value == (measure == Measure::difference ? 0.0 : 1.0); }
};

/// @throws InvalidInput unless the value lies inside the measure's space: from 1e-100 to 1e100 for a ratio or an odds ratio
///         (above 0 and finite, with room to square it), strictly between −1 and 1 for a difference
inline void check_null(const Null& null, const char* where, const char* argument = "null.value") {
  const bool difference = null.measure == Measure::difference;
  const bool inside = difference ? null.value > -1.0 && null.value < 1.0 : null.value >= 1e-100 && null.value <= 1e100;
  if (inside) return;
  const char* const measure = null.measure == Measure::ratio ? "a ratio" : difference ? "a difference" : "an odds ratio";
  const std::string demand = difference ? "must lie strictly between -1 and 1 for " : "must lie between 1e-100 and 1e100 for ";
  throw_invalid(where, argument, null.value, demand + measure);
}

/// Options of `significance`.
struct SignificanceOptions {
  SignificanceMethod method = SignificanceMethod::n_minus_1_chi2;
  Alternative alternative = Alternative::two_sided;
  Null null{};
};

}  // namespace equitable
