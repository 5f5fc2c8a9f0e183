#include "equitable/detail/skewed_limit.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "equitable/counts/table2x2.hpp"
#include "support/csv.hpp"
#include "support/score_limits.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using Long = long double;

TEST(SkewedLimit, WeightsKeepWhatADoubleLoses) {
  // (4−1)/6 · 3/4, and (z²−1)/6 · 1/2 with z² − 1 = 2^-29 + 2^-60, of which a double keeps no more than the first.
  const Twofold exact = skewness_weight({1, 2, 1, 2}, 2.0);
  EXPECT_EQ(exact.high + exact.low, 0.375);
  const Twofold fine = skewness_weight({1, 1, 1, 1}, 1.0 + 0x1p-30);
  EXPECT_NEAR((fine.high - 0x1p-29 / 12.0) + fine.low, 0x1p-60 / 12.0 + std::fma(-0x1p-29 / 12.0, 12.0, 0x1p-29) / 12.0, 1e-30);
  const Twofold none = skewness_weight({3, 5, 2, 7}, 1.0);
  EXPECT_EQ(none.high + none.low, 0.0);
}

// How far a rate p that s pulls down falls: n f = s q (1−q), q = p − f, in 80 bits.
Long fall_of(Long p, Long n, Long s) {
  const Long a = s / n;
  const Long root = std::sqrt((1 - a) * (1 - a) + 4 * a * (1 - p));
  const Long q = 2 * p / (1 + a + root);
  return a * q * (1 - q);
}

// The multiplier at the least contrast with that difference q1 − q2.
Long multiplier_at(const TwoRates& r, Long difference) {
  const Long p1 = r.x1 / Long{r.n1}, p2 = (r.n2 - r.x2) / Long{r.n2};
  const Long fallen = p1 + p2 - 1 - difference;
  Long low = 0, high = 1;
  while (fall_of(p1, r.n1, high) + fall_of(p2, r.n2, high) < fallen) high *= 2;
  for (int i = 0; i < 90; ++i) {
    const Long middle = (low + high) / 2;
    (fall_of(p1, r.n1, middle) + fall_of(p2, r.n2, middle) < fallen ? low : high) = middle;
  }
  return (low + high) / 2;
}

// From a multiplier and falls that are each wrong in the ninth digit, either way, to the limit rounded once.
TEST(SkewedLimit, TheLimitOfADifferenceIsRoundedOnce) {
  const support::Csv reference("reference/skewness_limits.csv");
  int compared = 0;
  for (const support::Row& row : reference.rows()) {
    const Table2x2 t{{row.count("x1"), row.count("n1")}, {row.count("x2"), row.count("n2")}};
    const TwoRates r = t.rates();
    const double z = row.number("z");
    const double exact = row.number("difference_lower");
    const bool inside = t.a() > 0 && t.b() > 0 && t.c() > 0 && t.d() > 0;
    if (!inside || !(exact > -1.0) || t.total() > 1000000) continue;  // beyond that 80 bits of the multiplier do not suffice
    const Long s = multiplier_at(r, exact);
    const Long f1 = fall_of(r.x1 / Long{r.n1}, r.n1, s), f2 = fall_of((r.n2 - r.x2) / Long{r.n2}, r.n2, s);
    const HeadTail inverse1 = head_tail(quotient(head_tail(1.0), head_tail(r.n1), 1.0 / r.n1));
    const HeadTail inverse2 = head_tail(quotient(head_tail(1.0), head_tail(r.n2), 1.0 / r.n2));
    const FallingRate first = falling_rate(r.x1, r.n1 - r.x1, r.n1, 1.0 / r.n1, false);
    const FallingRate second = falling_rate(r.n2 - r.x2, r.x2, r.n2, 1.0 / r.n2, false);
    for (const Long wrong : {-1e-9L, 0.0L, 1e-9L}) {
      const SkewedLimit found =
          fine_skewed_difference_limit(first, inverse1, second, inverse2, head_tail(score_square(r, z, true)),
                                       head_tail(skewness_weight(r, z)), head_tail(static_cast<double>(s * (1 + wrong))),
                                       static_cast<double>(f1 * (1 - wrong)), static_cast<double>(f2 * (1 + 2 * wrong)));
      EXPECT_TRUE(support::within_a_unit(found.limit, {exact, support::size_of_difference(exact, t)})) << row.all();
      EXPECT_LT(found.excess, 1e-6) << row.all();
      ++compared;
    }
    // A tenth beside the root, s (F² − κ G)² and λz² F³ differ by a tenth or so.
    const SkewedLimit beside = fine_skewed_difference_limit(
        first, inverse1, second, inverse2, head_tail(score_square(r, z, true)), head_tail(skewness_weight(r, z)),
        head_tail(static_cast<double>(s * 1.1L)), static_cast<double>(f1), static_cast<double>(f2));
    EXPECT_NEAR(beside.excess, 0.1 / 1.1, 1e-6) << row.all();
  }
  EXPECT_GE(compared, 3 * 10);
}

}  // namespace
