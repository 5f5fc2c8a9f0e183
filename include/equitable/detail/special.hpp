/// @file detail/special.hpp
/// The one door to Boost.Math. No other header of equitable includes a header of Boost.
///
/// The policy is local: doubles are not promoted, and nothing throws or sets errno. No global macro is touched.
#pragma once

#include <boost/math/policies/policy.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/version.hpp>

#if BOOST_VERSION < 107400
#error "equitable needs the headers of Boost 1.74 or later (Debian: apt-get install libboost-dev)"
#endif

namespace equitable::detail {

using MathPolicy =
    boost::math::policies::policy<boost::math::policies::promote_double<false>, boost::math::policies::promote_float<false>,
                                  boost::math::policies::domain_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
                                  boost::math::policies::evaluation_error<boost::math::policies::ignore_error>>;

/// The x with erfc(x) = tail, for tail in (0, 2).
[[nodiscard]] inline double erfc_inverse(double tail) { return boost::math::erfc_inv(tail, MathPolicy()); }

/// The x with erf(x) = area, for area in (−1, 1).
[[nodiscard]] inline double erf_inverse(double area) { return boost::math::erf_inv(area, MathPolicy()); }

}  // namespace equitable::detail
