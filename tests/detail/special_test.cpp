#include "equitable/detail/special.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "support/compare.hpp"
#include "support/csv.hpp"

namespace {

using namespace equitable::detail;
using support::close;

TEST(Special, AgreesWithReferenceValuesToTheLastDigits) {
  const support::Csv reference("reference/normal.csv");
  int tails = 0;
  int areas = 0;
  for (const support::Row& row : reference.rows()) {
    const std::string& quantity = row.text("quantity");
    const double argument = row.number("argument");
    const double expected = row.number("value");
    if (quantity == "erfc_inverse") {
      // Near a tail of 1 the inverse passes through 0: what the tail's own last digit is worth decides there.
      EXPECT_TRUE(close(erfc_inverse(argument), expected, 1e-15, 1e-17)) << row.all();
      ++tails;
    } else if (quantity == "erf_inverse") {
      EXPECT_TRUE(close(erf_inverse(argument), expected, 1e-15)) << row.all();
      ++areas;
    }
  }
  EXPECT_EQ(tails, 15);
  EXPECT_EQ(areas, 11);
}

TEST(Special, InvertsTheErrorFunctionsOfTheStandardLibrary) {
  for (int i = -39; i <= 39; ++i) {
    const double x = i / 10.0;
    EXPECT_TRUE(close(erfc_inverse(std::erfc(x)), x, 1e-15, x < -1.0 ? 1e-8 : 1e-15)) << x;
    if (std::fabs(x) < 2.0) {
      EXPECT_TRUE(close(erf_inverse(std::erf(x)), x, 1e-13)) << x;
    }
    if (i != 0) {
      EXPECT_EQ(erf_inverse(-std::erf(x)), -erf_inverse(std::erf(x)));
    }
  }
}

TEST(Special, NeverThrows) {
  EXPECT_TRUE(std::isinf(erfc_inverse(0.0)));
  EXPECT_TRUE(std::isinf(erfc_inverse(2.0)));
  EXPECT_TRUE(std::isnan(erfc_inverse(-1.0)));
  EXPECT_TRUE(std::isnan(erf_inverse(1.5)));
}

}  // namespace
