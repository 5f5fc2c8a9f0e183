#include "equitable/comparison/exact_bootstrap.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::close;
using support::describe;
using support::refusal;
using Real = long double;

Estimate bootstrap_of(const Table2x2& t, bool ratio, BootstrapMethod method = BootstrapMethod::percentile, double level = 0.95) {
  const ExactBootstrapOptions options{method, Confidence{level}};
  return ratio ? bootstrap_ratio(t.a(), t.group.total, t.c(), t.reference.total, options)
               : bootstrap_difference(t.a(), t.group.total, t.c(), t.reference.total, options);
}

/// The distribution of a contrast by listing every pair of counts, values as fractions in lowest terms; 1/0 is infinite, 0/0 is
/// left out. Probabilities over n1^n1 n2^n2 are integers, exact while they stay below 2^64.
class Listing {
 public:
  Listing(const Table2x2& t, bool ratio) {
    const std::vector<Real> m1 = masses(t.group);
    const std::vector<Real> m2 = masses(t.reference);
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
  /// The smallest value with at least `tail`, but for its rounding, on it and below.
  [[nodiscard]] double lower(double tail) const {
    Real sum = 0;
    for (const auto& atom : atoms_)
      if ((sum += atom.second) >= (static_cast<Real>(tail) - 1e-16L) * whole_) return value(atom.first);
    return infinity;
  }
  [[nodiscard]] double upper(double tail) const {
    Real sum = 0;
    for (auto atom = atoms_.rbegin(); atom != atoms_.rend(); ++atom)
      if ((sum += atom->second) >= (static_cast<Real>(tail) - 1e-16L) * whole_) return value(atom->first);
    return -infinity;
  }
  /// The probability below a fraction, and half of that on it.
  [[nodiscard]] double below(Count top, Count bottom) const {
    const Count common = std::gcd(top, bottom);
    const Fraction at{top / common, bottom / common};
    Real sum = 0;
    for (const auto& atom : atoms_) sum += Less{}(atom.first, at) ? atom.second : atom.first == at ? atom.second / 2 : 0;
    return static_cast<double>(sum / whole_);
  }

 private:
  using Fraction = std::pair<Count, Count>;
  struct Less {
    bool operator()(const Fraction& a, const Fraction& b) const { return a.first * b.second < b.first * a.second; }
  };
  static double value(const Fraction& f) { return static_cast<double>(f.first) / static_cast<double>(f.second); }
  static std::vector<Real> masses(const Proportion& g) {
    std::vector<Real> mass;
    Real choose = 1;
    for (Count x = 0; x <= g.total; ++x) {
      Real m = choose;
      for (Count k = 0; k < x; ++k) m *= static_cast<Real>(g.events);
      for (Count k = x; k < g.total; ++k) m *= static_cast<Real>(g.total - g.events);
      mass.push_back(m);
      choose = choose * static_cast<Real>(g.total - x) / static_cast<Real>(x + 1);
    }
    return mass;
  }
  std::map<Fraction, Real, Less> atoms_;
  Real whole_ = 0;
};

void expect_listed(const Table2x2& t, double level) {
  const double tail = detail::two_sided_level(Confidence{level}).tail;
  const bool varies = (t.a() > 0 && t.b() > 0) || (t.c() > 0 && t.d() > 0);
  for (const bool ratio : {false, true}) {
    const Estimate found = bootstrap_of(t, ratio, BootstrapMethod::percentile, level);
    if (!varies || (ratio && (t.a() == 0 || t.c() == 0))) {
      EXPECT_EQ(found.status, Status::undefined) << describe(t);
      EXPECT_TRUE(std::isnan(found.lower) && std::isnan(found.upper)) << describe(t);
      continue;
    }
    const Listing listing(t, ratio);
    EXPECT_TRUE(close(found.lower, listing.lower(tail), 3e-16, ratio ? 0.0 : 1e-16)) << describe(t) << " " << level << ratio;
    EXPECT_TRUE(close(found.upper, listing.upper(tail), 3e-16, ratio ? 0.0 : 1e-16)) << describe(t) << " " << level << ratio;
    EXPECT_EQ(found.status, std::isinf(found.upper) ? Status::unbounded : Status::ok) << describe(t);
  }
}

TEST(ExactBootstrap, PercentilesOfEverySmallTableAreThoseOfTheListedLaw) {
  const std::int64_t tried = support::for_each_table(7, [](const Table2x2& t) {
    for (const double level : {0.95, 0.6}) expect_listed(t, level);
  });
  EXPECT_EQ(tried, 35 * 35);
}

TEST(ExactBootstrap, PercentilesOfRandomTablesAreThoseOfTheListedLaw) {
  support::RandomTables random(21);
  for (int i = 0; i < 600 && !HasFailure(); ++i) {
    const Count n1 = random.between(1, i % 3 == 0 ? 90 : 22);
    const Count n2 = random.between(1, i % 3 == 1 ? 90 : 22);
    const double levels[] = {0.95, 0.8, 0.9973, 0.3, 1e-9};
    expect_listed({{random.between(0, n1), n1}, {random.between(0, n2), n2}}, levels[i % 5]);
  }
}

/// A sixth of the skewness of g1 X + g2 Y by listing both counts, g the slopes of the contrast (of a ratio: its logarithm).
double acceleration_of(const Table2x2& t, bool ratio) {
  Real second = 0, third = 0;
  const auto add = [&](const Proportion& g, Real sign) {
    const Real p = static_cast<Real>(g.events) / static_cast<Real>(g.total);
    const Real slope = sign / static_cast<Real>(ratio ? g.events : g.total);
    Real choose = 1;
    for (Count x = 0; x <= g.total; ++x) {
      const Real mass = choose * std::pow(p, static_cast<Real>(x)) * std::pow(1 - p, static_cast<Real>(g.total - x));
      const Real away = slope * static_cast<Real>(x - g.events);
      second += mass * away * away;
      third += mass * away * away * away;
      choose = choose * static_cast<Real>(g.total - x) / static_cast<Real>(x + 1);
    }
  };
  add(t.group, 1);
  add(t.reference, -1);
  return static_cast<double>(third / (6 * second * std::sqrt(second)));
}

TEST(ExactBootstrap, BcaReadsTheListedLawAtEfronsPlaces) {
  support::RandomTables random(7);
  int tried = 0;
  for (int i = 0; i < 500 && !HasFailure(); ++i) {
    const Count n1 = random.between(3, 24), n2 = random.between(3, 24);
    const Table2x2 t{{random.between(1, n1), n1}, {random.between(1, n2), n2}};
    if (t.b() == 0 && t.d() == 0) continue;
    for (const bool ratio : {false, true}) {
      const Listing listing(t, ratio);
      const double below = ratio ? listing.below(t.a() * n2, t.c() * n1) : listing.below(t.a() * n2 - t.c() * n1, n1 * n2);
      const double shift = -detail::normal_upper_quantile(below);
      const double a = acceleration_of(t, ratio);
      const double z = detail::two_sided_level(Confidence{0.9}).z;
      // Efron's α1 and 1 − α2, by the textbook formula.
      const double first = detail::normal_upper_tail(-(shift + (shift - z) / (1 - a * (shift - z))));
      const double last = detail::normal_upper_tail(shift + (shift + z) / (1 - a * (shift + z)));
      const Estimate found = bootstrap_of(t, ratio, BootstrapMethod::bca, 0.9);
      const auto same = [](double ours, double theirs) { return ours == theirs || close(ours, theirs, 1e-15, 1e-16); };
      // Where a tail lies within rounding of a step of the law either side may come out.
      if (same(listing.lower(first * (1 - 1e-9)), listing.lower(first * (1 + 1e-9)))) {
        EXPECT_TRUE(same(found.lower, listing.lower(first))) << describe(t) << ratio;
      }
      if (same(listing.upper(last * (1 - 1e-9)), listing.upper(last * (1 + 1e-9)))) {
        EXPECT_TRUE(same(found.upper, listing.upper(last))) << describe(t) << ratio;
      }
      EXPECT_STREQ(found.method, "bootstrap_bca");
      ++tried;
    }
  }
  EXPECT_GT(tried, 900);
}

TEST(ExactBootstrap, SimulationAgreesWithinItsError) {
  // At a quantile v of tail α the shares of samples below v and on or below it lie on either side of α, but for the error of the
  // simulation: five standard errors.
  std::mt19937_64 engine(20);
  constexpr int samples = 100000;
  for (const Table2x2& t : {Table2x2{{12, 60}, {35, 50}}, Table2x2{{3, 40}, {20, 30}}, Table2x2{{30, 33}, {4, 70}}}) {
    const auto draw = [&](const Proportion& g) {
      Count events = 0;
      for (Count k = 0; k < g.total; ++k)
        events += static_cast<Count>(engine() % static_cast<std::uint64_t>(g.total)) < g.events ? 1 : 0;
      return static_cast<double>(events) / static_cast<double>(g.total);
    };
    for (const bool ratio : {false, true}) {
      const Estimate found = bootstrap_of(t, ratio, BootstrapMethod::percentile, 0.9);
      int below = 0, upto = 0, above = 0, from = 0, defined = 0;
      for (int s = 0; s < samples; ++s) {
        const double p1 = draw(t.group), p2 = draw(t.reference);
        const double value = ratio ? p1 / p2 : p1 - p2;
        if (std::isnan(value)) continue;
        ++defined;
        const double rounding = 1e-12;
        below += value < found.lower - rounding;
        upto += value <= found.lower + rounding;
        above += value > found.upper + rounding;
        from += value >= found.upper - rounding;
      }
      const double error = 5.0 * std::sqrt(0.05 * 0.95 / defined);
      EXPECT_LT(static_cast<double>(below) / defined, 0.05 + error) << describe(t);
      EXPECT_GT(static_cast<double>(upto) / defined, 0.05 - error) << describe(t);
      EXPECT_LT(static_cast<double>(above) / defined, 0.05 + error) << describe(t);
      EXPECT_GT(static_cast<double>(from) / defined, 0.05 - error) << describe(t);
    }
  }
}

TEST(ExactBootstrap, BcaIsPercentilesWhenTheLawIsSymmetric) {
  // Equal counts at a rate of one half: no median bias, no skewness.
  const Table2x2 t{{50, 100}, {50, 100}};
  const Estimate moved = bootstrap_of(t, false, BootstrapMethod::bca);
  const Estimate plain = bootstrap_of(t, false);
  EXPECT_TRUE(close(moved.lower, plain.lower, 1e-12));
  EXPECT_TRUE(close(moved.upper, plain.upper, 1e-12));
}

TEST(ExactBootstrap, ChangingTheGroupsOverMirrorsAndLevelsNest) {
  support::RandomTables random(22);
  random.for_each(400, 100000, [](const Table2x2& t) {
    for (const BootstrapMethod method : {BootstrapMethod::percentile, BootstrapMethod::bca}) {
      const Table2x2 s = t.swapped();
      const Estimate d = bootstrap_of(t, false, method);
      const Estimate e = bootstrap_of(s, false, method);
      EXPECT_TRUE(close(d.lower, -e.upper, 1e-11, 1e-15)) << describe(t);
      EXPECT_TRUE(close(d.upper, -e.lower, 1e-11, 1e-15)) << describe(t);
      EXPECT_EQ(d.status, e.status);
      const Estimate r = bootstrap_of(t, true, method);
      const Estimate q = bootstrap_of(s, true, method);
      if (std::isnan(r.lower)) {
        EXPECT_TRUE(std::isnan(q.upper)) << describe(t);
        continue;
      }
      EXPECT_TRUE(close(r.lower, 1.0 / q.upper, 1e-11)) << describe(t);
      EXPECT_TRUE(close(r.upper, 1.0 / q.lower, 1e-11)) << describe(t);
      const Estimate wide = bootstrap_of(t, true, method, 0.99);
      EXPECT_LE(wide.lower, r.lower) << describe(t);
      EXPECT_GE(wide.upper, r.upper) << describe(t);
    }
  });
}

TEST(ExactBootstrap, TheLawReachesTheTailAtTheLimitAndNotBefore) {
  // Whatever the size: P(value <= lower) >= α/2 > P(value < lower), summed over all counts of the reference by a tail of its own.
  support::RandomTables random(23);
  int tried = 0;
  random.for_each(120, 3000, [&](const Table2x2& t) {
    const Estimate found = bootstrap_of(t, false);
    if (found.status != Status::ok) return;
    const detail::TwoRates r = t.rates();
    Real upto = 0, below = 0;
    for (Count j = 0; j <= t.reference.total; ++j) {
      const double mass = detail::binomial_mass(static_cast<double>(j), r.n2, r.x2 / r.n2);
      if (!(mass > 1e-25)) continue;
      const double cut = r.n1 * found.lower + r.n1 * static_cast<double>(j) / r.n2;
      const double room = 1e-9 * (1 + std::fabs(cut));
      upto += static_cast<Real>(mass) * static_cast<Real>(detail::binomial_lower_tail(std::floor(cut + room), r.n1, r.x1 / r.n1));
      below +=
          static_cast<Real>(mass) * static_cast<Real>(detail::binomial_lower_tail(std::ceil(cut - room) - 1, r.n1, r.x1 / r.n1));
    }
    EXPECT_GE(static_cast<double>(upto), 0.025 - 1e-12) << describe(t);
    EXPECT_LT(static_cast<double>(below), 0.025 + 1e-12) << describe(t);
    ++tried;
  });
  EXPECT_GT(tried, 60);
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
  // Of 1 in 1 against 1 in 2 the ratio is 1, 2 or infinite, with probabilities 1/4, 1/2, 1/4.
  const Estimate tiny = bootstrap_of({{1, 1}, {1, 2}}, true, BootstrapMethod::percentile, 0.4);
  EXPECT_EQ(tiny.lower, 2.0);
  EXPECT_EQ(tiny.upper, 2.0);
  EXPECT_EQ(bootstrap_of({{1, 1}, {1, 2}}, true, BootstrapMethod::percentile, 0.5).lower, 1.0);
  EXPECT_EQ(bootstrap_of({{1, 1}, {1, 2}}, true, BootstrapMethod::percentile, 0.5).upper, infinity);
  for (const double level : {1e-12, 1.0 - 1e-12}) {
    const Estimate extreme = bootstrap_of({{40, 90}, {30, 70}}, false, BootstrapMethod::bca, level);
    EXPECT_TRUE(extreme.lower <= extreme.upper && extreme.lower >= -1.0 && extreme.upper <= 1.0) << level;
  }
  EXPECT_STREQ(bootstrap_ratio(5, 7, 3, 10).method, "bootstrap_percentile");
  EXPECT_EQ(refusal([] { return bootstrap_ratio(8, 7, 0, 10); }),
            "bootstrap_ratio: events is 8, but must be at most total, which is 7");
  EXPECT_EQ(refusal([] { return bootstrap_difference(1, 7, -1, 10); }),
            "bootstrap_difference: reference_events is -1, but must be 0 or more");
}

}  // namespace
