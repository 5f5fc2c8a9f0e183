/// @file comparison/representation.hpp
/// A part against the whole that contains it: the representation gap, the ratio to the whole, and a test against the rest.
///
/// A pay band lies inside the workforce, so band and workforce are not independent: comparing them as two samples understates
/// every difference. Everything here comes from the part against the **rest** and is carried over to the whole. With f =
/// part's people / whole's people:
///
///  - gap = share in the part − share in the whole = (1 − f) (share in the part − share in the rest), and so are its limits;
///  - ratio = share in the part / share in the whole = r / (f r + 1 − f) with r the ratio to the rest, and so are its limits
///    (r = ∞ gives 1/f);
///  - the test is the N−1 chi-squared of part against rest, which is the z test against the whole with the finite-population
///    correction.
///
/// Not for a benchmark from outside (a census, another organisation): that is no part of the same whole; use
/// `rate_difference` and `relative_likelihood`.
#pragma once

#include <cmath>
#include <string>

#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/relative_likelihood.hpp"

namespace equitable {

/// A part and its whole.
struct Representation {
  double share_part;   ///< rate in the part
  double share_whole;  ///< rate in the whole, the part included
  double share_rest;   ///< rate in the rest
  Estimate gap;        ///< share_part − share_whole
  Estimate ratio;      ///< share_part / share_whole
  TestResult test;     ///< part against rest; the statistic is signed, positive for over-representation
  Status status;       ///< undefined when the part is empty, or is the whole
};

/// Options of `representation`: the methods applied to part against rest.
struct RepresentationOptions {
  RateDifferenceMethod gap_method = RateDifferenceMethod::miettinen_nurminen;
  RelativeLikelihoodMethod ratio_method = RelativeLikelihoodMethod::miettinen_nurminen;
  Confidence confidence{0.95};
};

namespace detail {

/// The ratio to the whole that belongs to a ratio r to the rest, when the part holds the fraction n1/(n1+n2) of the people.
[[nodiscard]] inline double ratio_to_whole(double r, double n1, double n2) noexcept {
  return std::isinf(r) ? (n1 + n2) / n1 : (n1 + n2) * r / (n1 * r + n2);
}

}  // namespace detail

/// The representation of a part whose rest is the table's reference.
[[nodiscard]] inline Representation representation(const Table2x2& part_and_rest, const RepresentationOptions& options = {}) {
  const Table2x2& table = part_and_rest;
  const Proportion whole{table.events(), table.total()};
  const detail::TwoRates r = table.rates();
  const double rest = r.n2 / (r.n1 + r.n2);
  const Estimate gap = rate_difference(table, {options.gap_method, options.confidence});
  const Estimate ratio = relative_likelihood(table, {options.ratio_method, options.confidence});

  Representation result{};
  result.share_part = table.group.rate();
  result.share_whole = whole.rate();
  result.share_rest = table.reference.rate();
  result.gap = make_estimate(rest * gap.value, {rest * gap.lower, rest * gap.upper}, options.confidence, gap.method);
  result.ratio = make_estimate(whole.events == 0 ? not_a_number : (r.x1 * (r.n1 + r.n2)) / ((r.x1 + r.x2) * r.n1),
                               {detail::ratio_to_whole(ratio.lower, r.n1, r.n2), detail::ratio_to_whole(ratio.upper, r.n1, r.n2)},
                               options.confidence, ratio.method);
  const double total = r.n1 + r.n2;
  const double z = detail::pearson_z(r) * std::sqrt((total - 1.0) / total);
  result.test = {z, detail::normal_two_tails(z), "z_fpc_n_minus_1", Alternative::two_sided,
                 !table.comparable() ? Status::undefined
                 : std::isnan(z)     ? Status::no_information
                                     : Status::ok};
  result.status = table.comparable() ? Status::ok : Status::undefined;
  return result;
}

/// How far a part's share lies from the share in the whole that contains it.
///
///     representation(53, 336, 1409, 5511)   // 15.8 % of the band against 25.6 % of the workforce: gap -9.8 points, ratio 0.62
///
/// An empty part, or a part that is the whole, has no rest to be compared with: NaN with `Status::undefined`.
/// @throws InvalidInput unless both are proportions and the part fits into the whole
[[nodiscard]] inline Representation representation(Count events, Count total, Count whole_events, Count whole_total,
                                                   const RepresentationOptions& options = {}) {
  return representation(part_and_rest({events, total}, {whole_events, whole_total}, "representation"), options);
}

}  // namespace equitable
