#include "equitable/detail/logistic_trend.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable::detail;
using support::close;

struct Case {
  std::vector<double> events, people, scores;

  [[nodiscard]] ScoredGroups groups() const { return {events.data(), people.data(), scores.data(), events.size()}; }
  [[nodiscard]] LogisticTrend fit() const {
    double all = 0;
    double mean = 0;
    double squares = 0;
    for (std::size_t i = 0; i < people.size(); ++i) all += people[i], mean += people[i] * scores[i];
    mean /= all;
    for (std::size_t i = 0; i < people.size(); ++i) squares += people[i] * (scores[i] - mean) * (scores[i] - mean);
    return logistic_trend(groups(), mean, std::sqrt(squares / all));
  }
};

TEST(LogisticTrend, AgreesWithFiftyDigits) {
  // Newton's method with mpmath at 50 digits.
  struct Known {
    Case data;
    double slope, error, ratio;
  };
  const std::vector<Known> known{
      {{{1, 0, 3}, {10, 7, 9}, {0, 1, 5}}, 0.41990780972598014032, 0.26736932083627387638, 2.855205692641326972},
      {{{123456, 123490, 123500, 123777}, {1e9, 1e9, 1e9, 1e9}, {1, 2, 3, 4}},
       0.0007875962111002597495,
       0.0012723613349535335496,
       0.38316552303547226179},
      {{{0, 1, 0, 0, 5}, {4, 4, 4, 4, 5}, {0, 0.5, 1.5, 4, 100}},
       0.088444301811783083722,
       0.091621240515092481655,
       17.426472405587401939},
      {{{999, 1000, 997}, {1000, 1001, 1000}, {1, 2, 4}}, -0.42052725412407414419, 0.36593844528602708582, 1.3931143592422468876},
      {{{0, 2, 1}, {5, 1000000, 3}, {0, 1, 1000}}, 0.012441660815605271156, 0.0014156295367098528241, 21.992874343584902437},
      {{{3, 3, 4}, {10, 10, 13}, {0, 1, 2}}, 0.018949831767201556885, 0.45669834464579585638, 0.0017223773547610088453}};
  for (const Known& k : known) {
    const LogisticTrend line = k.data.fit();
    ASSERT_TRUE(line.found);
    EXPECT_TRUE(close(line.slope, k.slope, 1e-11));
    EXPECT_TRUE(close(line.standard_error, k.error, 1e-12));
    EXPECT_TRUE(close(line.likelihood_ratio, k.ratio, 1e-11));
  }
}

TEST(LogisticTrend, TwoGroupsHaveTheLogOddsRatio) {
  support::RandomTables random(4);
  random.for_each(20000, 1000000000, [](const equitable::Table2x2& t) {
    if (t.a() == 0 || t.b() == 0 || t.c() == 0 || t.d() == 0) return;
    const auto r = t.rates();
    const Case c{{r.x2, r.x1}, {r.n2, r.n1}, {0, 1}};
    const LogisticTrend line = c.fit();
    ASSERT_TRUE(line.found) << support::describe(t);
    const double error = std::sqrt(1.0 / r.x1 + 1.0 / (r.n1 - r.x1) + 1.0 / r.x2 + 1.0 / (r.n2 - r.x2));
    ASSERT_TRUE(close(line.slope, std::log(t.odds_ratio()), 1e-11, 1e-12 * error)) << support::describe(t);
    ASSERT_TRUE(close(line.standard_error, error, 1e-11)) << support::describe(t);
  });
}

TEST(LogisticTrend, NoSlopeWhereAScorePartsTheOutcomes) {
  EXPECT_FALSE((Case{{0, 0, 4}, {4, 4, 4}, {0, 1, 2}}.fit().found));
  EXPECT_FALSE((Case{{0, 2, 4}, {4, 4, 4}, {0, 1, 2}}.fit().found));
  EXPECT_FALSE((Case{{4, 2, 0}, {4, 4, 4}, {0, 1, 2}}.fit().found));
  EXPECT_FALSE((Case{{0, 4}, {4, 4}, {0, 1}}.fit().found));
  EXPECT_TRUE((Case{{1, 0, 4}, {4, 4, 4}, {0, 1, 2}}.fit().found));
  EXPECT_TRUE((Case{{0, 2, 3}, {4, 4, 4}, {0, 1, 2}}.fit().found));
}

TEST(LogisticTrend, EveryOverlappingSmallTableHasAMaximum) {
  // At the maximum observed and fitted events agree in their sum and in their mean score; two groups of three are moved apart.
  int tried = 0;
  for (double x = 0; x <= 4; ++x)
    for (double y = 0; y <= 5; ++y)
      for (double z = 0; z <= 3; ++z)
        for (const double far : {2.0, 30.0, 1000.0}) {
          const Case c{{x, y, z}, {4, 5, 3}, {0, 1, far}};
          const double events = x + y + z;
          if (events == 0.0 || events == 12.0 || separated(c.groups())) continue;
          ++tried;
          const LogisticTrend line = c.fit();
          ASSERT_TRUE(line.found) << x << " " << y << " " << z << " " << far;
          ASSERT_TRUE(std::isfinite(line.slope) && line.standard_error > 0.0 && line.likelihood_ratio >= 0.0);
          // The intercept that fits the sum, by bisection; then the mean score.
          long double low = -3000;
          long double high = 3000;
          const auto share = [&](long double at, std::size_t i) {
            return 1 / (1 + std::exp(-(at + static_cast<long double>(line.slope) * static_cast<long double>(c.scores[i]))));
          };
          for (int step = 0; step < 90; ++step) {
            const long double middle = (low + high) / 2;
            const long double fitted = 4 * share(middle, 0) + 5 * share(middle, 1) + 3 * share(middle, 2);
            (fitted < static_cast<long double>(events) ? low : high) = middle;
          }
          const long double moment = 5 * share(low, 1) + 3 * static_cast<long double>(far) * share(low, 2);
          ASSERT_NEAR(static_cast<double>(moment), y + far * z, 1e-9 * far) << x << " " << y << " " << z << " " << far;
        }
  EXPECT_GT(tried, 200);
}

}  // namespace
