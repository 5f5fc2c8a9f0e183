#include "equitable/groups/bootstrap.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using equitable::bootstrap;
using equitable::bootstrap_difference;
using equitable::bootstrap_from;
using equitable::bootstrap_ratio;
using equitable::bootstrap_values;
using equitable::BootstrapMethod;
using equitable::BootstrapOptions;
using equitable::BootstrapResult;
using equitable::Confidence;
using equitable::Count;
using equitable::Estimate;
using equitable::ExactBootstrapOptions;
using equitable::infinity;
using equitable::name;
using equitable::Proportion;
using equitable::Status;
using support::close;
using support::refusal;
using support::Table2x2;

using Groups = std::vector<Proportion>;

double ratio_of(const Groups& g) { return g[0].rate() / g[1].rate(); }
double difference_of(const Groups& g) { return g[0].rate() - g[1].rate(); }

TEST(Bootstrap, ComesCloseToTheExactLaw) {
  BootstrapOptions simulated;
  simulated.replicates = 200000;
  for (const BootstrapMethod method : {BootstrapMethod::percentile, BootstrapMethod::bca}) {
    simulated.method = method;
    ExactBootstrapOptions exact;
    exact.method = method;
    for (const Table2x2& t : {Table2x2{{12, 60}, {90, 500}}, Table2x2{{300, 1000}, {170, 900}}, Table2x2{{3, 40}, {700, 900}}}) {
      const Groups groups{t.group, t.reference};
      const Estimate ratio = bootstrap_ratio(t.a(), t.group.total, t.c(), t.reference.total, exact);
      const BootstrapResult by_chance = bootstrap(groups, ratio_of, simulated);
      const double room = 0.02 * (ratio.upper - ratio.lower);
      EXPECT_NEAR(by_chance.estimate.lower, ratio.lower, room) << name(method);
      EXPECT_NEAR(by_chance.estimate.upper, ratio.upper, room) << name(method);
      EXPECT_STREQ(by_chance.estimate.method, ratio.method);
      const Estimate difference = bootstrap_difference(t.a(), t.group.total, t.c(), t.reference.total, exact);
      const BootstrapResult gap = bootstrap(groups, difference_of, simulated);
      EXPECT_NEAR(gap.estimate.lower, difference.lower, 0.02 * (difference.upper - difference.lower)) << name(method);
      EXPECT_NEAR(gap.estimate.upper, difference.upper, 0.02 * (difference.upper - difference.lower)) << name(method);
      EXPECT_TRUE(close(gap.estimate.value, t.difference(), 1e-14));
      const double se = std::sqrt(t.group.rate() * (1 - t.group.rate()) / static_cast<double>(t.group.total) +
                                  t.reference.rate() * (1 - t.reference.rate()) / static_cast<double>(t.reference.total));
      EXPECT_TRUE(close(gap.standard_error, se, 0.01));
      EXPECT_LT(std::fabs(gap.bias), 0.02 * se);
      EXPECT_EQ(gap.defined, simulated.replicates);
    }
  }
}

TEST(Bootstrap, SharedOutItGivesTheSameBits) {
  const Groups groups{{12, 60}, {90, 500}, {4000, 100000}};
  const auto spread = [](const Groups& g) {
    return std::max({g[0].rate(), g[1].rate(), g[2].rate()}) - std::min({g[0].rate(), g[1].rate(), g[2].rate()});
  };
  std::vector<double> whole(1000);
  bootstrap_values(groups, spread, 42, 0, whole.size(), whole.data());
  std::vector<double> parts(1000);
  bootstrap_values(groups, spread, 42, 611, 389, parts.data() + 611);
  bootstrap_values(groups, spread, 42, 0, 611, parts.data());
  EXPECT_EQ(whole, parts);
  const BootstrapResult once = bootstrap(groups, spread);
  const BootstrapResult again = bootstrap(groups, spread);
  std::vector<double> shared(9999);
  for (std::size_t first = 0; first < shared.size(); first += 3333)
    bootstrap_values(groups, spread, 1, first, 3333, shared.data() + first);
  const BootstrapResult gathered = bootstrap_from(groups, spread, shared);
  EXPECT_EQ(once.estimate.lower, gathered.estimate.lower);
  EXPECT_EQ(once.estimate.upper, gathered.estimate.upper);
  EXPECT_EQ(once.standard_error, gathered.standard_error);
  EXPECT_EQ(once.bias, gathered.bias);
  EXPECT_EQ(once.defined, gathered.defined);
  shared.pop_back();
  EXPECT_THROW(static_cast<void>(bootstrap_from(groups, spread, shared)), equitable::InvalidInput);
  EXPECT_EQ(once.estimate.lower, again.estimate.lower);
  EXPECT_EQ(once.estimate.upper, again.estimate.upper);
  BootstrapOptions other;
  other.seed = 2;
  EXPECT_NE(bootstrap(groups, spread, other).bias, once.bias);
}

TEST(Bootstrap, LimitsNestAndEveryMonotoneScaleGivesTheSame) {
  const Groups groups{{12, 60}, {90, 500}};
  double lower = -infinity;
  double upper = infinity;
  for (const double level : {0.999, 0.95, 0.8, 0.5}) {
    BootstrapOptions options;
    options.confidence = Confidence{level};
    const Estimate ratio = bootstrap(groups, ratio_of, options).estimate;
    EXPECT_GE(ratio.lower, lower);
    EXPECT_LE(ratio.upper, upper);
    lower = ratio.lower;
    upper = ratio.upper;
    options.method = BootstrapMethod::percentile;
    const Estimate plain = bootstrap(groups, ratio_of, options).estimate;
    const Estimate logged = bootstrap(
                                groups, [](const Groups& g) { return std::log(ratio_of(g)); }, options)
                                .estimate;
    EXPECT_TRUE(close(std::exp(logged.lower), plain.lower, 1e-14));
    EXPECT_TRUE(close(std::exp(logged.upper), plain.upper, 1e-14));
  }
}

TEST(Bootstrap, BcaOfARateIsCloseToTheExactLimitsItApproximates) {
  // Efron's interval is right to the second order: nearer to mid-p than to the symmetric interval.
  BootstrapOptions options;
  options.replicates = 400000;
  const Estimate rate = bootstrap(
                            {{20, 200}}, [](const Groups& g) { return g[0].rate(); }, options)
                            .estimate;
  EXPECT_NEAR(rate.lower, 0.0640, 0.006);  // mid-p: 0.0640 to 0.1471; Wald: 0.0584 to 0.1416
  EXPECT_NEAR(rate.upper, 0.1471, 0.005);
  EXPECT_GT(rate.upper, 0.1416);
}

TEST(Bootstrap, ReplicatesWithoutAValueAreLeftOut) {
  BootstrapOptions options;
  options.method = BootstrapMethod::percentile;
  const BootstrapResult result = bootstrap({{1, 3}, {1, 4}}, ratio_of, options);
  // 0/0 comes with probability (2/3)^3 (3/4)^4.
  const double share = 1.0 - std::pow(2.0 / 3.0, 3) * std::pow(0.75, 4);
  EXPECT_NEAR(static_cast<double>(result.defined) / 9999.0, share, 0.02);
  EXPECT_EQ(result.estimate.upper, infinity);
  EXPECT_EQ(result.estimate.status, Status::unbounded);
  const BootstrapResult none = bootstrap({{0, 3}, {0, 4}}, ratio_of, options);
  EXPECT_EQ(none.defined, 0);
  EXPECT_EQ(none.estimate.status, Status::undefined);
  EXPECT_EQ(bootstrap({{0, 3}, {4, 4}}, difference_of, options).estimate.status, Status::undefined);
  EXPECT_EQ(bootstrap({{0, 0}, {1, 4}}, difference_of, options).estimate.status, Status::undefined);
}

TEST(Bootstrap, MistakesAreNamed) {
  BootstrapOptions options;
  options.replicates = 1;
  EXPECT_EQ(refusal([&] {
              return bootstrap({{1, 3}}, ratio_of, options);
            }),
            "bootstrap: replicates is 1, but must lie between 2 and 10^8");
  options.replicates = 1000;
  options.confidence = Confidence{0.9999};
  EXPECT_EQ(refusal([&] {
              return bootstrap({{1, 3}}, ratio_of, options);
            }),
            "bootstrap: replicates is 1000, but must be at least 2/(1 - confidence_level) - 1 to leave one beyond each limit");
  EXPECT_EQ(refusal([] {
              return bootstrap({{1, 3}, {1, 4}, {5, 4}}, ratio_of);
            }),
            "bootstrap: groups[2].events is 5, but must be at most groups[2].total, which is 4");
  EXPECT_EQ(refusal([] { return bootstrap({}, ratio_of); }), "bootstrap: the number of groups is 0, but must be at least 1");
}

}  // namespace
