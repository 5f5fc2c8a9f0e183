#include "equitable/detail/lanes_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "equitable/counts/proportion.hpp"

namespace {

using namespace equitable;
using namespace equitable::detail;

constexpr std::size_t most = 512;

struct Ordered {
  std::vector<std::size_t> places, left;
};

Ordered ordered(const std::vector<Proportion>& rates) {
  Ordered result;
  std::uint16_t order[most] = {};
  const std::size_t number = order_by_fewer(
      rates.size(), [&](std::size_t i) { return rates[i]; }, [&](std::size_t i) { result.left.push_back(i); }, order);
  result.places.assign(order, order + number);
  return result;
}

Count fewer(const Proportion& rate) { return std::min(rate.events, rate.total - rate.events); }

TEST(LanesOrder, RatesComeByTheRarerOutcomeAndWhatIsNoneIsLeft) {
  std::vector<Proportion> rates;
  for (Count n = 1; n <= 20; ++n)
    for (Count x = 0; x <= n; ++x) rates.push_back({x * (n % 5 == 0 ? 1000 : 1), n * (n % 5 == 0 ? 1000 : 1)});
  const std::vector<Proportion> none{
      {0, 0}, {-1, 5}, {6, 5}, {1, -3}, {1, most_in_quantile_lanes + 1}, {std::numeric_limits<Count>::min(), max_count}};
  std::vector<Proportion> all = rates;
  for (std::size_t i = 0; i < none.size(); ++i) all.insert(all.begin() + static_cast<std::ptrdiff_t>(11 * i), none[i]);
  const Ordered result = ordered(all);
  ASSERT_EQ(result.places.size(), rates.size());
  ASSERT_EQ(result.left.size(), none.size());
  for (std::size_t i = 0; i < none.size(); ++i) EXPECT_EQ(result.left[i], 11 * i);
  std::vector<bool> seen(all.size(), false);
  for (std::size_t k = 0; k < result.places.size(); ++k) {
    EXPECT_FALSE(seen[result.places[k]]);
    seen[result.places[k]] = true;
    if (k == 0) continue;
    const Count before = fewer(all[result.places[k - 1]]);
    const Count now = fewer(all[result.places[k]]);
    // Below 16 in order, from there in doublings.
    if (before < 16 || now < 16)
      EXPECT_LE(before, now);
    else
      EXPECT_LT(before, 2 * now);
  }
}

TEST(LanesOrder, TheLargestAndNothingAtAll) {
  const Ordered result = ordered({{most_in_quantile_lanes / 2, most_in_quantile_lanes}, {1, 2}});
  EXPECT_EQ(result.places, (std::vector<std::size_t>{1, 0}));
  EXPECT_TRUE(ordered({}).places.empty());
}

}  // namespace
