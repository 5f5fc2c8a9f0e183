#include "equitable/verdict/sentence.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "support/tables.hpp"

namespace {

using namespace equitable;
using support::describe;

const Wording appointed{"White applicants", "BME applicants", "be appointed from shortlisting"};
const RepresentationWording band{"BME staff", "clinical Band 4", "the workforce"};

std::string said(Count events, Count total, Count reference_events, Count reference_total, const Wording& words = appointed) {
  const Table2x2 table{{events, total}, {reference_events, reference_total}};
  return sentence(table, verdict(table), words);
}

std::string said_of_part(Count events, Count total, Count whole_events, Count whole_total) {
  const Table2x2 table = part_and_rest({events, total}, {whole_events, whole_total});
  return representation_sentence(table, verdict(table), band);
}

TEST(Sentence, HasItsOwnWordsForEachGrade) {
  EXPECT_EQ(
      said(596, 3842, 207, 2386),
      "White applicants were 1.79 times as likely as BME applicants to be appointed from shortlisting (15.5% against 8.7%). The "
      "difference is statistically significant and clearly beyond the 0.80 to 1.25 range.");
  EXPECT_EQ(
      said(400, 3327, 171, 2082),
      "White applicants were 1.46 times as likely as BME applicants to be appointed from shortlisting (12.0% against 8.2%). The "
      "difference is statistically significant; the best estimate lies beyond 0.80 to 1.25, but a smaller difference cannot be "
      "ruled out.");
  EXPECT_EQ(
      said(107, 438, 373, 1879),
      "White applicants were slightly more likely than BME applicants to be appointed from shortlisting (24.4% against 19.9%, a "
      "ratio of 1.23); the difference is statistically significant, but perhaps within 0.80 to 1.25.");
  EXPECT_EQ(
      said(115, 550, 1294, 4961),
      "White applicants were slightly less likely than BME applicants to be appointed from shortlisting (20.9% against 26.1%, a "
      "ratio of 0.80); the difference is statistically significant, but perhaps within 0.80 to 1.25.");
  EXPECT_EQ(said(2473, 4007, 665, 1171),
            "White applicants and BME applicants were similarly likely to be appointed from shortlisting (61.7% against 56.8%, a "
            "ratio of "
            "1.09): a small, statistically detectable difference that lies within 0.80 to 1.25.");
  EXPECT_EQ(said(117, 488, 460, 1991),
            "White applicants and BME applicants were similarly likely to be appointed from shortlisting (24.0% against 23.1%, a "
            "ratio of "
            "1.04): statistically equivalent within 0.80 to 1.25.");
  EXPECT_EQ(
      said(139, 571, 488, 2237),
      "No clear difference between White applicants and BME applicants in how likely they were to be appointed from shortlisting "
      "(24.3% against 21.8%, a ratio of 1.12), but the numbers are too small to show that they are similar.");
  EXPECT_EQ(said(11, 51, 315, 2207),
            "White applicants were 1.51 times as likely as BME applicants to be appointed from shortlisting (21.6% against "
            "14.3%), but with "
            "these numbers that could be chance; neither a difference nor similarity is shown.");
}

TEST(Sentence, OfARatioThatPrintsAsZeroDoesNotPrintIt) {
  const std::string text = said(3, 10208, 1304, 1360);
  EXPECT_NE(text.find("White applicants were less likely than BME applicants"), std::string::npos) << text;
  EXPECT_EQ(text.find("0.00 times"), std::string::npos) << text;
}

TEST(Sentence, OfTooFewPeopleNamesTheExtremeThatWouldStillShowNothing) {
  EXPECT_NE(said(2, 2, 3, 6).find("all of the 2"), std::string::npos) << said(2, 2, 3, 6);
  EXPECT_NE(said(0, 2, 3, 6).find("none of the 2"), std::string::npos) << said(0, 2, 3, 6);
  EXPECT_NE(said(1, 2, 3, 6).find("even if none of the 2, or all of the 2, had been found to"), std::string::npos) << said(1, 2, 3, 6);
}

TEST(Sentence, OfARateOfZeroGivesNoRatio) {
  EXPECT_EQ(said(30, 40, 0, 40),
            "White applicants were more likely than BME applicants to be appointed from shortlisting (75.0% against 0.0%); no "
            "ratio can be "
            "given, as the rate of BME applicants is zero. The difference is statistically significant and clearly beyond "
            "the 0.80 to "
            "1.25 range.");
  EXPECT_EQ(said(0, 40, 30, 40),
            "White applicants were less likely than BME applicants to be appointed from shortlisting (0.0% against 75.0%). The "
            "difference is "
            "statistically significant and clearly beyond the 0.80 to 1.25 range.");
}

TEST(Sentence, WithoutCountsDrawsNoConclusion) {
  EXPECT_EQ(said(0, 0, 1, 2), "No conclusion about White applicants and BME applicants can be drawn from these figures.");
  const Table2x2 empty = part_and_rest({0, 0}, {3, 7});
  EXPECT_EQ(representation_sentence(empty, verdict(empty), band),
            "No conclusion about BME staff in clinical Band 4 can be drawn from these figures.");
}

TEST(Sentence, DecimalsAreTheCallers) {
  const Wording fine{"A", "B", "win", 3, 2};
  EXPECT_EQ(said(596, 3842, 207, 2386, fine).substr(0, 62), "A were 1.788 times as likely as B to win (15.51% against 8.68%");
}

TEST(Sentence, NamesTheMarginThatDecided) {
  const Table2x2 table{{596, 3842}, {207, 2386}};
  const std::string text = sentence(table, verdict(table, {{0.9, 1.1}, Confidence(0.95)}), appointed);
  EXPECT_NE(text.find("0.90 to 1.10"), std::string::npos) << text;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// The words each grade must say.
const std::map<Grade, std::string> key_words{{Grade::substantial, "statistically significant and clearly beyond"},
                                             {Grade::material, "a smaller difference cannot be ruled out"},
                                             {Grade::slight, "slightly"},
                                             {Grade::detectable, "statistically detectable difference that lies within"},
                                             {Grade::equivalent, "statistically equivalent within"},
                                             {Grade::untestable, "Too few people"},
                                             {Grade::suggestive, "could be chance"},
                                             {Grade::unclear, "too small to show"}};

// What no sentence may say: a ratio called "more likely", a cause, a number that is none.
void speaks_properly(const std::string& text, const Table2x2& t, const Verdict& v) {
  ASSERT_FALSE(contains(text, "times more") || contains(text, "times less") || contains(text, "times higher")) << text;
  for (const char* causal : {"because of", "due to", "caused", "leads to", "led to", "discriminat"})
    ASSERT_FALSE(contains(text, causal)) << text;
  for (const char* no_number : {"nan", "NaN", "inf", "∞", "undefined", "-0"}) ASSERT_FALSE(contains(text, no_number)) << text;
  ASSERT_EQ(contains(text, "equivalent"), v.grade == Grade::equivalent) << text;
  ASSERT_TRUE(contains(text, key_words.at(v.grade))) << text;
  ASSERT_EQ(text.back(), '.') << text;
  ASSERT_FALSE(contains(text, "..") || contains(text, "  ") || contains(text, " .") || contains(text, "()")) << text;
  // A percent sign follows one of the two rates, never a ratio.
  const std::set<std::string> rates{decimal_percent(t.group.events, t.group.total, 1),
                                    decimal_percent(t.reference.events, t.reference.total, 1),
                                    decimal_percent(t.events(), t.total(), 1)};
  for (std::size_t at = text.find('%'); at != std::string::npos; at = text.find('%', at + 1)) {
    const std::size_t begin = text.find_last_not_of("0123456789.", at - 1) + 1;
    ASSERT_EQ(rates.count(text.substr(begin, at - begin)), 1U) << text;
  }
  // The word for the direction is that of the counts.
  const Count left = t.a() * t.reference.total;
  const Count right = t.c() * t.group.total;
  if (contains(text, "more likely") || contains(text, "over-represented")) {
    ASSERT_GT(left, right) << text;
  }
  if (contains(text, "less likely") || contains(text, "under-represented")) {
    ASSERT_LT(left, right) << text;
  }
}

void every_sentence_speaks_properly(const Table2x2& t) {
  const Verdict v = verdict(t);
  const std::string text = sentence(t, v, appointed);
  speaks_properly(text, t, v);
  ASSERT_TRUE(contains(text, "White applicants") && contains(text, "BME applicants") &&
              contains(text, "be appointed from shortlisting"))
      << describe(t) << ": " << text;
  ASSERT_EQ(contains(text, "similarly likely"), v.state == State::similar) << text;
  if (t.c() > 0) {
    const std::string ratio = decimal_ratio(t.a(), t.group.total, t.c(), t.reference.total, 2);
    ASSERT_TRUE(v.grade == Grade::untestable || ratio == "0.00" || contains(text, " " + ratio + " times as likely as ") ||
                contains(text, "a ratio of " + ratio))
        << text;
  }
  const std::string of_part = representation_sentence(t, v, band);
  speaks_properly(of_part, t, v);
  ASSERT_TRUE(contains(of_part, "BME staff") && contains(of_part, "clinical Band 4") && contains(of_part, "the workforce"))
      << of_part;
  ASSERT_EQ(contains(of_part, "proportionately represented"), v.state == State::similar) << of_part;
  ASSERT_EQ(contains(of_part, "over-represented"), v.state == State::higher) << of_part;
  ASSERT_EQ(contains(of_part, "under-represented"), v.state == State::lower) << of_part;
  ASSERT_EQ(contains(of_part, "not shown to differ"), v.grade == Grade::suggestive || v.grade == Grade::unclear) << of_part;
}

TEST(Sentence, KeepsToItsGradeForEveryTable) {
  EXPECT_EQ(support::for_each_table(12, every_sentence_speaks_properly), 8100);
  support::RandomTables(111).for_each(5000, 20000, every_sentence_speaks_properly);
}

TEST(RepresentationSentence, HasItsOwnWordsForEachGrade) {
  EXPECT_EQ(said_of_part(53, 336, 1409, 5511),
            "BME staff were under-represented in clinical Band 4 (15.8% against 25.6% of the workforce). The difference from "
            "everybody else "
            "is statistically significant and clearly beyond the 0.80 to 1.25 range.");
  EXPECT_EQ(
      said_of_part(105, 299, 1409, 5511),
      "BME staff were over-represented in clinical Band 4 (35.1% against 25.6% of the workforce). The difference from everybody "
      "else is "
      "statistically significant; the best estimate lies beyond 0.80 to 1.25, but a smaller difference cannot be ruled out.");
  EXPECT_EQ(
      said_of_part(115, 550, 1409, 5511),
      "BME staff were slightly under-represented in clinical Band 4 (20.9% against 25.6% of the workforce); the difference is "
      "statistically significant, but perhaps within 0.80 to 1.25.");
  EXPECT_EQ(said_of_part(179, 717, 1409, 5511),
            "BME staff were proportionately represented in clinical Band 4 (25.0% against 25.6% of the workforce): statistically "
            "equivalent "
            "within 0.80 to 1.25.");
  EXPECT_EQ(said_of_part(0, 2, 1409, 5511),
            "Too few people in clinical Band 4 to assess the representation of BME staff (0.0% against 25.6% of the workforce).");
  EXPECT_EQ(said_of_part(40, 122, 1409, 5511),
            "BME staff in clinical Band 4 were not shown to differ from their share of the workforce (32.8% against 25.6%); the best "
            "estimate lies beyond 0.80 to 1.25, but with these numbers that could be chance.");
  EXPECT_EQ(said_of_part(16, 62, 1409, 5511),
            "BME staff in clinical Band 4 were not shown to differ from their share of the workforce (25.8% against 25.6%), but the "
            "numbers are too small to show proportionate representation.");
}

}  // namespace
