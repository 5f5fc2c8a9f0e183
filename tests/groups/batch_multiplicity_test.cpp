#include "equitable/groups/batch_multiplicity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using equitable::Adjustment;
using support::Count;

TEST(BatchMultiplicity, EachFamilyIsAdjustedByItself) {
  support::RandomTables random(5);
  std::vector<double> pvalues;
  std::vector<std::size_t> offsets{0};
  for (int family = 0; family < 120; ++family) {
    for (Count tests = family == 50 ? 5000 : random.between(0, 40); tests > 0; --tests)
      pvalues.push_back(random.between(0, 30) == 0 ? std::numeric_limits<double>::quiet_NaN()
                                                   : std::pow(static_cast<double>(random.between(0, 1000)) * 1e-3, 4.0));
    offsets.push_back(pvalues.size());
  }
  std::vector<double> adjusted(pvalues.size());
  std::vector<std::uint8_t> rejected(pvalues.size());
  for (const Adjustment adjustment : {Adjustment::holm, Adjustment::bh, Adjustment::hommel, Adjustment::storey})
    for (const unsigned threads : {1U, 3U}) {
      equitable::adjust_pvalues_rows(pvalues.data(), offsets.data(), 120, adjustment, adjusted.data(), {threads});
      equitable::reject_pvalues_rows(pvalues.data(), offsets.data(), 120, adjustment, 0.05, rejected.data(), {threads});
      for (std::size_t i = 0; i < 120; ++i) {
        const std::vector<double> family(pvalues.data() + offsets[i], pvalues.data() + offsets[i + 1]);
        const std::vector<double> expected = equitable::adjust_pvalues(family, adjustment);
        for (std::size_t k = 0; k < family.size(); ++k) {
          ASSERT_TRUE(support::identical(adjusted[offsets[i] + k], expected[k])) << i;
          ASSERT_EQ(rejected[offsets[i] + k], expected[k] < 0.05 ? 1 : 0) << i;
        }
      }
    }
  EXPECT_EQ(support::refusal([&] {
              equitable::reject_pvalues_rows(pvalues.data(), offsets.data(), 120, Adjustment::bh, 0.0, rejected.data());
              return 0;
            }),
            "reject_pvalues_rows: level is 0, but must be above 0 and at most 1");
}

}  // namespace
