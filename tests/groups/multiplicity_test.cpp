#include "equitable/groups/multiplicity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

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

}  // namespace
