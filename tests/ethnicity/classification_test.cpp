#include "equitable/ethnicity/classification.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace {

using equitable::classify;
using equitable::EthnicGroup;
using equitable::EthnicityAnswer;
using equitable::EthnicityVersion;
using equitable::WresGroup;

// Every letter in every version, from the NHS data dictionary (2001) and the census lists of 2011 and 2021.
struct Letter {
  const char* letter;
  const char* group_2001;
  const char* group_2011;
  const char* number_2011;
  const char* number_2021;
};
const std::vector<Letter> letters{
    {"A", "White", "White", "1", "13"},  {"B", "White", "White", "2", "14"}, {"C", "White", "White", "4", "17"},
    {"D", "Mixed", "Mixed", "5", "11"},  {"E", "Mixed", "Mixed", "6", "10"}, {"F", "Mixed", "Mixed", "7", "9"},
    {"G", "Mixed", "Mixed", "8", "12"},  {"H", "Asian", "Asian", "9", "3"},  {"J", "Asian", "Asian", "10", "4"},
    {"K", "Asian", "Asian", "11", "1"},  {"L", "Asian", "Asian", "13", "5"}, {"M", "Black", "Black", "15", "7"},
    {"N", "Black", "Black", "14", "6"},  {"P", "Black", "Black", "16", "8"}, {"R", "Other", "Asian", "12", "2"},
    {"S", "Other", "Other", "18", "19"},
};

TEST(Classification, EveryLetterInEveryVersion) {
  for (const Letter& expected : letters) {
    SCOPED_TRACE(expected.letter);
    const auto in_2001 = classify(expected.letter, EthnicityVersion::nhs_2001);
    const auto in_2011 = classify(expected.letter, EthnicityVersion::ons_2011);
    const auto in_2021 = classify(expected.letter, EthnicityVersion::ons_2021);
    EXPECT_STREQ(name(in_2001.group()), expected.group_2001);
    EXPECT_STREQ(name(in_2011.group()), expected.group_2011);
    EXPECT_STREQ(name(in_2021.group()), expected.group_2011);
    EXPECT_EQ(in_2001.category->code, expected.letter);
    EXPECT_EQ(in_2011.category->code, expected.number_2011);
    EXPECT_EQ(in_2021.category->code, expected.number_2021);
  }
}

TEST(Classification, TheCodeListOfTheExampleTrust) {
  std::ifstream file(std::string(EQUITABLE_TEST_DATA) + "/exemplar/ethnic_codes.csv");
  std::string line;
  std::getline(file, line);
  int rows = 0;
  while (std::getline(file, line)) {
    std::vector<std::string> cells{""};
    for (const char c : line) {
      if (c == ',')
        cells.emplace_back();
      else if (c != '\r')
        cells.back().push_back(c);
    }
    ASSERT_EQ(cells.size(), 4U) << line;
    const auto found = classify(cells[0], EthnicityVersion::nhs_2001);
    EXPECT_EQ(name(found.group()), cells[2]) << line;
    const std::string wres = cells[3] == "BAME" ? "BME" : cells[3];
    EXPECT_EQ(name(found.wres_group()), wres) << line;
    if (found.category != nullptr) {
      EXPECT_EQ(found.category->label, cells[1]);
    }
    ++rows;
  }
  EXPECT_EQ(rows, 18);
}

TEST(Classification, ThreeWaysOfNotKnowingStayApart) {
  for (const EthnicityVersion version : equitable::ethnicity_versions) {
    EXPECT_EQ(classify("Z", version).answer, EthnicityAnswer::not_stated);
    EXPECT_EQ(classify("ZA", version).answer, EthnicityAnswer::not_stated);
    EXPECT_EQ(classify("99", version).answer, EthnicityAnswer::not_known);
    EXPECT_EQ(classify("", version).answer, EthnicityAnswer::empty);
    EXPECT_EQ(classify(" \t", version).answer, EthnicityAnswer::empty);
    for (const char* code : {"Z", "99", ""}) {
      EXPECT_EQ(classify(code, version).group(), EthnicGroup::unknown);
      EXPECT_EQ(classify(code, version).wres_group(), WresGroup::unknown);
      EXPECT_EQ(classify(code, version).category, nullptr);
    }
  }
  EXPECT_EQ(classify("Not stated", EthnicityVersion::nhs_2001).answer, EthnicityAnswer::not_stated);
  EXPECT_EQ(classify("not known", EthnicityVersion::nhs_2001).answer, EthnicityAnswer::not_known);
}

TEST(Classification, LocalCharactersRollUp) {
  for (const EthnicityVersion version : equitable::ethnicity_versions) {
    for (const Letter& expected : letters) {
      for (const std::string local : {"A", "X", "3"}) {
        const std::string code = expected.letter + local;
        if (code == "NA") continue;
        EXPECT_EQ(classify(code, version).category, classify(expected.letter, version).category) << code;
      }
    }
  }
}

TEST(Classification, MarksForMissingAreNotReadAsAfrican) {
  for (const EthnicityVersion version : equitable::ethnicity_versions) {
    for (const char* mark : {"NA", "NK", "NS", "N/A", "na", "no"}) {
      EXPECT_EQ(classify(mark, version).answer, EthnicityAnswer::unrecognised) << mark;
    }
  }
}

TEST(Classification, CensusNumbersOnlyInTheCensusVersions) {
  for (const char* code : {"1", "9", "18", "19"}) {
    EXPECT_EQ(classify(code, EthnicityVersion::nhs_2001).answer, EthnicityAnswer::unrecognised) << code;
  }
  EXPECT_EQ(classify("17", EthnicityVersion::ons_2011).category->label, "Arab");
  EXPECT_EQ(classify("3", EthnicityVersion::ons_2011).category->label, "Gypsy or Irish Traveller");
  EXPECT_EQ(classify("16", EthnicityVersion::ons_2021).category->label, "Roma");
  EXPECT_EQ(classify("1", EthnicityVersion::ons_2021).category->label, "Bangladeshi");
  EXPECT_EQ(classify("19", EthnicityVersion::ons_2011).answer, EthnicityAnswer::unrecognised);
  EXPECT_EQ(classify("20", EthnicityVersion::ons_2021).answer, EthnicityAnswer::unrecognised);
  EXPECT_EQ(classify("0", EthnicityVersion::ons_2021).answer, EthnicityAnswer::unrecognised);
}

TEST(Classification, LabelsInAnyCase) {
  EXPECT_EQ(classify("white british", EthnicityVersion::nhs_2001).category->code, "A");
  EXPECT_EQ(classify("WHITE - BRITISH", EthnicityVersion::nhs_2001).category->code, "A");
  EXPECT_EQ(classify("Asian or Asian British - Indian", EthnicityVersion::nhs_2001).category->code, "H");
  EXPECT_EQ(classify("Mixed - White and Asian", EthnicityVersion::nhs_2001).category->code, "F");
  EXPECT_EQ(classify("Other Ethnic Groups - Chinese", EthnicityVersion::nhs_2001).category->code, "R");
  EXPECT_EQ(classify("White: Irish", EthnicityVersion::ons_2011).category->code, "2");
  EXPECT_EQ(classify("Asian, Asian British or Asian Welsh: Bangladeshi", EthnicityVersion::ons_2021).category->code, "1");
  EXPECT_EQ(
      classify("Black, Black British, Black Welsh, Caribbean or African: African", EthnicityVersion::ons_2021).category->code,
      "6");
  EXPECT_EQ(classify("roma", EthnicityVersion::ons_2021).category->code, "16");
  EXPECT_EQ(classify("roma", EthnicityVersion::ons_2011).answer, EthnicityAnswer::unrecognised);
}

TEST(Classification, EveryLabelLeadsToItsOwnCategoryAloneAndUnderItsHeading) {
  for (const EthnicityVersion version : equitable::ethnicity_versions) {
    for (const auto& category : categories(version)) {
      EXPECT_EQ(classify(category.label, version).category, &category) << category.label;
      const std::string headed = std::string(category.family) + ": " + std::string(category.label);
      EXPECT_EQ(classify(headed, version).category, &category) << headed;
      EXPECT_EQ(classify(category.code, version).category, &category) << category.code;
    }
  }
}

TEST(Classification, AnUnknownCodeIsNotGuessed) {
  for (const EthnicityVersion version : equitable::ethnicity_versions) {
    for (const char* code : {"Q", "X", "I", "O", "T", "ABC", "White", "British Columbia", "9", "98", "-", "A?"}) {
      if (std::string(code) == "9" && version != EthnicityVersion::nhs_2001) continue;
      EXPECT_EQ(classify(code, version).answer, EthnicityAnswer::unrecognised) << code;
      EXPECT_EQ(classify(code, version).group(), EthnicGroup::unknown) << code;
    }
  }
}

TEST(Classification, SizesAndDistinctCodes) {
  const std::size_t sizes[]{16, 18, 19};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto list = categories(equitable::ethnicity_versions[i]);
    EXPECT_EQ(list.size(), sizes[i]);
    std::set<std::string> codes;
    for (const auto& category : list) codes.insert(std::string(category.code));
    EXPECT_EQ(codes.size(), sizes[i]);
  }
}

TEST(Classification, AllowedCodesSayWhatTheVersionTakes) {
  const std::string in_2001 = equitable::allowed_codes(EthnicityVersion::nhs_2001);
  const std::string in_2021 = equitable::allowed_codes(EthnicityVersion::ons_2021);
  EXPECT_NE(in_2001.find("Z (not stated), 99 (not known)"), std::string::npos);
  EXPECT_EQ(in_2001.find("1 to"), std::string::npos);
  EXPECT_NE(in_2021.find("1 to 19"), std::string::npos);
}

static_assert(classify("CA", EthnicityVersion::nhs_2001).group() == EthnicGroup::white);
static_assert(classify("R", EthnicityVersion::nhs_2001).group() == EthnicGroup::other);
static_assert(classify("R", EthnicityVersion::ons_2011).group() == EthnicGroup::asian);

}  // namespace
