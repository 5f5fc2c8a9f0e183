#include "equitable/groups/bootstrap.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using equitable::bootstrap;
using equitable::bootstrap_difference;
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
using equitable::not_a_number;
using equitable::Proportion;
using equitable::Status;
using support::close;
using support::refusal;
using support::Table2x2;

using Groups = std::vector<Proportion>;

double ratio_of(const Groups& g) { return g[0].rate() / g[1].rate(); }
double difference_of(const Groups& g) { return g[0].rate() - g[1].rate(); }

/// The distribution of a contrast by listing every pair of counts, values as fractions in lowest terms; 1/0 is infinite.
class Listing {
 public:
  Listing(const Table2x2& t, bool ratio) {
    const std::vector<long double> m1 = masses(t.group);
    const std::vector<long double> m2 = masses(t.reference);
    const Count n1 = t.group.total;
    const Count n2 = t.reference.total;
    for (Count i = 0; i <= n1; ++i)
      for (Count j = 0; j <= n2; ++j) {
        const Count top = ratio ? i * n2 : i * n2 - j * n1;
        const Count bottom = ratio ? j * n1 : n1 * n2;
        if (top == 0 && bottom == 0) continue;
        const Count common = std::gcd(top, bottom);
        atoms_[{top / common, bottom / common}] += m1[static_cast<std::size_t>(i)] * m2[static_cast<std::size_t>(j)];
      }
    for (const auto& atom : atoms_) whole_ += atom.second;
  }
  /// The smallest value with at least `tail` on it and below.
  [[nodiscard]] double lower(double tail) const {
    long double sum = 0.0L;
    for (const auto& atom : atoms_)
      if ((sum += atom.second / whole_) >= static_cast<long double>(tail)) return value(atom.first);
    return infinity;
  }
  [[nodiscard]] double upper(double tail) const {
    long double sum = 0.0L;
    for (auto atom = atoms_.rbegin(); atom != atoms_.rend(); ++atom)
      if ((sum += atom->second / whole_) >= static_cast<long double>(tail)) return value(atom->first);
    return -infinity;
  }

 private:
  using Fraction = std::pair<Count, Count>;
  struct Less {
    bool operator()(const Fraction& a, const Fraction& b) const { return a.first * b.second < b.first * a.second; }
  };
  static double value(const Fraction& f) { return static_cast<double>(f.first) / static_cast<double>(f.second); }
  static std::vector<long double> masses(const Proportion& g) {
    const long double p = static_cast<long double>(g.events) / static_cast<long double>(g.total);
    std::vector<long double> mass;
    for (Count x = 0; x <= g.total; ++x) {
      long double m = 1.0L;
      for (Count k = 0; k < x; ++k) m *= p * static_cast<long double>(g.total - k) / static_cast<long double>(k + 1);
      for (Count k = x; k < g.total; ++k) m *= 1.0L - p;
      mass.push_back(m);
    }
    return mass;
  }
  std::map<Fraction, long double, Less> atoms_;
  long double whole_ = 0.0L;
};

TEST(ExactBootstrap, PercentilesAreThoseOfTheListedDistribution) {
  support::RandomTables random(21);
  int tried = 0;
  for (int i = 0; i < 700; ++i) {
    const Count n1 = random.between(1, 22);
    const Count n2 = random.between(1, 22);
    const Table2x2 t{{random.between(0, n1), n1}, {random.between(0, n2), n2}};
    ExactBootstrapOptions options;
    const double levels[] = {0.95, 0.8, 0.9973, 0.3};
    options.confidence = Confidence{levels[i % 4]};
    const double tail = 0.5 * options.confidence.alpha();
    const bool varies1 = t.a() > 0 && t.b() > 0;
    const bool varies2 = t.c() > 0 && t.d() > 0;
    const Estimate difference = bootstrap_difference(t.a(), n1, t.c(), n2, options);
    if (varies1 || varies2) {
      const Listing listing(t, false);
      EXPECT_TRUE(close(difference.lower, listing.lower(tail), 1e-15, 1e-16)) << support::describe(t);
      EXPECT_TRUE(close(difference.upper, listing.upper(tail), 1e-15, 1e-16)) << support::describe(t);
      ++tried;
    } else {
      EXPECT_EQ(difference.status, Status::undefined);
    }
    const Estimate ratio = bootstrap_ratio(t.a(), n1, t.c(), n2, options);
    if ((varies1 || varies2) && t.a() > 0 && t.c() > 0) {
      const Listing listing(t, true);
      EXPECT_TRUE(close(ratio.lower, listing.lower(tail), 1e-15)) << support::describe(t);
      EXPECT_TRUE(close(ratio.upper, listing.upper(tail), 1e-15)) << support::describe(t);
    } else {
      EXPECT_EQ(ratio.status, Status::undefined);
      EXPECT_TRUE(std::isnan(ratio.lower));
    }
  }
  EXPECT_GT(tried, 500);
}

TEST(ExactBootstrap, SimulationComesCloseToIt) {
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

TEST(ExactBootstrap, BcaIsPercentilesWhenTheLawIsSymmetric) {
  // Equal counts at a rate of one half: no median bias, no skewness.
  ExactBootstrapOptions bca;
  bca.method = BootstrapMethod::bca;
  const Estimate moved = bootstrap_difference(50, 100, 50, 100, bca);
  const Estimate plain = bootstrap_difference(50, 100, 50, 100);
  EXPECT_TRUE(close(moved.lower, plain.lower, 1e-12));
  EXPECT_TRUE(close(moved.upper, plain.upper, 1e-12));
  EXPECT_STREQ(moved.method, "bootstrap_bca");
}

TEST(ExactBootstrap, ChangingTheGroupsOverMirrors) {
  support::RandomTables random(22);
  random.for_each(300, 100000, [](const Table2x2& t) {
    for (const BootstrapMethod method : {BootstrapMethod::percentile, BootstrapMethod::bca}) {
      ExactBootstrapOptions options;
      options.method = method;
      const Table2x2 s = t.swapped();
      const Estimate d = bootstrap_difference(t.a(), t.group.total, t.c(), t.reference.total, options);
      const Estimate e = bootstrap_difference(s.a(), s.group.total, s.c(), s.reference.total, options);
      EXPECT_TRUE(close(d.lower, -e.upper, 1e-11, 1e-15)) << support::describe(t);
      EXPECT_TRUE(close(d.upper, -e.lower, 1e-11, 1e-15)) << support::describe(t);
      EXPECT_EQ(d.status, e.status);
      const Estimate r = bootstrap_ratio(t.a(), t.group.total, t.c(), t.reference.total, options);
      const Estimate q = bootstrap_ratio(s.a(), s.group.total, s.c(), s.reference.total, options);
      if (std::isnan(r.lower)) {
        EXPECT_TRUE(std::isnan(q.upper)) << support::describe(t);
      } else {
        EXPECT_TRUE(close(r.lower, 1.0 / q.upper, 1e-11)) << support::describe(t);
        EXPECT_TRUE(close(r.upper, 1.0 / q.lower, 1e-11)) << support::describe(t);
      }
    }
  });
}

TEST(ExactBootstrap, LargeGroupsComeCloseToTheNormalLimits) {
  for (const Count n : {Count{1000000}, Count{1000000000}}) {
    const Estimate d = bootstrap_difference(n / 5, n, n / 10, n / 2);
    const double se = std::sqrt(0.16 / static_cast<double>(n) + 0.32 / static_cast<double>(n));
    EXPECT_NEAR(d.lower / se, -1.959964, 5e-3);
    EXPECT_NEAR(d.upper / se, 1.959964, 5e-3);
  }
  EXPECT_EQ(bootstrap_difference(Count{1} << 52, Count{1} << 53, 5, 10).status, Status::too_large);
  EXPECT_EQ(bootstrap_ratio(Count{1} << 52, Count{1} << 53, 5, 10).status, Status::too_large);
  EXPECT_EQ(bootstrap_ratio(1, Count{1} << 53, 5, 10).status, Status::ok);
}

TEST(ExactBootstrap, Edges) {
  EXPECT_EQ(bootstrap_difference(0, 0, 5, 10).status, Status::undefined);
  EXPECT_EQ(bootstrap_difference(0, 7, 10, 10).status, Status::undefined);
  EXPECT_EQ(bootstrap_difference(0, 7, 10, 10).value, -1.0);
  EXPECT_EQ(bootstrap_difference(0, 7, 5, 10).status, Status::ok);
  EXPECT_EQ(bootstrap_ratio(5, 7, 0, 10).value, infinity);
  EXPECT_EQ(bootstrap_ratio(5, 7, 0, 10).status, Status::undefined);
  EXPECT_EQ(bootstrap_ratio(6, 7, 1, 10).upper, infinity);  // one sample in three has nobody in the reference
  EXPECT_EQ(bootstrap_ratio(6, 7, 1, 10).status, Status::unbounded);
  EXPECT_EQ(refusal([] { return bootstrap_ratio(8, 7, 0, 10); }),
            "bootstrap_ratio: events is 8, but must be at most total, which is 7");
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
