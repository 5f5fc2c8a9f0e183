#include "equitable/comparison/conditional_exact.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "equitable/counts/table2x2.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;
using support::close;
using support::describe;
using support::RandomTables;

using Limits = Interval (*)(const TwoRates&, const Level&);
struct Method {
  const char* name;
  Limits limits;
};
const std::vector<Method> every_method{{"exact_conditional_central", conditional_exact_limits},
                                       {"conditional_mid_p", conditional_mid_p_limits},
                                       {"baptista_pike", baptista_pike_limits}};

Interval at(const Table2x2& t, const Method& method, double level = 0.95) {
  return method.limits(t.rates(), two_sided_level(Confidence(level)));
}

TEST(ConditionalLimits, AgreeWithEveryReferenceValue) {
  const support::Csv reference("reference/odds_ratio.csv");
  std::map<std::string, int> rows;
  for (const support::Row& row : reference.rows())
    for (const Method& method : every_method) {
      if (row.text("method") != method.name) continue;
      const Table2x2 t{{row.count("events"), row.count("total")}, {row.count("reference_events"), row.count("reference_total")}};
      const Interval interval = at(t, method, row.number("confidence_level"));
      EXPECT_TRUE(close(interval.lower, row.number("lower"), 1e-14)) << row.all();
      EXPECT_TRUE(close(interval.upper, row.number("upper"), 1e-14)) << row.all();
      ++rows[method.name];
    }
  EXPECT_EQ(rows["exact_conditional_central"], 324);
  EXPECT_EQ(rows["conditional_mid_p"], 324);
  EXPECT_EQ(rows["baptista_pike"], 316);
}

TEST(ConditionalOddsRatio, AgreesWithEveryReferenceValue) {
  const support::Csv reference("reference/significance.csv");
  int rows = 0;
  for (const support::Row& row : reference.rows()) {
    if (row.text("method") != "conditional_mle_odds_ratio") continue;
    const Table2x2 t{{row.count("events"), row.count("total")}, {row.count("reference_events"), row.count("reference_total")}};
    EXPECT_TRUE(close(conditional_odds_ratio(t.rates()), row.number("statistic"), 5e-15)) << row.all();
    ++rows;
  }
  EXPECT_EQ(rows, 203);
}

TEST(ConditionalLimits, EdgesAreExact) {
  for (const Method& method : every_method) {
    const Interval none = at({{0, 5}, {3, 7}}, method);
    EXPECT_EQ(none.lower, 0.0);
    EXPECT_TRUE(std::isfinite(none.upper) && none.upper > 0.0);
    const Interval infinite = at({{3, 7}, {0, 5}}, method);
    EXPECT_TRUE(std::isfinite(infinite.lower) && infinite.lower > 0.0);
    EXPECT_EQ(infinite.upper, infinity);
    EXPECT_EQ(at({{5, 5}, {3, 7}}, method).upper, infinity);
    EXPECT_EQ(at({{2, 5}, {7, 7}}, method).lower, 0.0);
    for (const Table2x2& one : {Table2x2{{0, 5}, {0, 7}}, Table2x2{{5, 5}, {7, 7}}, Table2x2{{0, max_count}, {0, max_count}}}) {
      EXPECT_EQ(at(one, method).lower, 0.0);
      EXPECT_EQ(at(one, method).upper, infinity);
      EXPECT_TRUE(std::isnan(conditional_odds_ratio(one.rates())));
    }
  }
  EXPECT_EQ(conditional_odds_ratio({0, 5, 3, 7}), 0.0);
  EXPECT_EQ(conditional_odds_ratio({2, 5, 7, 7}), 0.0);
  EXPECT_EQ(conditional_odds_ratio({3, 7, 0, 5}), infinity);
  EXPECT_EQ(conditional_odds_ratio({5, 5, 3, 7}), infinity);
  // 1 of 1 against 0 of 1: P(X = 1) = ψ/(1 + ψ).
  EXPECT_TRUE(close(at({{1, 1}, {0, 1}}, every_method[0]).lower, 0.025 / 0.975, 1e-13));
  EXPECT_TRUE(close(at({{1, 1}, {0, 1}}, every_method[1]).lower, 0.05 / 0.95, 1e-13));
  EXPECT_TRUE(close(at({{1, 1}, {0, 1}}, every_method[2]).lower, 0.05 / 0.95, 1e-13));
}

void limits_obey_their_laws(const Table2x2& t) {
  const double estimate = conditional_odds_ratio(t.rates());
  ASSERT_TRUE(std::isnan(estimate) || close(conditional_odds_ratio(t.swapped().rates()), 1.0 / estimate, 1e-13)) << describe(t);
  ASSERT_TRUE(std::isnan(estimate) || close(conditional_odds_ratio(t.complement().rates()), 1.0 / estimate, 1e-13))
      << describe(t);
  for (const Method& method : every_method) {
    const Interval narrow = at(t, method, 0.8);
    const Interval wide = at(t, method, 0.99);
    ASSERT_TRUE(0.0 <= wide.lower && wide.lower <= narrow.lower) << describe(t) << " " << method.name;
    ASSERT_TRUE(narrow.upper <= wide.upper) << describe(t) << " " << method.name;
    if (!std::isnan(estimate)) {
      ASSERT_TRUE(narrow.lower <= estimate && estimate <= narrow.upper) << describe(t) << " " << method.name;
    }
    ASSERT_EQ(narrow.lower == 0.0, room_below(cells_of(t.rates())) == 0.0) << describe(t) << " " << method.name;
    ASSERT_EQ(std::isinf(narrow.upper), room_above(cells_of(t.rates())) == 0.0) << describe(t) << " " << method.name;
    for (const Table2x2& mirrored : {t.swapped(), t.complement()}) {
      const Interval inverse = at(mirrored, method, 0.8);
      ASSERT_TRUE(close(inverse.lower, 1.0 / narrow.upper, 1e-12)) << describe(t) << " " << method.name;
      ASSERT_TRUE(close(inverse.upper, 1.0 / narrow.lower, 1e-12)) << describe(t) << " " << method.name;
    }
  }
  const Interval exact = at(t, every_method[0], 0.9);
  const Interval mid_p = at(t, every_method[1], 0.9);
  ASSERT_TRUE(exact.lower <= mid_p.lower && mid_p.upper <= exact.upper) << describe(t);
}

void limits_are_where_the_tails_say(const Table2x2& t) {
  const TwoRates r = t.rates();
  for (const double level : {0.3, 0.95, 0.999999}) {
    const double tail = two_sided_level(Confidence(level)).tail;
    const Interval exact = at(t, every_method[0], level);
    const Interval mid_p = at(t, every_method[1], level);
    // An odds ratio has 53 bits; a tail moves by its slope times as much.
    const auto blur = [&](double odds_ratio) { return 1e-13 * (1.0 + std::sqrt(ConditionalLaw(r, odds_ratio).variance)); };
    if (exact.lower > 0.0) {
      const ConditionalLaw low(r, exact.lower);
      ASSERT_TRUE(close(low.greater, tail, 20.0 * blur(exact.lower))) << describe(t) << " " << level;
      const ConditionalLaw mid(r, mid_p.lower);
      ASSERT_TRUE(close(mid.above + 0.5 * mid.point, tail, 20.0 * blur(mid_p.lower))) << describe(t) << " " << level;
    }
    if (std::isfinite(exact.upper)) {
      const ConditionalLaw high(r, exact.upper);
      ASSERT_TRUE(close(high.less, tail, 20.0 * blur(exact.upper))) << describe(t) << " " << level;
      const ConditionalLaw mid(r, mid_p.upper);
      ASSERT_TRUE(close(mid.below + 0.5 * mid.point, tail, 20.0 * blur(mid_p.upper))) << describe(t) << " " << level;
    }
  }
}

TEST(ConditionalLimits, LawsHoldForEverySmallTable) {
  support::for_each_table(12, limits_obey_their_laws);
  support::for_each_table(12, limits_are_where_the_tails_say);
}

TEST(ConditionalLimits, LawsHoldForLargeTables) {
  RandomTables(61).for_each(300, 1000000000, limits_obey_their_laws);
  RandomTables(62).for_each(600, 1000000000, limits_are_where_the_tails_say);
}

// The law from integers, in long double: independent of the library's walks.
class Enumerated {
 public:
  Enumerated(Count n1, Count n2, Count m) : n1_(n1), n2_(n2), m_(m) {
    for (Count j = lowest(); j <= highest(); ++j) weights_.push_back(choose(n1, j) * choose(n2, m - j));
  }
  [[nodiscard]] Count lowest() const { return m_ > n2_ ? m_ - n2_ : 0; }
  [[nodiscard]] Count highest() const { return m_ < n1_ ? m_ : n1_; }
  [[nodiscard]] long double mass(Count x, long double odds_ratio) const { return weight(x, odds_ratio) / total(odds_ratio); }
  [[nodiscard]] long double tail(Count from, Count to, long double odds_ratio) const {
    long double sum = 0;
    for (Count j = from; j <= to; ++j) sum += weight(j, odds_ratio);
    return sum / total(odds_ratio);
  }
  // Everything at most as probable as x, ties to 1 part in 10^15.
  [[nodiscard]] long double minlike(Count x, long double odds_ratio) const {
    long double sum = 0;
    const long double bound = weight(x, odds_ratio) * (1 + 1e-15L);
    for (Count j = lowest(); j <= highest(); ++j)
      if (weight(j, odds_ratio) <= bound) sum += weight(j, odds_ratio);
    return sum / total(odds_ratio);
  }

 private:
  [[nodiscard]] static long double choose(Count n, Count k) {
    long double value = 1;
    for (Count i = 1; i <= k; ++i) value = value * static_cast<long double>(n - k + i) / static_cast<long double>(i);
    return std::round(value);
  }
  [[nodiscard]] long double weight(Count x, long double odds_ratio) const {
    return weights_[static_cast<std::size_t>(x - lowest())] * std::pow(odds_ratio, static_cast<long double>(x));
  }
  [[nodiscard]] long double total(long double odds_ratio) const {
    long double sum = 0;
    for (Count j = lowest(); j <= highest(); ++j) sum += weight(j, odds_ratio);
    return sum;
  }
  Count n1_, n2_, m_;
  std::vector<long double> weights_;
};

TEST(ConditionalLimits, CoverAtLeastAtTheirLevelForEveryOddsRatio) {
  double mid_p_shortfall = 0.0;
  for (const double level : {0.8, 0.95})
    for (Count n1 = 1; n1 <= 9; ++n1)
      for (Count n2 = 1; n2 <= 9; ++n2)
        for (Count m = 0; m <= n1 + n2; ++m) {
          const Enumerated law(n1, n2, m);
          std::vector<std::vector<Interval>> limits(every_method.size());
          for (std::size_t k = 0; k < every_method.size(); ++k)
            for (Count x = law.lowest(); x <= law.highest(); ++x)
              limits[k].push_back(at({{x, n1}, {m - x, n2}}, every_method[k], level));
          for (int step = -24; step <= 24; ++step) {
            const double odds_ratio = std::exp(0.31 * step);
            for (std::size_t k = 0; k < every_method.size(); ++k) {
              long double coverage = 0;
              for (Count x = law.lowest(); x <= law.highest(); ++x) {
                const Interval& interval = limits[k][static_cast<std::size_t>(x - law.lowest())];
                if (interval.lower <= odds_ratio && odds_ratio <= interval.upper) coverage += law.mass(x, odds_ratio);
              }
              if (k == 1)
                mid_p_shortfall = std::fmax(mid_p_shortfall, level - static_cast<double>(coverage));
              else
                ASSERT_GE(static_cast<double>(coverage), level - 1e-12)
                    << n1 << " " << n2 << " " << m << " " << every_method[k].name;
            }
          }
        }
  EXPECT_GT(mid_p_shortfall, 0.01);  // the mid-p limits promise no such thing
}

TEST(BaptistaPike, IsTheHullOfWhatTheTwoSidedTestAccepts) {
  for (const double level : {0.01, 0.3, 0.5, 0.95})
    for (Count n1 = 1; n1 <= 8; ++n1)
      for (Count n2 = 1; n2 <= 8; ++n2)
        for (Count m = 1; m < n1 + n2; ++m) {
          const Enumerated law(n1, n2, m);
          const long double alpha = 1.0L - static_cast<long double>(level);
          for (Count x = law.lowest() + 1; x <= law.highest(); ++x) {
            const Table2x2 t{{x, n1}, {m - x, n2}};
            const double lower = at(t, every_method[2], level).lower;
            // Accepted at the limit, or just inside it; rejected everywhere below, as far as a grid can see.
            ASSERT_GE(law.minlike(x, lower * (1 + 1e-13L)), alpha * (1 - 1e-11L)) << describe(t) << " " << level;
            for (int step = 0; step < 120; ++step) {
              const long double odds_ratio = lower * (1 - 1e-12L) * std::exp(-0.002L * step * step);
              ASSERT_LT(law.minlike(x, odds_ratio), alpha)
                  << describe(t) << " " << level << " at " << static_cast<double>(odds_ratio);
            }
          }
        }
}

TEST(BaptistaPike, HullHoldsForMiddlingTables) {
  RandomTables random(63);
  for (int i = 0; i < 60; ++i) {
    const Count n1 = random.between(20, 400);
    const Count n2 = random.between(20, 400);
    const Count x1 = random.between(1, n1);
    const Count x2 = random.between(0, n2 - 1);
    const Table2x2 t{{x1, n1}, {x2, n2}};
    const double lower = at(t, every_method[2], 0.9).lower;
    const auto p = [&](double odds_ratio) { return conditional_split(t.rates(), odds_ratio).extreme; };
    ASSERT_GE(p(lower * (1 + 1e-12)), 0.1 * (1 - 1e-9)) << describe(t);
    for (int step = 0; step < 2000; ++step)
      ASSERT_LT(p(lower * (1 - 1e-11) * std::exp(-1e-6 * step * step)), 0.1) << describe(t) << " " << step;
  }
}

TEST(ConditionalLimits, HugeAndLopsidedTablesEndAtOnce) {
  const auto start = std::chrono::steady_clock::now();
  for (const Table2x2& t :
       {Table2x2{{1, 1000000000}, {10, 12}}, Table2x2{{500000000, 1000000000}, {10, 12}},
        Table2x2{{max_count / 2, max_count}, {max_count / 2 - 90000000, max_count}},
        Table2x2{{1, max_count}, {max_count - 1, max_count}}, Table2x2{{max_count - 1, max_count}, {1, max_count}},
        Table2x2{{3000000, max_count}, {2999000, max_count - 5}}, Table2x2{{1, 2}, {max_count / 3, max_count}},
        Table2x2{{19, 651015494}, {18645826513424, 18645826513445}}})
    for (const Method& method : every_method)
      for (const double level : {1e-12, 1e-6, 0.5, 0.95, 1.0 - 1e-12, std::nextafter(1.0, 0.0)}) {
        const Interval interval = at(t, method, level);
        ASSERT_TRUE(interval.lower > 0.0 && interval.lower <= interval.upper * (1 + 1e-12) && std::isfinite(interval.upper))
            << describe(t) << " " << method.name << " at " << level;
        const double estimate = conditional_odds_ratio(t.rates());
        if (level < 0.5) continue;  // then the limits close in on a median-unbiased value
        ASSERT_TRUE(interval.lower < estimate && estimate < interval.upper)
            << describe(t) << " " << method.name << " at " << level;
      }
  // Some 50 milliseconds; a walk over whole supports would take hours.
  EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 10.0);
}

TEST(BaptistaPike, ALimitJustBeforeAJump) {
  // The p-value reaches α within 1 part in 10^4 of the jump. Hull by bisection in mpmath, 40 digits.
  EXPECT_TRUE(close(baptista_pike_limits({18, 29, 7, 40}, {0.3, 0.0}).lower, 5.3622417716046897, 1e-12));
  EXPECT_TRUE(close(baptista_pike_limits({52, 118, 184, 243}, {0.1, 0.0}).upper, 0.34488258161455505, 1e-12));
}

}  // namespace
