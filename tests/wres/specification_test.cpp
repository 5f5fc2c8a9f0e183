#include "equitable/wres/specification.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using equitable::wres::check_specification;
using equitable::wres::DenominatorPolicy;
using equitable::wres::Specification;

std::string message(const Specification& specification) {
  try {
    check_specification(specification);
  } catch (const equitable::InvalidInput& error) {
    return error.what();
  }
  return "no exception";
}

TEST(Specification, Defaults) {
  const Specification specification;
  EXPECT_EQ(specification.confidence.level(), 0.95);
  EXPECT_EQ(specification.margin.lower, 0.80);
  EXPECT_EQ(specification.margin.upper, 1.25);
  EXPECT_EQ(specification.threshold, 10);
  EXPECT_EQ(specification.bme_label, "BME");
  EXPECT_EQ(specification.denominator, DenominatorPolicy::known_ethnicity);
  EXPECT_FALSE(specification.example);
  EXPECT_EQ(message(specification), "no exception");
}

TEST(Specification, MistakesAreNamed) {
  Specification negative;
  negative.threshold = -1;
  EXPECT_EQ(message(negative), "threshold_rule: threshold is -1, but must be 0 (no redaction) or more");
  Specification one_sided;
  one_sided.margin = {1.1, 1.25};
  EXPECT_NE(message(one_sided).find("margin"), std::string::npos);
  Specification unnamed;
  unnamed.bme_label = "";
  EXPECT_EQ(message(unnamed), "wres: bme_label is empty, but must name the group, for instance BME");
}

TEST(Specification, PoliciesAsWritten) {
  EXPECT_STREQ(name(DenominatorPolicy::known_ethnicity), "known ethnicity");
  EXPECT_STREQ(name(DenominatorPolicy::all_staff), "all staff");
}

}  // namespace
