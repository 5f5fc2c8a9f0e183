#include "equitable/groups/multiplicity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "equitable/groups/batch_multiplicity.hpp"
#include "support/compare.hpp"
#include "support/csv.hpp"

namespace {

using equitable::adjust_pvalues;
using equitable::Adjustment;
using support::close;

constexpr Adjustment all_adjustments[] = {Adjustment::bonferroni, Adjustment::sidak,    Adjustment::holm,
                                          Adjustment::holm_sidak, Adjustment::hochberg, Adjustment::hommel,
                                          Adjustment::bh,         Adjustment::by,       Adjustment::storey};

/// Families with ties, ones, tiny values and every size up to `largest`.
std::vector<double> random_family(std::mt19937_64& engine, std::size_t size) {
  std::vector<double> pvalues(size);
  for (double& p : pvalues) {
    const double u = static_cast<double>(engine() >> 11) * 0x1p-53;
    switch (engine() % 6) {
      case 0: p = std::floor(u * 8.0) / 8.0; break;
      case 1: p = std::pow(10.0, -30.0 * u); break;
      case 2: p = u * 0.05; break;
      case 3: p = engine() % 20 == 0 ? 1.0 : std::pow(10.0, -300.0 * u); break;
      default: p = u;
    }
  }
  return pvalues;
}

/// Hommel's adjusted p from its definition: the closed test of all subsets by Simes, written out over the sizes s.
double hommel_by_definition(const std::vector<double>& pvalues, std::size_t which) {
  std::vector<double> others;
  for (std::size_t i = 0; i < pvalues.size(); ++i)
    if (i != which) others.push_back(pvalues[i]);
  std::sort(others.begin(), others.end());
  double largest = 0.0;
  for (std::size_t s = 1; s <= pvalues.size(); ++s) {
    std::vector<double> subset(others.end() - static_cast<std::ptrdiff_t>(s - 1), others.end());
    subset.push_back(pvalues[which]);
    std::sort(subset.begin(), subset.end());
    double simes = 1.0;
    for (std::size_t k = 1; k <= s; ++k) simes = std::min(simes, static_cast<double>(s) * subset[k - 1] / static_cast<double>(k));
    largest = std::max(largest, simes);
  }
  return largest;
}

TEST(Multiplicity, AgreesWithReferenceValues) {
  const support::Csv reference("reference/adjust_pvalues.csv");
  std::map<std::string, int> seen;
  for (const support::Row& row : reference.rows()) {
    std::vector<double> pvalues;
    std::istringstream list(row.text("p_values"));
    for (double p = 0.0; list >> p;) pvalues.push_back(p);
    const std::size_t index = static_cast<std::size_t>(row.count("index") - 1);
    ASSERT_LT(index, pvalues.size()) << row.all();
    EXPECT_EQ(pvalues[index], row.number("p_raw")) << row.all();
    bool known = false;
    for (const Adjustment adjustment : all_adjustments)
      if (row.text("method") == name(adjustment)) {
        known = true;
        EXPECT_TRUE(close(adjust_pvalues(pvalues, adjustment)[index], row.number("p_adjusted"), 1e-14)) << row.all();
      }
    EXPECT_TRUE(known) << row.all();
    ++seen[row.text("method")];
  }
  EXPECT_EQ(reference.rows().size(), 656U);
  for (const Adjustment adjustment : all_adjustments)
    if (adjustment != Adjustment::storey) {
      EXPECT_EQ(seen[name(adjustment)], 82) << name(adjustment);
    }
}

TEST(Multiplicity, HommelIsTheClosedTest) {
  std::mt19937_64 engine(11);
  for (int family = 0; family < 4000; ++family) {
    const std::vector<double> pvalues = random_family(engine, 1 + static_cast<std::size_t>(family) % 14);
    const std::vector<double> adjusted = adjust_pvalues(pvalues, Adjustment::hommel);
    for (std::size_t i = 0; i < pvalues.size(); ++i)
      ASSERT_TRUE(close(adjusted[i], hommel_by_definition(pvalues, i), 1e-14)) << family << " " << i << " " << pvalues[i];
  }
}

TEST(Multiplicity, Laws) {
  std::mt19937_64 engine(12);
  for (int round = 0; round < 600; ++round) {
    const std::vector<double> pvalues = random_family(engine, 1 + static_cast<std::size_t>(engine() % 60));
    const std::size_t m = pvalues.size();
    std::vector<std::size_t> order(m);
    for (std::size_t i = 0; i < m; ++i) order[i] = i;
    for (std::size_t i = m; i-- > 1;) std::swap(order[i], order[engine() % (i + 1)]);
    std::vector<double> shuffled(m);
    for (std::size_t i = 0; i < m; ++i) shuffled[i] = pvalues[order[i]];
    std::map<std::string, std::vector<double>> by_name;
    for (const Adjustment adjustment : all_adjustments) {
      const std::vector<double> adjusted = adjust_pvalues(pvalues, adjustment);
      const std::vector<double> permuted = adjust_pvalues(shuffled, adjustment);
      for (std::size_t i = 0; i < m; ++i) {
        ASSERT_EQ(permuted[i], adjusted[order[i]]) << name(adjustment);
        ASSERT_LE(adjusted[i], 1.0) << name(adjustment);
        // At least the raw p, but for q-values, whose share of true nulls may be below one.
        if (adjustment != Adjustment::storey) {
          ASSERT_GE(adjusted[i], pvalues[i] * (1.0 - 1e-15)) << name(adjustment);
        }
        for (std::size_t j = 0; j < m; ++j)
          if (pvalues[i] <= pvalues[j]) {
            ASSERT_LE(adjusted[i], adjusted[j]) << name(adjustment) << " " << pvalues[i] << " " << pvalues[j];
          }
      }
      by_name[name(adjustment)] = adjusted;
    }
    const char* const rising[] = {"bh", "hommel", "hochberg", "holm", "bonferroni"};
    for (int k = 0; k + 1 < 5; ++k)
      for (std::size_t i = 0; i < m; ++i)
        ASSERT_LE(by_name[rising[k]][i], by_name[rising[k + 1]][i] * (1.0 + 4e-16)) << rising[k] << " " << pvalues[i];
    for (std::size_t i = 0; i < m; ++i) {
      ASSERT_LE(by_name["holm_sidak"][i], by_name["holm"][i] * (1.0 + 1e-15));
      ASSERT_LE(by_name["sidak"][i], by_name["bonferroni"][i] * (1.0 + 1e-15));
      ASSERT_LE(by_name["bh"][i], by_name["by"][i]);
      ASSERT_LE(by_name["storey"][i], by_name["bh"][i]);
    }
  }
}

TEST(Multiplicity, StoreyScalesBenjaminiHochberg) {
  // Four of ten above a half: π0 = (4 + 1) / (10/2) = 1. None above: (0 + 1) / 5.
  const std::vector<double> mixed{0.001, 0.01, 0.02, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9};
  EXPECT_EQ(adjust_pvalues(mixed, Adjustment::storey), adjust_pvalues(mixed, Adjustment::bh));
  const std::vector<double> low{0.001, 0.01, 0.02, 0.2, 0.3, 0.4, 0.41, 0.42, 0.43, 0.44};
  const std::vector<double> q = adjust_pvalues(low, Adjustment::storey);
  const std::vector<double> bh = adjust_pvalues(low, Adjustment::bh);
  for (std::size_t i = 0; i < low.size(); ++i) EXPECT_TRUE(close(q[i], 0.2 * bh[i], 1e-15));
}

TEST(Multiplicity, NaNIsLeftOut) {
  const double nan = std::nan("");
  for (const Adjustment adjustment : all_adjustments) {
    const std::vector<double> with = adjust_pvalues({nan, 0.01, 0.5, nan, 0.03, 1.0}, adjustment);
    const std::vector<double> without = adjust_pvalues({0.01, 0.5, 0.03, 1.0}, adjustment);
    EXPECT_TRUE(std::isnan(with[0]) && std::isnan(with[3]));
    EXPECT_EQ(with[1], without[0]);
    EXPECT_EQ(with[2], without[1]);
    EXPECT_EQ(with[4], without[2]);
    EXPECT_EQ(with[5], without[3]);
    EXPECT_TRUE(adjust_pvalues({}, adjustment).empty());
    EXPECT_TRUE(std::isnan(adjust_pvalues({nan}, adjustment)[0]));
    EXPECT_EQ(adjust_pvalues({0.0, 0.0}, adjustment)[0], 0.0);
  }
}

TEST(Multiplicity, FamiliesInColumns) {
  const std::vector<double> columns{0.01, 0.04, 0.03, 0.2, 1.5, 0.1};
  const std::size_t offsets[] = {0, 3, 3, 6};
  std::vector<double> adjusted(6);
  equitable::adjust_pvalues_rows(columns.data(), offsets, 3, Adjustment::holm, adjusted.data());
  EXPECT_EQ(std::vector<double>(adjusted.begin(), adjusted.begin() + 3), adjust_pvalues({0.01, 0.04, 0.03}));
  EXPECT_EQ(adjusted[3], 0.2);
  EXPECT_TRUE(std::isnan(adjusted[4]));
  EXPECT_EQ(adjusted[5], 0.2);
}

TEST(Multiplicity, NamesTheMistake) {
  EXPECT_EQ(support::refusal([] {
              return adjust_pvalues({0.1, 1.5});
            }),
            "adjust_pvalues: pvalues[1] is 1.5, but must lie between 0 and 1, or be NaN for a test that was not made");
}

TEST(Multiplicity, LongListsAreSortedAsShortOnes) {
  std::mt19937_64 engine(4);
  for (const std::size_t size : {std::size_t{4096}, std::size_t{20000}}) {
    std::vector<equitable::detail::RankedPvalue> tests;
    for (const double p : random_family(engine, size)) tests.push_back({p, tests.size()});
    std::vector<double> expected;
    for (const auto& test : tests) expected.push_back(test.pvalue);
    std::sort(expected.begin(), expected.end());
    std::vector<equitable::detail::RankedPvalue> sorted = tests;
    equitable::detail::sort_by_pvalue(sorted);
    for (std::size_t i = 0; i < size; ++i) {
      ASSERT_EQ(sorted[i].pvalue, expected[i]);
      ASSERT_EQ(tests[sorted[i].place].pvalue, sorted[i].pvalue);
    }
  }
  std::vector<double> many(5000, 0.25);
  many[7] = -0.0;
  EXPECT_EQ(adjust_pvalues(many)[7], 0.0);
  EXPECT_EQ(adjust_pvalues(many, Adjustment::bh)[0], adjust_pvalues(many, Adjustment::bh)[4999]);
}

TEST(Multiplicity, HommelIsBelowHochbergInLongLists) {
  std::mt19937_64 engine(3);
  const std::vector<double> pvalues = random_family(engine, 200000);
  const std::vector<double> hommel = adjust_pvalues(pvalues, Adjustment::hommel);
  const std::vector<double> hochberg = adjust_pvalues(pvalues, Adjustment::hochberg);
  for (std::size_t i = 0; i < pvalues.size(); ++i) ASSERT_LE(hommel[i], hochberg[i] * (1.0 + 1e-15));
}

/// Adjusted p-values as they are defined, one by one over the sorted list.
std::vector<double> adjust_by_definition(const std::vector<double>& pvalues, Adjustment adjustment) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < pvalues.size(); ++i)
    if (pvalues[i] >= 0.0 && pvalues[i] <= 1.0) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return pvalues[a] < pvalues[b]; });
  const std::size_t m = order.size();
  const double tests = static_cast<double>(m);
  double harmonic = 0.0;
  for (std::size_t i = m; i > 0; --i) harmonic += 1.0 / static_cast<double>(i);
  std::vector<double> adjusted(pvalues.size(), std::numeric_limits<double>::quiet_NaN());
  double running = adjustment == Adjustment::holm ? 0.0 : 1.0;
  for (std::size_t step = 0; step < m; ++step) {
    const std::size_t j = adjustment == Adjustment::holm ? step : m - 1 - step;
    const double p = pvalues[order[j]];
    if (adjustment == Adjustment::holm) running = std::max(running, static_cast<double>(m - j) * p);
    if (adjustment == Adjustment::hochberg) running = std::min(running, static_cast<double>(m - j) * p);
    if (adjustment == Adjustment::bh) running = std::min(running, tests * p / static_cast<double>(j + 1));
    if (adjustment == Adjustment::by) running = std::min(running, tests * p / static_cast<double>(j + 1) * harmonic);
    adjusted[order[j]] = std::min(1.0, running);
  }
  return adjusted;
}

TEST(Multiplicity, LongFamiliesAreAdjustedToTheLastBit) {
  std::mt19937_64 engine(11);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::size_t size : {std::size_t{2047}, std::size_t{2048}, std::size_t{30000}}) {
    std::vector<double> pvalues = random_family(engine, size);
    pvalues[3] = pvalues[size - 1] = nan;
    pvalues[5] = 0.0;
    pvalues[6] = std::numeric_limits<double>::denorm_min();
    for (const Adjustment adjustment : {Adjustment::holm, Adjustment::hochberg, Adjustment::bh, Adjustment::by}) {
      const std::vector<double> adjusted = adjust_pvalues(pvalues, adjustment);
      const std::vector<double> expected = adjust_by_definition(pvalues, adjustment);
      for (std::size_t i = 0; i < size; ++i)
        ASSERT_TRUE(adjusted[i] == expected[i] || (std::isnan(adjusted[i]) && std::isnan(expected[i])))
            << name(adjustment) << " " << size << " " << i;
    }
    // Tests on either side of the length from which sorting goes by bits: permuting tests permutes results.
    std::vector<std::size_t> places(size);
    std::iota(places.begin(), places.end(), std::size_t{0});
    std::shuffle(places.begin(), places.end(), engine);
    std::vector<double> permuted(size);
    for (std::size_t i = 0; i < size; ++i) permuted[i] = pvalues[places[i]];
    for (const Adjustment adjustment : all_adjustments) {
      const std::vector<double> before = adjust_pvalues(pvalues, adjustment);
      const std::vector<double> after = adjust_pvalues(permuted, adjustment);
      for (std::size_t i = 0; i < size; ++i)
        ASSERT_TRUE(after[i] == before[places[i]] || (std::isnan(after[i]) && std::isnan(before[places[i]]))) << name(adjustment);
    }
  }
}

TEST(Multiplicity, RejectsWhatTheAdjustedPvaluesReject) {
  std::mt19937_64 engine(12);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  std::size_t rejections = 0;
  for (int round = 0; round < 400; ++round) {
    const std::size_t size = round < 300 ? engine() % 30 : engine() % 3000;
    std::vector<double> pvalues = random_family(engine, size);
    if (round % 3 == 0)
      for (double& p : pvalues) p *= 0.05;
    // p-values on the very edge of each rank, where the number of moves that is allowed does not suffice
    if (round % 5 == 0)
      for (std::size_t i = 0; i < size; ++i)
        pvalues[i] = 0.05 * static_cast<double>(i + 1 + engine() % 2) / static_cast<double>(size + 1);
    if (round % 7 == 0)
      for (std::size_t i = 0; i < size; ++i) pvalues[i] = 0.05 / static_cast<double>(size - i + engine() % 2);
    if (size > 4 && round % 2 == 0) pvalues[2] = nan;
    for (const Adjustment adjustment : all_adjustments) {
      const std::vector<double> adjusted = adjust_pvalues(pvalues, adjustment);
      std::vector<double> levels{0.05, 1e-3, 1.0};
      if (size > 0 && adjusted[0] > 0.0) {
        levels.push_back(adjusted[0]);  // rejected only above it
        levels.push_back(std::fmin(1.0, std::nextafter(adjusted[0], 2.0)));
      }
      for (const double level : levels) {
        const std::vector<std::uint8_t> rejected = equitable::reject_pvalues(pvalues, level, adjustment);
        ASSERT_EQ(rejected.size(), size);
        for (std::size_t i = 0; i < size; ++i) {
          ASSERT_EQ(rejected[i], adjusted[i] < level ? 1 : 0) << name(adjustment) << " at " << level << ", " << pvalues[i];
          rejections += rejected[i];
        }
      }
    }
  }
  EXPECT_GT(rejections, std::size_t{100000});
  EXPECT_EQ(support::refusal([] { return equitable::reject_pvalues({0.1}, 5.0); }),
            "reject_pvalues: level is 5, but must be above 0 and at most 1");
  EXPECT_EQ(support::refusal([] {
              return equitable::reject_pvalues({0.1, -1.0}, 0.05);
            }),
            "reject_pvalues: pvalues[1] is -1, but must lie between 0 and 1, or be NaN for a test that was not made");
}

}  // namespace
