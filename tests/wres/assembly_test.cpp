#include "equitable/wres/assembly.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "wres/lpt.hpp"

namespace {

using equitable::Count;
using equitable::wres::assemble;
using equitable::wres::Cell;
using equitable::wres::Comparison;
using equitable::wres::Figure;
using equitable::wres::Finding;
using equitable::wres::Report;
using equitable::wres::Specification;

const Report& published() {
  static const Report report = assemble(lpt::everything());
  return report;
}

std::string canonical(const std::string& group) { return group == "BAME" ? "BME" : group; }

// --- the published report ------------------------------------------------------------------------------------------------------------------

TEST(Assembly, EveryPublishedPercentageComesOutAsPrinted) {
  const std::vector<lpt::Row> rows = lpt::read("counts.csv");
  const Report report = assemble(lpt::counts());
  ASSERT_EQ(report.figures.size(), rows.size());
  int compared = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const lpt::Row& row = rows[i];
    const Figure& figure = report.figures[i];
    if (row.at("numerator").empty() || row.at("denominator").empty()) {
      EXPECT_TRUE(std::isnan(figure.rate)) << row.at("id");
      EXPECT_FALSE(figure.events && figure.total) << row.at("id");
      if (row.at("redacted") == "1") {
        EXPECT_EQ(figure.rate_text, "R") << row.at("id");
      } else {
        EXPECT_EQ(figure.rate_text, row.at("published_percent")) << row.at("id");
      }
      continue;
    }
    EXPECT_EQ(figure.rate_text, row.at("agrees") == "1" ? row.at("published_percent") : row.at("recomputed_percent"))
        << row.at("id");
    EXPECT_EQ(figure.events_text, row.at("numerator"));
    EXPECT_EQ(figure.total_text, row.at("denominator"));
    EXPECT_LT(figure.lower, figure.rate);
    EXPECT_GT(figure.upper, figure.rate);
    ++compared;
  }
  EXPECT_EQ(compared,
            std::count_if(rows.begin(), rows.end(), [](const lpt::Row& row) { return !row.at("recomputed_percent").empty(); }));
  EXPECT_GT(compared, 170);
}

TEST(Assembly, ExactlyTheFourContradictionsAreFound) {
  std::map<std::string, std::pair<std::string, std::string>> found;
  for (const auto& check : published().checks) found[check.id] = {check.published, check.recomputed};
  const std::map<std::string, std::pair<std::string, std::string>> expected{
      {"LC0086", {"61.9", "62.9"}}, {"LC0096", {"32.5", "32.4"}}, {"LC0174", {"10.6", "10.5"}}, {"LC0302", {"41.2", "41.7"}}};
  EXPECT_EQ(found, expected);
  EXPECT_EQ(published().checks.size(), 4U);
  for (const auto& check : published().checks) {
    if (check.id != "LC0086") continue;
    EXPECT_EQ(check.subject.stratum, "Consultant");
    EXPECT_EQ(check.subject.group, "BME");
    EXPECT_EQ(check.subject.period, "March 2021");
  }
}

TEST(Assembly, EveryRatioComesOutAsPrintedAndBesideWithheldCountsIsWithheld) {
  int with_counts = 0;
  int without = 0;
  for (const lpt::Row& row : lpt::read("ratios.csv")) {
    SCOPED_TRACE(row.at("id"));
    const Comparison* found = nullptr;
    for (const Comparison& c : published().comparisons) {
      if (c.subject.outcome == row.at("measure") && c.subject.population == row.at("population") &&
          c.subject.period == row.at("period") && c.subject.group == canonical(row.at("over_group")) &&
          c.reference == canonical(row.at("under_group"))) {
        found = &c;
      }
    }
    ASSERT_NE(found, nullptr);
    const bool counted = !row.at("over_num").empty() && !row.at("over_den").empty() && !row.at("under_num").empty() &&
                         !row.at("under_den").empty();
    if (!counted) {
      EXPECT_EQ(found->ratio_text, "R");
      EXPECT_EQ(found->sentence.find(row.at("published_ratio")), std::string::npos) << found->sentence;
      EXPECT_EQ(found->state, "not_assessable");
      EXPECT_EQ(found->status, "c");
      EXPECT_TRUE(std::isnan(found->lower) && std::isnan(found->pvalue));
      ++without;
    } else if (row.at("bound") == "exact") {
      EXPECT_EQ(found->ratio_text, row.at("published_ratio"));
      ++with_counts;
    } else {
      EXPECT_EQ(found->ratio_text, row.at("recomputed_ratio"));
      EXPECT_GT(found->ratio, std::stod(row.at("published_ratio")));
      ++with_counts;
    }
  }
  EXPECT_EQ(with_counts, 14);
  EXPECT_EQ(without, 13);
}

TEST(Assembly, BoardDifferencesArePrintedWithTheirSignAndNotAssessed) {
  int found = 0;
  for (const Comparison& c : published().comparisons) {
    if (c.subject.outcome != "board_difference") continue;
    EXPECT_EQ(c.state, "not_assessable");
    EXPECT_TRUE(c.gap_text[0] == '+' || c.gap_text[0] == '-') << c.gap_text;
    if (c.subject.stratum == "voting" && c.subject.period == "March 2022") {
      EXPECT_EQ(c.gap_text, "+1.7");
      ASSERT_TRUE(c.previous.has_value());
      EXPECT_EQ(c.previous->gap_text, "-6.2");
    }
    ++found;
  }
  EXPECT_EQ(found, 12);
}

TEST(Assembly, VerdictCasesOfTheReport) {
  std::map<std::string, const Comparison*> by_counts;
  for (const Comparison& c : published().comparisons) {
    if (!c.events || !c.reference_events) continue;
    by_counts[std::to_string(*c.events) + "/" + std::to_string(*c.total) + ":" + std::to_string(*c.reference_events) + "/" +
              std::to_string(*c.reference_total)] = &c;
  }
  const auto mirrored = [](const std::string& state) {
    return state == "higher" ? "lower" : state == "lower" ? "higher" : state;
  };
  std::vector<std::string> missing;
  int compared = 0;
  for (const lpt::Row& row : lpt::read("verdict_cases.csv")) {
    SCOPED_TRACE(row.at("case"));
    const auto found = by_counts.find(row.at("group_events") + "/" + row.at("group_total") + ":" + row.at("reference_events") +
                                      "/" + row.at("reference_total"));
    if (found == by_counts.end()) {
      missing.push_back(row.at("case"));
      continue;
    }
    const Comparison& c = *found->second;
    EXPECT_EQ(c.ratio_text, row.at("ratio_2dp"));
    EXPECT_EQ(c.state, row.at("state"));
    EXPECT_EQ(c.grade, row.at("grade"));
    EXPECT_EQ(c.policy_lpt, row.at("policy_lpt"));
    EXPECT_EQ(c.complement_state, row.at("complement_state") == "same" ? mirrored(row.at("state")) : row.at("complement_state"));
    EXPECT_EQ(c.framing_changes, row.at("complement_state") != "same");
    ASSERT_TRUE(c.fragility.has_value());
    if (row.at("people_to_change_state") == ">60") {
      EXPECT_GT(*c.fragility, 60);
    } else {
      EXPECT_EQ(std::to_string(*c.fragility), row.at("people_to_change_state"));
    }
    ++compared;
  }
  // Two cases set one population against another, which no indicator does.
  EXPECT_EQ(missing, (std::vector<std::string>{"M6 q14c bankB/substB", "Bank vs subst %BAME"}));
  EXPECT_EQ(compared, 63);
}

TEST(Assembly, TheFrontPageMergesBandsAndStatesTheYearBefore) {
  const auto line = [](const std::string& start) {
    for (const Finding& f : published().findings) {
      if (f.text.rfind(start, 0) == 0) return f;
    }
    return Finding{};
  };
  const Finding under = line("BME staff were under-represented");
  EXPECT_EQ(under.text, "BME staff were under-represented at clinical Band 4 and Bands 6 to 8a (March 2022).");
  EXPECT_EQ(under.previous_text, "March 2021: under-represented.");
  EXPECT_EQ(under.state, "lower");
  EXPECT_EQ(under.concern, "adverse");
  EXPECT_EQ(line("BME staff were slightly under-represented").text,
            "BME staff were slightly under-represented at clinical Band 3 (March 2022).");
  const Finding appointed = line("BME applicants");
  EXPECT_EQ(
      appointed.text,
      "BME applicants were less likely than White applicants to be appointed from shortlisting (8.7% against 15.5%, 2021/22).");
  EXPECT_EQ(appointed.previous_text, "2020/21: less likely (8.2% against 12.0%).");
  EXPECT_EQ(appointed.state, "lower");
  EXPECT_EQ(appointed.grade, "substantial");
  const Finding known = line("Ethnicity is known");
  EXPECT_EQ(known.text, "Ethnicity is known for 96.8% of staff; for 180 of 5691 it is not (March 2022).");
  EXPECT_EQ(known.previous_text, "March 2021: 97.2%.");
}

TEST(Assembly, CompletenessAndItsBounds) {
  for (const auto& row : published().unknown) {
    if (row.period != "March 2022") continue;
    EXPECT_EQ(row.known, 5511);
    EXPECT_EQ(row.unknown, 180);
    EXPECT_EQ(row.total, 5691);
    EXPECT_EQ(row.percent_text, "96.8");
    EXPECT_EQ(row.share_text, "25.6");
    EXPECT_EQ(row.share_lower_text, "24.8");  // 1409 of 5691 = 24.758… %
    EXPECT_EQ(row.share_upper_text, "27.9");  // 1589 of 5691 = 27.921… %
    return;
  }
  FAIL() << "no row for March 2022";
}

TEST(Assembly, WordsNeverSayMoreThanTheGrade) {
  const auto has = [](const std::string& text, const char* word) { return text.find(word) != std::string::npos; };
  for (const Comparison& c : published().comparisons) {
    SCOPED_TRACE(c.sentence);
    EXPECT_FALSE(has(c.sentence, "times more") || has(c.sentence, "times less"));
    EXPECT_FALSE(has(c.sentence, "because of") || has(c.sentence, "due to") || has(c.sentence, "caused"));
    EXPECT_EQ(has(c.sentence, "equivalent"), c.grade == "equivalent");
    EXPECT_EQ(has(c.sentence, "similarly likely") || has(c.sentence, "proportionately represented"), c.state == "similar");
    if (!c.ratio_text.empty()) {
      EXPECT_FALSE(has(c.sentence, (c.ratio_text + "%").c_str()));
    }
    if (c.fragility == 1) {
      EXPECT_NE(std::find(c.notes.begin(), c.notes.end(), "One person would change this conclusion."), c.notes.end());
    }
  }
  for (const Finding& f : published().findings) {
    if (has(f.text, "equivalent")) {
      EXPECT_EQ(f.grade, "equivalent") << f.text;
    }
  }
}

TEST(Assembly, AdjustedPvaluesAreHolmsWithinTheFamily) {
  std::map<std::string, std::vector<const Comparison*>> families;
  for (const Comparison& c : published().comparisons) {
    if (!std::isnan(c.pvalue)) families[c.family].push_back(&c);
  }
  std::size_t largest = 0;
  for (const auto& [name, members] : families) {
    largest = std::max(largest, members.size());
    for (const Comparison* c : members) {
      // By definition: the largest, over the members with no larger p, of p times the number of members whose p is not smaller.
      double expected = 0.0;
      for (const Comparison* other : members) {
        if (other->pvalue > c->pvalue) continue;
        double not_smaller = 0.0;
        for (const Comparison* third : members) not_smaller += third->pvalue >= other->pvalue ? 1.0 : 0.0;
        expected = std::max(expected, std::min(1.0, not_smaller * other->pvalue));
      }
      EXPECT_DOUBLE_EQ(c->pvalue_adjusted, expected) << name;
      EXPECT_GE(c->pvalue_adjusted, c->pvalue);
    }
  }
  EXPECT_GE(largest, 14U);
}

TEST(Assembly, AFigurePrintedTwiceWithDifferentCountsIsNoted) {
  const auto& notes = published().notes;
  EXPECT_TRUE(std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
    return note.find("130 of 203 (Table 2)") != std::string::npos && note.find("129 of 202 (text)") != std::string::npos;
  }));
}

// --- invented counts ----------------------------------------------------------------------------------------------------------------------

Cell cell(int indicator, const char* outcome, const char* population, const char* staff_type, const char* stratum,
          const char* group, const char* period, Count events, Count total) {
  Cell c;
  c.subject = {indicator, outcome, population, staff_type,
               stratum,   group,   period,     indicator == 1 || indicator == 9 ? "snapshot" : "financial_year"};
  c.events = events;
  c.total = total;
  return c;
}

Cell band(const char* staff_type, const char* stratum, Count events, Count total, const char* group = "BME") {
  return cell(1, "bame_share_of_workforce", "substantive", staff_type, stratum, group, "March 2022", events, total);
}

const Figure& figure(const Report& report, const std::string& stratum, const std::string& group = "BME") {
  for (const Figure& f : report.figures) {
    if (f.subject.stratum == stratum && f.subject.group == group) return f;
  }
  ADD_FAILURE() << "no figure for " << stratum;
  return report.figures.front();
}

TEST(Redaction, ASmallBandTakesASecondOneWithIt) {
  const Report report =
      assemble({band("all", "Overall", 152, 500), band("clinical", "Band 2", 40, 100), band("clinical", "Band 5", 60, 180),
                band("clinical", "Band 6", 48, 200), band("clinical", "Band 7", 4, 20)});
  // Band 7 is small: 4 of 20. Overall less the other three would give it away, so the next smallest, 40 of Band 2, goes too.
  const Figure& band_7 = figure(report, "Band 7");
  EXPECT_EQ(band_7.events_text, "R");
  EXPECT_EQ(band_7.total_text, "20");
  EXPECT_EQ(band_7.rate_text, "R");
  EXPECT_EQ(band_7.status, "c");
  EXPECT_FALSE(band_7.events.has_value());
  EXPECT_TRUE(std::isnan(band_7.rate) && std::isnan(band_7.lower) && std::isnan(band_7.upper));
  EXPECT_EQ(figure(report, "Band 2").events_text, "R");
  EXPECT_EQ(figure(report, "Band 5").events_text, "60");
  EXPECT_EQ(figure(report, "Band 6").events_text, "48");
  EXPECT_EQ(figure(report, "Overall").events_text, "152");
  for (const Comparison& c : report.comparisons) {
    const bool hidden = c.subject.stratum == "Band 7" || c.subject.stratum == "Band 2";
    EXPECT_EQ(c.state == "not_assessable", hidden) << c.subject.stratum;
    EXPECT_EQ(c.ratio_text == "R", hidden);
    EXPECT_EQ(c.gap_text == "R", hidden);
    EXPECT_EQ(c.status, hidden ? "c" : "");
    EXPECT_EQ(std::isnan(c.pvalue), hidden);
    EXPECT_EQ(std::isnan(c.upper), hidden);
    EXPECT_EQ(c.fragility.has_value(), !hidden);
  }
}

TEST(Redaction, TheRestOfTheWorkforceIsAHeadcountToo) {
  // 100 − 95 = 5 BME staff, or 0, in all other posts: the comparison of Band 5 would print them as its reference.
  for (const Count inside : {95, 100}) {
    const Report report = assemble({band("all", "Overall", 100, 900), band("clinical", "Band 5", inside, 400)});
    EXPECT_EQ(figure(report, "Band 5").events_text, "R");
    EXPECT_FALSE(report.comparisons.at(0).reference_events.has_value());
  }
  // Nobody works anywhere else: there is no rest to protect.
  const Report alone = assemble({band("all", "Overall", 100, 400), band("clinical", "Band 5", 100, 400)});
  EXPECT_EQ(figure(alone, "Band 5").events_text, "100");
}

TEST(Redaction, SubtotalsOfStaffTypesMakeUpTheWorkforce) {
  const Report report = assemble({band("all", "Overall", 205, 900), band("clinical", "Overall", 200, 600),
                                  band("non-clinical", "Overall", 5, 300), band("clinical", "Band 5", 150, 300),
                                  band("clinical", "Band 6", 50, 300)});
  for (const Figure& f : report.figures) {
    if (f.subject.staff_type == "all" || f.subject.stratum != "Overall") continue;
    EXPECT_EQ(f.events_text, "R") << f.subject.staff_type;
  }
  for (const Comparison& c : report.comparisons) EXPECT_NE(c.reference_events, 5) << c.subject.stratum;
}

TEST(Redaction, BandsOfAllStaffStandBesideThoseOfEachStaffType) {
  const Report report = assemble({band("all", "Overall", 205, 900), band("all", "Band 5", 120, 500),
                                  band("all", "Band 6", 80, 300), band("all", "Band 7", 5, 100),
                                  band("clinical", "Band 5", 60, 250), band("non-clinical", "Band 5", 60, 250)});
  EXPECT_EQ(figure(report, "Band 7").events_text, "R");
  EXPECT_EQ(figure(report, "Band 6").events_text, "R");  // else 205 − 120 − 80 = 5
}

TEST(Redaction, EverybodyIsTheSumOfTheMinorityGroupsAlsoWithoutARowForAllOfThem) {
  const auto trained = [](const char* group, Count events, Count total) {
    return cell(4, "accessed_nonmandatory_training", "substantive", "all", "Overall", group, "2021/22", events, total);
  };
  const Report rates = assemble({trained("White", 60, 400), trained("Asian", 40, 200), trained("Black", 30, 150),
                                 trained("Mixed", 20, 120), trained("Other", 3, 80), trained("All", 153, 950)});
  EXPECT_EQ(figure(rates, "Overall", "Other").events_text, "R");
  EXPECT_EQ(figure(rates, "Overall", "Mixed").events_text, "R");  // else 153 − 60 − 40 − 30 − 20 = 3
  const Report unknown = assemble({trained("White", 300, 900), trained("BME", 120, 600), trained("Not stated", 40, 100),
                                   trained("Not known", 4, 30), trained("All", 464, 1630)});
  EXPECT_EQ(figure(unknown, "Overall", "Not stated").events_text, "R");  // else 464 − 300 − 120 − 40 = 4
  const auto share = [](const char* outcome, const char* group, Count people) {
    return cell(1, outcome, "substantive", "all", "Overall", group, "March 2022", people, 510);
  };
  const Report shares =
      assemble({share("white_share_of_workforce", "White", 400), share("asian_share_of_workforce", "Asian", 50),
                share("black_share_of_workforce", "Black", 30), share("mixed_share_of_workforce", "Mixed", 25),
                share("other_share_of_workforce", "Other", 5)});
  EXPECT_EQ(figure(shares, "Overall", "Mixed").events_text, "R");  // else 510 − 400 − 50 − 30 − 25 = 5
}

TEST(Redaction, AThresholdOfZeroShowsEverything) {
  Specification open;
  open.threshold = 0;
  const Report report = assemble({band("all", "Overall", 152, 500), band("clinical", "Band 7", 4, 20)}, open);
  EXPECT_EQ(figure(report, "Band 7").rate_text, "20.0");
  EXPECT_TRUE(std::any_of(report.notes.begin(), report.notes.end(),
                          [](const std::string& note) { return note.find("Redaction is switched off") != std::string::npos; }));
}

TEST(Redaction, FewPeopleWithoutTheOutcomeAreProtectedToo) {
  const Report report =
      assemble({cell(4, "accessed_nonmandatory_training", "substantive", "all", "Overall", "White", "2021/22", 900, 1000),
                cell(4, "accessed_nonmandatory_training", "substantive", "all", "Overall", "BME", "2021/22", 95, 100)});
  EXPECT_EQ(figure(report, "Overall").events_text, "R");  // 100 − 95 = 5 without training
  EXPECT_EQ(figure(report, "Overall").total_text, "100");
  EXPECT_EQ(report.comparisons.at(0).state, "not_assessable");
}

TEST(Redaction, AnEmptyCategoryIsNotApplicableAndNotRedacted) {
  Cell none = cell(9, "board_difference", "board", "all", "non-voting", "BME", "March 2022", 0, 0);
  Cell said_so = cell(9, "board_difference", "board", "all", "executive", "BME", "March 2022", 0, 0);
  said_so.events.reset();
  said_so.total.reset();
  said_so.events_status = said_so.total_status = "z";
  const Report report = assemble({band("all", "Overall", 152, 500), none, said_so});
  for (const char* part : {"non-voting", "executive"}) {
    EXPECT_EQ(figure(report, part).status, "z") << part;
    EXPECT_EQ(figure(report, part).rate_text, "z") << part;
  }
  for (const Comparison& c : report.comparisons) EXPECT_EQ(c.status, "z");
}

// Asian + Black + Mixed + nobody = BME: a small Mixed must not follow because "nobody" is said with a letter.
TEST(Redaction, ACategoryWithoutAnybodyIsAZeroInItsSum) {
  const auto trained = [](const char* group, Count events, Count total) {
    return cell(4, "accessed_nonmandatory_training", "substantive", "all", "Overall", group, "2021/22", events, total);
  };
  Cell other = trained("Other", 0, 0);
  other.events.reset();
  other.total.reset();
  other.events_status = other.total_status = "z";
  const std::vector<Cell> rates{trained("White", 120, 300), trained("BME", 60, 148), trained("Asian", 30, 80),
                                trained("Black", 28, 62),   trained("Mixed", 2, 6),  other};
  const Report alone = assemble(rates);
  const auto withheld_beside_mixed = [](const Report& report, int indicator, const auto& count) {
    int withheld = 0;
    for (const Figure& f : report.figures) {
      const std::string& group = f.subject.group;
      if (f.subject.indicator == indicator && (group == "BME" || group == "Asian" || group == "Black") && !count(f)) ++withheld;
    }
    return withheld;
  };
  EXPECT_GE(withheld_beside_mixed(alone, 4, [](const Figure& f) { return f.events; }), 1);
  EXPECT_GE(withheld_beside_mixed(alone, 4, [](const Figure& f) { return f.total; }), 1);
  for (const Figure& f : alone.figures) {
    if (f.subject.group == "Other") {
      EXPECT_EQ(f.status, "z");
    }
  }

  // Beside indicator 1, which withholds the same headcount of nobody, the letter would tell it.
  std::vector<Cell> both = rates;
  const auto share = [](const char* outcome, const char* group, Count people) {
    return cell(1, outcome, "substantive", "all", "Overall", group, "March 2022", people, 448);
  };
  for (const Cell& c : {share("white_share_of_workforce", "White", 300), share("bame_share_of_workforce", "BME", 148),
                        share("asian_share_of_workforce", "Asian", 80), share("black_share_of_workforce", "Black", 62),
                        share("mixed_share_of_workforce", "Mixed", 6), share("other_share_of_workforce", "Other", 0)}) {
    both.push_back(c);
    both.back().subject.period_kind = "snapshot";
  }
  const Report joint = assemble(both);
  for (const Figure& f : joint.figures) {
    if (f.subject.group == "Other") {
      EXPECT_EQ(f.status, "c") << f.subject.outcome;
    }
  }
}

TEST(Redaction, ACountWithheldByTheSourceDoesNotFollowEither) {
  const auto trained = [](const char* group, Count events, Count total) {
    return cell(4, "accessed_nonmandatory_training", "substantive", "all", "Overall", group, "2021/22", events, total);
  };
  Cell other = trained("Other", 0, 30);
  other.events.reset();
  other.events_status = "c";
  std::vector<Cell> cells{trained("White", 200, 300), trained("BME", 100, 200), trained("Asian", 40, 70),
                          trained("Black", 30, 60),   trained("Mixed", 25, 40), other};
  const Report report = assemble(cells);
  const auto hidden = std::count_if(report.figures.begin(), report.figures.end(), [](const Figure& f) {
    return f.subject.group != "Other" && f.subject.group != "White" && f.events_text == "R";
  });
  EXPECT_GE(hidden, 1);
  EXPECT_EQ(report.unprotected, 0U);

  for (Cell& c : cells) c.published = true;  // nothing can be taken back, and whoever makes the report is told
  const Report published = assemble(cells);
  EXPECT_EQ(published.figures[1].events_text, "100");
  EXPECT_GE(published.unprotected, 1U);
}

TEST(Redaction, OneHeadcountIsOneNumberInEveryIndicator) {
  const auto staff = [](int indicator, const char* outcome, const char* group, Count events, Count total) {
    return cell(indicator, outcome, "substantive", "all", "Overall", group, "2021/22", events, total);
  };
  std::vector<Cell> cells;
  for (const auto& [indicator, outcome] : {std::pair(3, "entered_formal_disciplinary"), std::pair(4, "accessed_nonmandatory_training")}) {
    cells.push_back(staff(indicator, outcome, "White", 60, 900));
    cells.push_back(staff(indicator, outcome, "BME", 70, 700));
    cells.push_back(staff(indicator, outcome, "Asian", 30, 300));
    cells.push_back(staff(indicator, outcome, "Black", 25, 250));
    if (indicator == 4) cells.push_back(staff(indicator, outcome, "Other", 2, 5));
    cells.push_back(staff(indicator, outcome, "Mixed", 13, 145));
  }
  const Report report = assemble(cells);
  std::map<std::string, std::set<std::string>> printed;
  for (const Figure& f : report.figures) printed[f.subject.group].insert(f.total_text);
  EXPECT_EQ(printed["Other"], (std::set<std::string>{"R"}));
  int withheld = 0;
  for (const char* group : {"BME", "Asian", "Black", "Mixed"}) {
    EXPECT_EQ(printed[group].size(), 1U) << group << " is withheld in one place and printed in another";
    withheld += printed[group].count("R") != 0 ? 1 : 0;
  }
  EXPECT_GE(withheld, 1);
}

TEST(Redaction, WhatIsPublicStaysUnlessItIsSmallItself) {
  std::vector<Cell> cells{band("all", "Overall", 152, 500), band("clinical", "Band 2", 40, 100),
                          band("clinical", "Band 5", 60, 180), band("clinical", "Band 6", 48, 200),
                          band("clinical", "Band 7", 4, 20)};
  for (Cell& c : cells) c.published = true;
  cells[4].published_percent = "20.0";
  const Report report = assemble(cells);
  EXPECT_EQ(figure(report, "Band 2").events_text, "40");
  EXPECT_EQ(figure(report, "Band 7").events_text, "R");
  EXPECT_EQ(figure(report, "Band 7").rate_text, "R");
  EXPECT_TRUE(report.checks.empty());
}

TEST(Redaction, APrintedRatioOfAWithheldCountIsWithheldWithIt) {
  Cell white = cell(3, "entered_formal_disciplinary", "substantive", "all", "Overall", "White", "2021/22", 30, 4000);
  Cell bme = cell(3, "entered_formal_disciplinary", "substantive", "all", "Overall", "BME", "2021/22", 7, 700);
  bme.published_value = "1.33";
  const Report joint = assemble({white, bme});
  Cell ratio = bme;
  bme.published_value.clear();
  ratio.subject.group = "BME/White";
  ratio.events.reset();
  ratio.total.reset();
  ratio.events_status = ratio.total_status = "x";
  const Report apart = assemble({ratio, white, bme});
  for (const Report* report : {&joint, &apart}) {
    ASSERT_EQ(report->comparisons.size(), 1U);
    EXPECT_EQ(report->comparisons[0].ratio_text, "R");
    EXPECT_EQ(report->comparisons[0].sentence.find("1.33"), std::string::npos);
    EXPECT_TRUE(report->checks.empty());
  }
}

TEST(Redaction, TwoYearsTogetherDoNotGiveOneYearAway) {
  const auto entries = [](const char* group, const char* period, Count events, Count total) {
    Cell c = cell(3, "entered_formal_disciplinary", "substantive", "all", "Overall", group, period, events, total);
    if (std::string(period).size() > 7) c.subject.period_kind = "two_year_window";
    return c;
  };
  const Report report = assemble({entries("BME", "2020/21", 8, 1000), entries("BME", "2021/22", 15, 1100),
                                  entries("BME", "2020/21 to 2021/22", 23, 1100), entries("White", "2020/21", 30, 4000),
                                  entries("White", "2021/22", 31, 4100), entries("White", "2020/21 to 2021/22", 61, 4100)});
  const auto text = [&report](const std::string& group, const std::string& period) {
    for (const Figure& f : report.figures) {
      if (f.subject.group == group && f.subject.period == period) return f.events_text;
    }
    return std::string("none");
  };
  EXPECT_EQ(text("BME", "2020/21"), "R");
  EXPECT_EQ(text("BME", "2021/22"), "R");  // 23 − 15 = 8
  EXPECT_EQ(text("BME", "2020/21 to 2021/22"), "23");
  EXPECT_EQ(text("White", "2020/21"), "30");
}

// A whole invented trust: what a reader can reach from the printed counts by adding and subtracting along every sum that holds.
TEST(Redaction, NoHiddenCountFollowsByOneSubtractionInRandomTrusts) {
  std::mt19937 random(5511);
  const auto draw = [&random](Count low, Count high) { return std::uniform_int_distribution<Count>(low, high)(random); };
  const std::vector<std::pair<std::string, std::vector<std::string>>> posts{
      {"clinical", {"Band 2", "Band 3", "Band 4", "Band 5", "Band 6", "Band 7", "Band 8a", "Band 8b"}},
      {"non-clinical", {"Band 2", "Band 3", "Band 8a", "VSM"}},
      {"medical", {"Trainee Grade", "Consultant"}}};
  int hidden_to_protect = 0;
  for (int repeat = 0; repeat < 60; ++repeat) {
    // counts[name] of every number that is printed or follows; sums: name = parts.
    std::map<std::string, Count> counts;
    std::vector<std::pair<std::string, std::vector<std::string>>> sums;
    std::vector<Cell> cells;
    std::map<std::string, std::size_t> cell_of;
    const auto add = [&](const std::string& name, const std::string& type, const std::string& stratum, Count bme, Count total) {
      counts[name + "/bme"] = bme;
      counts[name + "/known"] = total;
      counts[name + "/white"] = total - bme;
      sums.push_back({name + "/known", {name + "/bme", name + "/white"}});
      cell_of[name] = cells.size();
      cells.push_back(band(type.c_str(), stratum.c_str(), bme, total));
    };
    Count all_bme = 0;
    Count all = 0;
    std::vector<std::string> names;
    std::map<std::string, std::vector<std::string>> groups;
    std::map<std::string, std::pair<Count, Count>> group_counts;
    for (const auto& [type, strata] : posts) {
      for (const std::string& stratum : strata) {
        const Count total = random() % 4 == 0 ? draw(1, 25) : draw(30, 400);
        const Count bme = draw(0, total / 2);
        const std::string name = type + " " + stratum;
        add(name, type, stratum, bme, total);
        names.push_back(name);
        all_bme += bme;
        all += total;
        const std::string group = type == "medical"                                                  ? "medical|All grades"
                                  : type == "clinical" && stratum >= "Band 6"                        ? "clinical|Bands 6 to VSM"
                                  : type == "clinical" && stratum >= "Band 3" && stratum <= "Band 4" ? "clinical|Bands 3 to 4"
                                                                                                     : "";
        if (group.empty()) continue;
        groups[group].push_back(name);
        group_counts[group].first += bme;
        group_counts[group].second += total;
      }
    }
    for (const auto& [group, members] : groups) {
      const std::string type = group.substr(0, group.find('|'));
      add(group, type, group.substr(group.find('|') + 1), group_counts[group].first, group_counts[group].second);
      for (const char* what : {"/bme", "/known", "/white"}) {
        std::vector<std::string> parts;
        for (const std::string& member : members) parts.push_back(member + what);
        sums.push_back({group + what, parts});
      }
    }
    add("Overall", "all", "Overall", all_bme, all);
    for (const char* what : {"/bme", "/known", "/white"}) {
      std::vector<std::string> parts;
      for (const std::string& name : names) parts.push_back(name + what);
      sums.push_back({std::string("Overall") + what, parts});
    }

    const Report report = assemble(cells);
    std::map<std::string, bool> known;
    for (const auto& [name, value] : counts) known[name] = false;
    for (const auto& [name, index] : cell_of) {
      const Figure& f = report.figures.at(index);
      known[name + "/bme"] = f.events.has_value();
      known[name + "/known"] = f.total.has_value();
      if (f.events) {
        ASSERT_EQ(*f.events, counts[name + "/bme"]);
      }
    }
    const std::map<std::string, bool> printed = known;
    for (bool more = true; more;) {
      more = false;
      for (const auto& [total, parts] : sums) {
        std::vector<std::string> unknown;
        if (!known[total]) unknown.push_back(total);
        for (const std::string& part : parts) {
          if (!known[part]) unknown.push_back(part);
        }
        if (unknown.size() != 1) continue;
        known[unknown[0]] = true;
        more = true;
      }
    }
    for (const auto& [name, is_printed] : printed) {
      if (!is_printed && name.find("/white") == std::string::npos) {
        ASSERT_FALSE(known[name]) << name;
        if (counts[name] >= 10) ++hidden_to_protect;
      }
      if (counts[name] < 10) {
        ASSERT_FALSE(known[name]) << name << " = " << counts[name];
      }
    }
  }
  EXPECT_GT(hidden_to_protect, 100);
}

TEST(Redaction, NoTextHoldsAWithheldNumber) {
  // Counts that occur nowhere else, so that finding one in any text is a leak.
  const Report report = assemble(
      {band("all", "Overall", 1409, 5511), band("clinical", "Band 9", 7, 6397), band("clinical", "VSM", 3, 47)}, Specification{});
  std::string everything;
  for (const auto& c : report.comparisons) everything += c.sentence + c.ratio_text + c.gap_text + c.whole_ratio_text;
  for (const auto& f : report.findings) everything += f.text + f.previous_text;
  for (const auto& f : report.figures) everything += "|" + f.events_text + "|" + f.rate_text;
  for (const auto& n : report.notes) everything += n;
  for (const char* withheld : {"|7|", "|3|", "0.1", "6.4"}) EXPECT_EQ(everything.find(withheld), std::string::npos) << withheld;
}

TEST(Redaction, AFewUnknownHideTheTotalAndKeepTheKnown) {
  Cell known = cell(1, "ethnicity_known", "substantive", "all", "Overall", "All", "March 2022", 500, 506);
  Cell stated = cell(1, "ethnicity_unknown", "substantive", "all", "Overall", "Not stated", "March 2022", 6, 506);
  const Report report = assemble({band("all", "Overall", 152, 500), known, stated});
  EXPECT_EQ(figure(report, "Overall").events_text, "152");
  EXPECT_EQ(figure(report, "Overall").total_text, "500");
  EXPECT_EQ(figure(report, "Overall", "All").events_text, "500");
  EXPECT_EQ(figure(report, "Overall", "All").total_text, "R");
  EXPECT_EQ(figure(report, "Overall", "Not stated").events_text, "R");
  ASSERT_EQ(report.unknown.size(), 1U);
  EXPECT_EQ(report.unknown[0].percent_text, "R");
  EXPECT_EQ(report.unknown[0].status, "c");
  EXPECT_FALSE(report.unknown[0].unknown.has_value());
  EXPECT_TRUE(std::isnan(report.unknown[0].share_upper));
}

TEST(Redaction, SharesOfAllStaffDoNotGiveTheFewUnknownAway) {
  // 70 White, 25 BME and 5 of unknown ethnicity make 100: without one of the other numbers the 5 would follow.
  const Report report = assemble({band("clinical", "Band 8a", 70, 100, "White"), band("clinical", "Band 8a", 25, 100, "BME"),
                                  band("clinical", "Band 8a", 5, 100, "Unknown")});
  EXPECT_EQ(figure(report, "Band 8a", "Unknown").events_text, "R");
  EXPECT_EQ(figure(report, "Band 8a", "BME").events_text, "R");
  EXPECT_EQ(figure(report, "Band 8a", "White").events_text, "70");
  EXPECT_EQ(figure(report, "Band 8a", "White").total_text, "100");
}

TEST(Redaction, AnAnswerThatNobodyGaveIsShownAsZero) {
  const auto answer = [](const char* group, Count people) {
    return cell(1, "ethnicity_unknown", "substantive", "all", "Overall", group, "March 2022", people, 650);
  };
  const Report report = assemble({band("all", "Overall", 152, 500),
                                  cell(1, "ethnicity_known", "substantive", "all", "Overall", "All", "March 2022", 500, 650),
                                  answer("Not stated", 85), answer("Not known", 0), answer("Empty", 65)});
  ASSERT_EQ(report.unknown.size(), 1U);
  EXPECT_EQ(report.unknown[0].not_known, 0);
  EXPECT_EQ(report.unknown[0].unknown, 150);
  EXPECT_EQ(report.unknown[0].percent_text, "76.9");      // 500 of 650
  EXPECT_EQ(report.unknown[0].share_lower_text, "23.4");  // 152 of 650
  EXPECT_EQ(report.unknown[0].share_upper_text, "46.5");  // 302 of 650
  const Report complete = assemble({band("all", "Overall", 152, 500),
                                    cell(1, "ethnicity_known", "substantive", "all", "Overall", "All", "March 2022", 500, 500)});
  EXPECT_EQ(complete.unknown.at(0).percent_text, "100.0");
}

TEST(Assembly, TheBoardIsComparedWithTheWorkforce) {
  Specification open;
  open.threshold = 0;
  const Report report = assemble(
      {band("all", "Overall", 1409, 5511), cell(9, "board_difference", "board", "all", "overall", "BME", "March 2022", 2, 12)},
      open);
  ASSERT_EQ(report.comparisons.size(), 1U);
  const Comparison& c = report.comparisons[0];
  EXPECT_EQ(c.gap_text, "-8.9");  // 2 of 12 is 16.67 %, the workforce 25.57 %
  EXPECT_EQ(c.reference, "Workforce");
  EXPECT_EQ(c.reference_total, 5511);
  EXPECT_EQ(c.state, "inconclusive");
  EXPECT_EQ(c.policy_lpt, "different");  // for the board the ratio alone: 0.65 is below 0.80
  EXPECT_EQ(c.sentence.rfind("BME members on the board were not shown to differ from their share of the workforce (16.7% against "
                             "25.6%)",
                             0),
            0U)
      << c.sentence;
}

TEST(Assembly, MinorityGroupsAreEachComparedWithWhite) {
  const auto answered = [](const char* group, Count events, Count total) {
    Cell c = cell(8, "q16b_discrimination", "survey_substantive", "all", "Overall", group, "2021", events, total);
    c.subject.period_kind = "survey_year";
    return c;
  };
  const Report report =
      assemble({answered("White", 142, 2228), answered("BAME", 77, 569), answered("Black", 24, 103), answered("Mixed", 20, 200)});
  ASSERT_EQ(report.comparisons.size(), 3U);
  EXPECT_EQ(report.comparisons[0].subject.group, "BME");
  EXPECT_EQ(report.comparisons[0].ratio_text, "2.12");
  EXPECT_EQ(report.comparisons[0].gap_text, "+7.2");  // 13.5325 − 6.3734 = 7.1591
  EXPECT_EQ(report.comparisons[0].pvalue, report.comparisons[0].pvalue_adjusted);
  EXPECT_EQ(report.comparisons[1].ratio_text, "3.66");
  EXPECT_EQ(report.comparisons[1].family, report.comparisons[2].family);
  EXPECT_NE(report.comparisons[0].family, report.comparisons[1].family);
  EXPECT_EQ(report.comparisons[2].sentence.rfind("Respondents of Mixed ethnicity were", 0), 0U) << report.comparisons[2].sentence;
}

TEST(Assembly, AGroupThatDoesNotFitIntoItsWholeIsNotCompared) {
  const Report report = assemble({band("all", "Overall", 20, 500), band("clinical", "Band 5", 60, 180)});
  ASSERT_EQ(report.comparisons.size(), 1U);
  EXPECT_EQ(report.comparisons[0].state, "not_assessable");
}

TEST(Assembly, PreviousIsThePeriodBeforeOfTheSameKind) {
  const auto year = [](const char* group, const char* period, Count events, Count total) {
    return cell(2, "appointed_from_shortlisting", "shortlisted_applicants", "all", "Overall", group, period, events, total);
  };
  const Report report =
      assemble({year("White", "2021/22", 596, 3842), year("BME", "2021/22", 207, 2386), year("White", "2018/19", 371, 3844),
                year("BME", "2018/19", 124, 2525), year("White", "2019/20", 341, 3005), year("BME", "2019/20", 186, 1861)});
  ASSERT_EQ(report.comparisons.size(), 3U);
  ASSERT_TRUE(report.comparisons[0].previous.has_value());
  EXPECT_EQ(report.comparisons[0].previous->period, "2019/20");
  EXPECT_EQ(report.comparisons[0].previous->ratio_text, "1.14");
  EXPECT_FALSE(report.comparisons[1].previous.has_value());
  EXPECT_EQ(report.comparisons[2].previous->ratio_text, "1.97");
}

TEST(Assembly, PrintedRatiosAndDifferencesAreCheckedAgainstCounts) {
  Cell white = cell(2, "appointed_from_shortlisting", "shortlisted_applicants", "all", "Overall", "White", "2021/22", 596, 3842);
  Cell bme = cell(2, "appointed_from_shortlisting", "shortlisted_applicants", "all", "Overall", "BME", "2021/22", 207, 2386);
  bme.id = "P1";
  const auto checks_of = [&](const char* value) {
    bme.published_value = value;
    return assemble({white, bme}).checks;
  };
  EXPECT_TRUE(checks_of("1.79").empty());
  EXPECT_TRUE(checks_of("1.8").empty());
  EXPECT_TRUE(checks_of(">1.5").empty());
  ASSERT_EQ(checks_of("1.78").size(), 1U);
  EXPECT_EQ(checks_of("1.78")[0].recomputed, "1.79");
  EXPECT_EQ(checks_of("1.78")[0].what, "ratio");
  EXPECT_EQ(checks_of(">2").size(), 1U);
}

TEST(Assembly, MistakesAreNamedWithTheirRow) {
  const auto message = [](const std::vector<Cell>& cells) {
    try {
      (void)assemble(cells);
    } catch (const equitable::InvalidInput& error) {
      return std::string(error.what());
    }
    return std::string("no exception");
  };
  const Cell good = band("all", "Overall", 152, 500);
  const auto with = [&good](auto change) {
    Cell c = good;
    c.subject.stratum = "Band 5";
    change(c);
    return std::vector<Cell>{good, c};
  };
  EXPECT_EQ(message(with([](Cell& c) { c.events = -1; })), "wres: row 2: events is -1, but must be 0 or more");
  EXPECT_EQ(message(with([](Cell& c) { c.events = 501; })),
            "wres: row 2: events is 501, but must be at most total, which is 500");
  EXPECT_EQ(message(with([](Cell& c) { c.subject.indicator = 10; })), "wres: row 2: indicator is 10, but must be 1 to 9");
  EXPECT_EQ(message(with([](Cell& c) { c.subject.group = "Martian"; })),
            "wres: row 2: group is \"Martian\", but must be one of White, BME, Asian, Black, Mixed, Other, Not stated, Not "
            "known, Empty, Unknown, All");
  EXPECT_EQ(message(with([](Cell& c) { c.subject.period = ""; })),
            "wres: row 2: period is empty, but must name the period, such as 2021/22");
  EXPECT_EQ(message(with([](Cell& c) { c.subject.outcome = ""; })),
            "wres: row 2: outcome is empty, but must name what is counted, such as appointed_from_shortlisting");
  EXPECT_EQ(message(with([](Cell& c) { c.subject.outcome = "q14a_hba_public"; })),
            "wres: row 2: outcome is q14a_hba_public, but must belong to indicator 1, not to indicator 5");
  EXPECT_EQ(message(with([](Cell& c) { c.events.reset(); })),
            "wres: row 2: events is missing, but must be a count, or have a status: c, x or z");
  EXPECT_EQ(message(with([](Cell& c) { c.events_status = "c"; })),
            "wres: row 2: events is 152, but must be left out where its status is c");
  EXPECT_EQ(message(with([](Cell& c) { c.total_status = "q"; })),
            "wres: row 2: total_status is \"q\", but must be empty, c (confidential), x (not available) or z (not applicable)");
  EXPECT_EQ(message(with([](Cell& c) { c.published_percent = "about ten"; })),
            "wres: row 2: published_percent is \"about ten\", but must be a number such as 8.7");
  EXPECT_EQ(message(with([](Cell& c) { c.published_value = "n/a"; })),
            "wres: row 2: published_value is \"n/a\", but must be a number such as 1.79, -8.9 or >2");
  EXPECT_EQ(
      message({good, good}),
      "wres: row 2 is the same figure as row 1, but must stand there once (bame_share_of_workforce, Overall, BME, March 2022)");
  EXPECT_EQ(message({good}), "no exception");
}

TEST(Assembly, NothingInNothingOut) {
  const Report report = assemble({});
  EXPECT_TRUE(report.figures.empty() && report.comparisons.empty() && report.findings.empty() && report.unknown.empty() &&
              report.checks.empty());
  EXPECT_FALSE(report.notes.empty());
}

TEST(Assembly, TheSameInputGivesTheSameReport) {
  const Report again = assemble(lpt::everything());
  ASSERT_EQ(again.comparisons.size(), published().comparisons.size());
  for (std::size_t i = 0; i < again.comparisons.size(); ++i)
    EXPECT_EQ(again.comparisons[i].sentence, published().comparisons[i].sentence);
  EXPECT_EQ(again.notes, published().notes);
}

}  // namespace
