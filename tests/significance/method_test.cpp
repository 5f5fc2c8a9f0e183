#include "equitable/significance/method.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>

#include "support/compare.hpp"

namespace {

using namespace equitable;
using support::refusal;

TEST(SignificanceMethods, EveryOneHasANameOfItsOwn) {
  std::set<std::string> names;
  for (int i = 0; i <= static_cast<int>(SignificanceMethod::lr_unconditional); ++i)
    names.insert(name(static_cast<SignificanceMethod>(i)));
  EXPECT_EQ(names.size(), 20U);
  EXPECT_STREQ(name(SignificanceMethod::n_minus_1_chi2), "n_minus_1_chi2");
  EXPECT_STREQ(name(SignificanceMethod::scas), "scas");
  EXPECT_STREQ(name(SignificanceMethod::fisher_minlike), "fisher_minlike");
  EXPECT_STREQ(name(SignificanceMethod::barnard_pooled), "barnard_pooled");
  EXPECT_STREQ(name(SignificanceMethod::lr_unconditional), "lr_unconditional");
}

TEST(SignificanceMethods, TheNullIsEqualityUnlessSaidOtherwise) {
  EXPECT_TRUE(Null{}.is_equality());
  EXPECT_TRUE(SignificanceOptions{}.null.is_equality());
  EXPECT_TRUE((Null{Measure::difference, 0.0}.is_equality()));
  EXPECT_TRUE((Null{Measure::difference, -0.0}.is_equality()));
  EXPECT_TRUE((Null{Measure::odds_ratio, 1.0}.is_equality()));
  EXPECT_FALSE((Null{Measure::ratio, 0.8}.is_equality()));
  EXPECT_FALSE((Null{Measure::difference, 0.05}.is_equality()));
}

TEST(SignificanceMethods, ANullMustLieInsideTheSpaceOfItsMeasure) {
  const auto refused = [](Measure measure, double value) {
    return refusal([&] {
      check_null({measure, value}, "here");
      return 0;
    });
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_EQ(refused(Measure::ratio, 0.0), "here: null.value is 0, but must lie between 1e-100 and 1e100 for a ratio");
  EXPECT_EQ(refused(Measure::odds_ratio, -2.0),
            "here: null.value is -2, but must lie between 1e-100 and 1e100 for an odds ratio");
  EXPECT_EQ(refused(Measure::difference, 1.0),
            "here: null.value is 1, but must lie strictly between -1 and 1 for a difference");
  for (const Measure measure : {Measure::ratio, Measure::difference, Measure::odds_ratio})
    for (const double value : {nan, infinite, -infinite}) EXPECT_NE(refused(measure, value), "accepted") << value;
  EXPECT_NE(refused(Measure::ratio, 1.1e100), "accepted");
  EXPECT_NE(refused(Measure::difference, -1.0), "accepted");
  EXPECT_EQ(refused(Measure::ratio, 1e-100), "accepted");
  EXPECT_EQ(refused(Measure::odds_ratio, 1e100), "accepted");
  EXPECT_EQ(refused(Measure::difference, std::nextafter(1.0, 0.0)), "accepted");
  EXPECT_EQ(refused(Measure::difference, 0.0), "accepted");
}

TEST(Null, RatiosEndWhereTheirSquaresWould) {
  for (const Measure measure : {Measure::ratio, Measure::odds_ratio}) {
    for (const double inside : {1e-100, 1e100}) EXPECT_NO_THROW(check_null({measure, inside}, "here"));
    for (const double outside : {0.99e-100, 1.01e100}) EXPECT_THROW(check_null({measure, outside}, "here"), InvalidInput);
  }
}

}  // namespace
