#include "equitable/detail/inequality_measures.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "support/compare.hpp"
#include "support/tables.hpp"

namespace {

using equitable::InequalityMeasure;
using equitable::detail::inequality_gradient;
using equitable::detail::inequality_value;
using equitable::detail::InequalityForm;
using equitable::detail::linear_form;
using equitable::detail::RatePattern;
using support::close;

/// Rates with what belongs to them, the deviations in long double.
struct Pattern {
  std::vector<double> rates, deviations, shares;
  double mean = 0.0;

  Pattern(std::vector<double> y, std::vector<double> p) : rates(std::move(y)), shares(std::move(p)) {
    long double sum = 0.0L;
    long double exact = 0.0L;
    for (const double share : shares) sum += share;
    for (std::size_t j = 0; j < rates.size(); ++j) exact += shares[j] / sum * static_cast<long double>(rates[j]);
    for (double& share : shares) share = static_cast<double>(share / sum);
    for (const double rate : rates) deviations.push_back(static_cast<double>(rate - exact));
    mean = static_cast<double>(exact);
  }
  [[nodiscard]] RatePattern view() const { return {rates.data(), deviations.data(), shares.data(), mean, rates.size()}; }
};

Pattern random_pattern(support::RandomTables& random) {
  const std::size_t k = static_cast<std::size_t>(random.between(2, 8));
  std::vector<double> y;
  std::vector<double> p;
  for (std::size_t j = 0; j < k; ++j) {
    y.push_back(static_cast<double>(random.between(1, 999999)) * 1e-6);
    p.push_back(static_cast<double>(random.between(1, 1000)));
  }
  return Pattern(y, p);
}

TEST(InequalityMeasures, GradientsAreThoseOfTheValues) {
  // Richardson's central differences: error about h^4, 1e-10 of the slope.
  support::RandomTables random(41);
  int compared = 0;
  for (int i = 0; i < 300; ++i) {
    const Pattern pattern = random_pattern(random);
    const std::size_t k = pattern.rates.size();
    for (std::size_t m = 0; m < 21; ++m)
      for (int variant = 0; variant < 4; ++variant) {
        InequalityForm form{static_cast<InequalityMeasure>(m), variant % 2 == 0};
        if (variant >= 2 || form.measure == InequalityMeasure::mean_difference_from_reference ||
            form.measure == InequalityMeasure::mean_difference_from_reference_weighted) {
          form.reference = 0;
          form.group = k - 1;
        }
        if (std::isnan(inequality_value(pattern.view(), form))) continue;
        std::vector<double> gradient(k);
        inequality_gradient(pattern.view(), form, gradient.data());
        double largest = 0.0;
        for (const double g : gradient) largest = std::fmax(largest, std::fabs(g));
        for (std::size_t j = 0; j < k; ++j) {
          const auto slope = [&](double h) {
            std::vector<double> up = pattern.rates;
            std::vector<double> down = pattern.rates;
            up[j] += h;
            down[j] -= h;
            return (inequality_value(Pattern(up, pattern.shares).view(), form) -
                    inequality_value(Pattern(down, pattern.shares).view(), form)) /
                   (up[j] - down[j]);
          };
          double nearest = 1.0;
          for (std::size_t l = 0; l < k; ++l) {
            if (l != j) nearest = std::fmin(nearest, std::fabs(pattern.rates[l] - pattern.rates[j]));
            nearest = std::fmin(nearest, std::fmin(pattern.rates[l], std::fabs(pattern.deviations[l])));
          }
          const double h = std::fmin(1e-4, 0.01 * nearest);
          if (h < 1e-6) continue;
          const double expected = (4.0 * slope(0.5 * h) - slope(h)) / 3.0;
          if (std::isnan(expected)) continue;
          EXPECT_TRUE(close(gradient[j], expected, 1e-6, 1e-6 * (1.0 + largest))) << m << " " << variant << " " << j;
          ++compared;
        }
      }
  }
  EXPECT_GT(compared, 50000);
}

TEST(InequalityMeasures, LinearFormsAreTheValues) {
  using M = InequalityMeasure;
  support::RandomTables random(42);
  for (int i = 0; i < 500; ++i) {
    const Pattern pattern = random_pattern(random);
    const std::size_t k = pattern.rates.size();
    for (const M measure :
         {M::difference, M::ratio, M::absolute_concentration_index, M::relative_concentration_index, M::slope_index_of_inequality,
          M::relative_index_of_inequality, M::population_attributable_risk, M::population_attributable_fraction}) {
      const InequalityForm form{measure, i % 2 == 0, 0, k - 1};
      std::vector<double> a(k);
      std::vector<double> b(k);
      linear_form(pattern.view(), form, a.data(), b.data());
      double top = 0.0;
      double bottom = 0.0;
      bool ratio = false;
      for (std::size_t j = 0; j < k; ++j) {
        top += a[j] * pattern.rates[j];
        bottom += b[j] * pattern.rates[j];
        ratio = ratio || b[j] != 0.0;
      }
      const double value = inequality_value(pattern.view(), form);
      if (std::isnan(value)) continue;
      const double made = (ratio ? top / bottom : top) - (measure == M::population_attributable_fraction ? 1.0 : 0.0);
      EXPECT_TRUE(close(made, value, 1e-9, 1e-13));
    }
  }
}

TEST(InequalityMeasures, KinksAndTiesHaveNoSlope) {
  using M = InequalityMeasure;
  const Pattern tied({0.1, 0.3, 0.3, 0.2}, {1.0, 1.0, 1.0, 1.0});
  std::vector<double> gradient(4);
  for (const M measure : {M::difference, M::ratio, M::mean_difference_from_best, M::mean_difference_from_best_weighted,
                          M::population_attributable_risk, M::population_attributable_fraction}) {
    inequality_gradient(tied.view(), {measure, true}, gradient.data());
    EXPECT_TRUE(std::isnan(gradient[1]) || std::isnan(gradient[2])) << static_cast<int>(measure);
  }
  inequality_gradient(tied.view(), {M::population_attributable_risk, false}, gradient.data());  // the lowest is alone
  EXPECT_TRUE(close(gradient[0], 0.75, 1e-15));
}

}  // namespace
