#include "equitable/ethnicity/crosswalk.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

using equitable::counterpart;
using equitable::EthnicityVersion;
using equitable::find_category;

const equitable::EthnicCategory& category(const char* code, EthnicityVersion version) {
  const auto* found = find_category(code, version);
  EXPECT_NE(found, nullptr) << code;
  return *found;
}

TEST(Crosswalk, LettersAreCounterparts) {
  const auto chinese = counterpart(category("R", EthnicityVersion::nhs_2001), EthnicityVersion::ons_2011);
  ASSERT_NE(chinese.category, nullptr);
  EXPECT_EQ(chinese.version, EthnicityVersion::ons_2011);
  EXPECT_EQ(chinese.category->code, "12");
  EXPECT_STREQ(name(chinese.category->group), "Asian");
  EXPECT_EQ(chinese.counted_in, chinese.category);
  EXPECT_EQ(counterpart(*chinese.category, EthnicityVersion::ons_2021).category->code, "2");
  EXPECT_EQ(counterpart(category("13", EthnicityVersion::ons_2021), EthnicityVersion::nhs_2001).category->code, "A");
}

TEST(Crosswalk, LaterCategoriesHaveNoCounterpartBeforeAndAreCountedInAnyOther) {
  struct Case {
    const char* code;
    EthnicityVersion from;
    EthnicityVersion to;
    const char* counted_in;
  };
  const Case cases[]{
      {"3", EthnicityVersion::ons_2011, EthnicityVersion::nhs_2001, "C"},
      {"17", EthnicityVersion::ons_2011, EthnicityVersion::nhs_2001, "S"},
      {"15", EthnicityVersion::ons_2021, EthnicityVersion::nhs_2001, "C"},
      {"16", EthnicityVersion::ons_2021, EthnicityVersion::nhs_2001, "C"},
      {"16", EthnicityVersion::ons_2021, EthnicityVersion::ons_2011, "4"},
      {"18", EthnicityVersion::ons_2021, EthnicityVersion::nhs_2001, "S"},
  };
  for (const Case& c : cases) {
    const auto found = counterpart(category(c.code, c.from), c.to);
    EXPECT_EQ(found.category, nullptr) << c.code;
    ASSERT_NE(found.counted_in, nullptr) << c.code;
    EXPECT_EQ(found.counted_in->code, c.counted_in);
  }
  EXPECT_EQ(counterpart(category("3", EthnicityVersion::ons_2011), EthnicityVersion::ons_2021).category->code, "15");
  EXPECT_EQ(counterpart(category("18", EthnicityVersion::ons_2021), EthnicityVersion::ons_2011).category->code, "17");
}

TEST(Crosswalk, NoOneIsLostAndOnlyChineseChangesGroup) {
  for (const EthnicityVersion from : equitable::ethnicity_versions) {
    for (const EthnicityVersion to : equitable::ethnicity_versions) {
      for (const auto& source : categories(from)) {
        const auto found = counterpart(source, to);
        ASSERT_NE(found.counted_in, nullptr) << source.label;
        if (source.letter != "R") {
          EXPECT_EQ(found.counted_in->group, source.group) << source.label;
        }
        EXPECT_EQ(wres_group(found.counted_in->group), wres_group(source.group)) << source.label;
      }
    }
  }
}

TEST(Crosswalk, ThereAndBackIsTheSameCategory) {
  for (const EthnicityVersion from : equitable::ethnicity_versions) {
    for (const EthnicityVersion to : equitable::ethnicity_versions) {
      for (const auto& source : categories(from)) {
        const auto there = counterpart(source, to);
        if (there.category != nullptr) {
          EXPECT_EQ(counterpart(*there.category, from).category, &source) << source.label;
        }
      }
    }
  }
}

TEST(Crosswalk, FindIsExact) {
  EXPECT_EQ(find_category("CA", EthnicityVersion::nhs_2001), nullptr);
  EXPECT_EQ(find_category("H", EthnicityVersion::ons_2011), nullptr);
  EXPECT_EQ(find_category("19", EthnicityVersion::ons_2021)->label, "Any other ethnic group");
}

}  // namespace
