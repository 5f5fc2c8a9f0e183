#include "equitable/wres/indicator.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "wres/lpt.hpp"

namespace {

using equitable::wres::Direction;
using equitable::wres::find_indicator;
using equitable::wres::Framing;
using equitable::wres::Indicator;
using equitable::wres::Polarity;
using equitable::wres::Printed;

TEST(Indicator, NineNumbersEachOutcomeOnce) {
  std::set<int> numbers;
  std::set<std::string_view> outcomes;
  for (const Indicator& indicator : equitable::wres::indicators) {
    numbers.insert(indicator.number);
    EXPECT_TRUE(outcomes.insert(indicator.outcome).second) << indicator.outcome;
    EXPECT_FALSE(indicator.title.empty());
    EXPECT_FALSE(indicator.people.empty());
    EXPECT_FALSE(indicator.window.empty());
    EXPECT_FALSE(indicator.denominator.empty());
    EXPECT_EQ(indicator.outcome_phrase.empty(), indicator.framing == Framing::representation) << indicator.outcome;
  }
  EXPECT_EQ(numbers, (std::set<int>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

// The standard's own table: what is good or bad about the outcome, and which way round the ratio is printed.
TEST(Indicator, PolarityAndDirectionOfTheStandard) {
  struct Case {
    const char* outcome;
    int number;
    Polarity polarity;
    Direction direction;
    Printed printed;
  };
  for (const Case& c :
       {Case{"bame_share_of_workforce", 1, Polarity::neutral, Direction::part_over_whole, Printed::percent},
        Case{"appointed_from_shortlisting", 2, Polarity::favourable, Direction::white_over_bme, Printed::ratio},
        Case{"entered_formal_disciplinary", 3, Polarity::adverse, Direction::bme_over_white, Printed::ratio},
        Case{"accessed_nonmandatory_training", 4, Polarity::favourable, Direction::white_over_bme, Printed::ratio},
        Case{"q14a_hba_public", 5, Polarity::adverse, Direction::bme_over_white, Printed::percent},
        Case{"q14b_or_q14c_hba_staff", 6, Polarity::adverse, Direction::bme_over_white, Printed::percent},
        Case{"q14b_hba_managers", 6, Polarity::adverse, Direction::bme_over_white, Printed::percent},
        Case{"q14c_hba_colleagues", 6, Polarity::adverse, Direction::bme_over_white, Printed::percent},
        Case{"q15_equal_opportunities", 7, Polarity::favourable, Direction::bme_over_white, Printed::percent},
        Case{"q16b_discrimination", 8, Polarity::adverse, Direction::bme_over_white, Printed::percent},
        Case{"board_difference", 9, Polarity::neutral, Direction::part_over_whole, Printed::percentage_points}}) {
    const Indicator* indicator = find_indicator(c.outcome);
    ASSERT_NE(indicator, nullptr) << c.outcome;
    EXPECT_EQ(indicator->number, c.number);
    EXPECT_EQ(indicator->polarity, c.polarity) << c.outcome;
    EXPECT_EQ(indicator->direction, c.direction) << c.outcome;
    EXPECT_EQ(indicator->printed, c.printed) << c.outcome;
  }
}

TEST(Indicator, EveryMeasureOfThePublishedReportIsKnownOrIsNoIndicator) {
  const std::set<std::string> not_indicators{"ethnicity_known", "ethnicity_unknown", "national_rank_best_percent",
                                             "national_rank_better_than_percent"};
  for (const char* file : {"counts.csv", "ratios.csv", "board.csv"}) {
    for (const lpt::Row& row : lpt::read(file)) {
      const Indicator* indicator = find_indicator(row.at("measure"));
      EXPECT_EQ(indicator == nullptr, not_indicators.count(row.at("measure")) == 1) << row.at("measure");
      if (indicator != nullptr && file != std::string("board.csv")) {
        EXPECT_EQ(indicator->number, std::stoi(row.at("metric"))) << row.at("id");
      }
    }
  }
}

TEST(Indicator, DirectionsAsPrintedInTheRatiosOfTheReport) {
  for (const lpt::Row& row : lpt::read("ratios.csv")) {
    const Indicator* indicator = find_indicator(row.at("measure"));
    ASSERT_NE(indicator, nullptr);
    const bool white_first = row.at("over_group") == "White";
    EXPECT_EQ(indicator->direction, white_first ? Direction::white_over_bme : Direction::bme_over_white) << row.at("id");
  }
}

TEST(Indicator, PartsAreRowsOrBoardParts) {
  for (const std::string_view part : find_indicator("bame_share_of_workforce")->parts)
    EXPECT_EQ(find_indicator(part)->number, 1) << part;
  EXPECT_EQ(find_indicator("q14b_or_q14c_hba_staff")->parts[0], "q14b_hba_managers");
  EXPECT_EQ(find_indicator("q14b_or_q14c_hba_staff")->parts[1], "q14c_hba_colleagues");
  EXPECT_EQ(find_indicator("board_difference")->parts[2], "executive");
  EXPECT_TRUE(find_indicator("board_difference")->from_outside);
  EXPECT_FALSE(find_indicator("bame_share_of_workforce")->from_outside);
  EXPECT_EQ(find_indicator("nothing_of_the_kind"), nullptr);
}

TEST(Indicator, NamesAsWrittenInResults) {
  EXPECT_STREQ(name(Polarity::adverse), "adverse");
  EXPECT_STREQ(name(Polarity::favourable), "favourable");
  EXPECT_STREQ(name(Polarity::neutral), "neutral");
  EXPECT_STREQ(name(Framing::relative_likelihood), "relative_likelihood");
  EXPECT_STREQ(name(Framing::representation), "representation");
  EXPECT_STREQ(name(Direction::white_over_bme), "White/BME");
  EXPECT_STREQ(name(Direction::bme_over_white), "BME/White");
  EXPECT_STREQ(name(Direction::part_over_whole), "part/whole");
  EXPECT_STREQ(name(Printed::ratio), "ratio");
  EXPECT_STREQ(name(Printed::percent), "percent");
  EXPECT_STREQ(name(Printed::percentage_points), "percentage_points");
}

}  // namespace
