// Who is compared with whom, and everything that is said of it.
#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/representation.hpp"
#include "equitable/core/decimal.hpp"
#include "equitable/verdict/fragility.hpp"
#include "equitable/verdict/framing.hpp"
#include "equitable/verdict/policy.hpp"
#include "equitable/verdict/sentence.hpp"
#include "periods.hpp"
#include "stages.hpp"
#include "strata.hpp"
#include "wording.hpp"

namespace equitable::wres::detail {

namespace {

constexpr std::array<std::string_view, 5> minority_groups{"BME", "Asian", "Black", "Mixed", "Other"};
constexpr const char* rest_of_workforce = "Rest of workforce";
constexpr const char* workforce = "Workforce";

const char* different(bool yes) { return yes ? "different" : "similar"; }

class Builder {
 public:
  Builder(const VisibleCells& cells, const Specification& specification, Report& report)
      : cells_(cells), specification_(specification), options_{specification.margin, specification.confidence}, report_(report) {
    for (const Visible& visible : cells) {
      const auto [found, fresh] = by_subject_.emplace(key(visible.cell.subject), &visible);
      // Of several prints of one figure the first with counts stands for it; a withheld one stands for all.
      const bool better = visible.withheld || (!found->second->counted() && visible.counted());
      if (!fresh && better && !found->second->withheld) found->second = &visible;
      if (!visible.cell.published_value.empty()) printed_.emplace(key(visible.cell.subject), visible.cell.published_value);
    }
  }

  void run() {
    for (const Visible& visible : cells_) {
      const Indicator* indicator = visible.indicator;
      if (indicator == nullptr || by_subject_.at(key(visible.cell.subject)) != &visible) continue;
      const std::string& group = visible.cell.subject.group;
      if (std::find(minority_groups.begin(), minority_groups.end(), group) == minority_groups.end()) continue;
      if (indicator->framing == Framing::relative_likelihood)
        compare_with_white(visible);
      else if (indicator->from_outside)
        compare_with_workforce(visible);
      else
        compare_with_rest(visible);
    }
    add_previous();
  }

 private:
  using Key = std::tuple<std::string, std::string, std::string, std::string, std::string, std::string, std::string>;

  // Shares of different groups are one outcome for the purpose of finding the whole of a part.
  [[nodiscard]] static std::string outcome_of(const Subject& s) {
    const Indicator* indicator = find_indicator(s.outcome);
    return indicator != nullptr && indicator->number == 1 ? "share" : s.outcome;
  }
  [[nodiscard]] static Key key(const Subject& s) {
    return {outcome_of(s), s.population, s.staff_type, s.stratum, s.group, s.period, s.period_kind};
  }
  [[nodiscard]] const Visible* find(const Subject& subject) const {
    const auto found = by_subject_.find(key(subject));
    return found == by_subject_.end() ? nullptr : found->second;
  }

  // A ratio or difference printed for this figure, in its own cell or in another.
  [[nodiscard]] std::string printed_value(const Visible& visible) const {
    const auto found = printed_.find(key(visible.cell.subject));
    return found == printed_.end() ? std::string() : found->second;
  }

  [[nodiscard]] Comparison begin(const Subject& subject, const std::string& reference, const Indicator& indicator) const {
    Comparison c;
    c.subject = subject;
    c.reference = reference;
    c.framing = name(indicator.framing);
    c.confidence_level = specification_.confidence.level();
    c.state = name(State::not_assessable);
    c.grade = name(Grade::none);
    c.method = name(RelativeLikelihoodMethod::miettinen_nurminen);
    c.alternative = name(Alternative::two_sided);
    return c;
  }

  // Group and reference, in the direction in which the indicator is printed.
  void compare_with_white(const Visible& minority) {
    Subject white_subject = minority.cell.subject;
    white_subject.group = "White";
    const Visible* white = find(white_subject);
    const Indicator& indicator = *minority.indicator;
    const bool white_first = indicator.direction == Direction::white_over_bme;
    Subject subject = minority.cell.subject;
    if (white_first) subject.group = "White";
    Comparison c = begin(subject, white_first ? minority.cell.subject.group : "White", indicator);
    c.family =
        family(minority.cell.subject, minority.cell.subject.group == "BME" ? "BME and White" : "each minority group and White");

    if (white == nullptr || !white->counted() || !minority.counted()) {
      const bool confidential = minority.cell.events_status == "c" || minority.cell.total_status == "c";
      if (white == nullptr && !confidential && printed_value(minority).empty()) return;
      not_assessed(c, {&minority, white}, indicator);
      return;
    }
    const Table2x2 table =
        white_first ? Table2x2{white->proportion(), minority.proportion()} : Table2x2{minority.proportion(), white->proportion()};
    fill_reference(c, table);
    fill_gap(c, rate_difference(table, {RateDifferenceMethod::miettinen_nurminen, specification_.confidence}));
    c.gap_text = points(table.group, table.reference, indicator);
    const Verdict v = fill_verdict(c, table, indicator);
    const std::string group = people(c.subject.group, indicator, c.subject.population, specification_);
    const std::string reference = people(c.reference, indicator, c.subject.population, specification_);
    c.sentence = as_sentence(
        sentence(table, v, {group, reference, indicator.outcome_phrase, indicator.ratio_decimals, indicator.percent_decimals}));
    add_notes(c);
    report_.comparisons.push_back(std::move(c));
  }

  // A part of the workforce against the rest of it.
  void compare_with_rest(const Visible& part) {
    const Subject& subject = part.cell.subject;
    if (is_overall(subject.stratum) && subject.staff_type == "all") return;
    Subject whole_subject = subject;
    whole_subject.stratum = "Overall";
    whole_subject.staff_type = "all";
    const Visible* whole = find(whole_subject);
    if (whole == nullptr) return;
    const Indicator& indicator = *part.indicator;
    const bool single = parse_stratum(subject.staff_type, subject.stratum).single();
    Comparison c = begin(subject, rest_of_workforce, indicator);
    c.family = family(subject, subject.group + " in " + (single ? "single bands" : "groups of bands"));

    if (!part.counted() || !whole->counted()) {
      not_assessed(c, {&part, whole}, indicator);
      return;
    }
    if (!fits(part.proportion(), whole->proportion())) {
      c.sentence = "No conclusion: the part cannot lie inside the whole that is printed for it.";
      c.notes.push_back("The counts of the part exceed those of the workforce.");
      report_.comparisons.push_back(std::move(c));
      return;
    }
    const Table2x2 table = part_and_rest(part.proportion(), whole->proportion());
    fill_reference(c, table);
    fill_whole(c, table, whole->proportion(), indicator);
    const Verdict v = fill_verdict(c, table, indicator);
    const std::string group = people(subject.group, indicator, subject.population, specification_);
    const std::string where = part_in_words(subject);
    const std::string of = whole_in_words(subject.population);
    c.sentence = as_sentence(representation_sentence(table, v, {group, where, of, indicator.percent_decimals}));
    add_notes(c);
    report_.comparisons.push_back(std::move(c));
  }

  // A board, which is no part of the workforce, against the workforce.
  void compare_with_workforce(const Visible& board) {
    const Subject& subject = board.cell.subject;
    const Indicator& indicator = *board.indicator;
    Comparison c = begin(subject, workforce, indicator);
    c.family = family(subject, subject.group + " on the board");
    const Visible* whole =
        find({1, "bame_share_of_workforce", "substantive", "all", "Overall", subject.group, subject.period, subject.period_kind});
    if (!board.counted() || whole == nullptr || !whole->counted()) {
      if (!board.counted() || !printed_value(board).empty()) not_assessed(c, {&board, whole}, indicator);
      return;
    }
    const Table2x2 table{board.proportion(), whole->proportion()};
    fill_reference(c, table);
    c.whole_events = whole->cell.events;
    c.whole_total = whole->cell.total;
    c.whole_rate = table.reference.rate();
    fill_gap(c, rate_difference(table, {RateDifferenceMethod::miettinen_nurminen, specification_.confidence}));
    c.gap_text = points(table.group, table.reference, indicator);
    const Verdict v = fill_verdict(c, table, indicator);
    c.whole_ratio = c.ratio;
    c.whole_ratio_text = c.ratio_text;
    c.whole_ratio_lower = c.lower;
    c.whole_ratio_upper = c.upper;
    const Policies p = policies(table, options_);
    c.policy_lpt = different(p.lpt_board_different);
    c.sentence = as_sentence(board_sentence(table, v, people(subject.group, indicator, subject.population, specification_),
                                            on_the_board(subject.stratum)));
    c.notes.push_back(
        "The board is compared with the workforce as with a body of its own; executive members are counted in both.");
    add_notes(c);
    report_.comparisons.push_back(std::move(c));
  }

  [[nodiscard]] static bool fits(Proportion part, Proportion whole) {
    return part.events <= whole.events && part.total <= whole.total && part.total - part.events <= whole.total - whole.events;
  }

  [[nodiscard]] static std::string points(Proportion left, Proportion right, const Indicator& indicator) {
    return decimal_percentage_points(left.events, left.total, right.events, right.total, indicator.percent_decimals);
  }

  static void fill_reference(Comparison& c, const Table2x2& table) {
    c.events = table.group.events;
    c.total = table.group.total;
    c.rate = table.group.rate();
    c.reference_events = table.reference.events;
    c.reference_total = table.reference.total;
    c.reference_rate = table.reference.rate();
  }

  static void fill_gap(Comparison& c, const Estimate& gap) {
    c.gap = gap.value;
    c.gap_lower = gap.lower;
    c.gap_upper = gap.upper;
  }

  void fill_whole(Comparison& c, const Table2x2& table, Proportion whole, const Indicator& indicator) const {
    RepresentationOptions representation_options;
    representation_options.confidence = specification_.confidence;
    const Representation r = representation(table, representation_options);
    c.whole_events = whole.events;
    c.whole_total = whole.total;
    c.whole_rate = r.share_whole;
    c.whole_ratio = r.ratio.value;
    c.whole_ratio_lower = r.ratio.lower;
    c.whole_ratio_upper = r.ratio.upper;
    c.whole_ratio_text =
        decimal_ratio(table.group.events, table.group.total, whole.events, whole.total, indicator.ratio_decimals);
    fill_gap(c, r.gap);
    c.gap_text = points(table.group, whole, indicator);
  }

  Verdict fill_verdict(Comparison& c, const Table2x2& table, const Indicator& indicator) const {
    const Verdict v = verdict(table, options_);
    c.ratio = v.ratio;
    if (table.comparable()) {
      c.ratio_text = decimal_ratio(table.group.events, table.group.total, table.reference.events, table.reference.total,
                                   indicator.ratio_decimals);
    }
    c.lower = v.interval.lower;
    c.upper = v.interval.upper;
    c.equivalence_lower = v.equivalence_interval.lower;
    c.equivalence_upper = v.equivalence_interval.upper;
    c.statistic = v.statistic;
    c.pvalue = v.pvalue;
    c.state = name(v.state);
    c.grade = name(v.grade);
    c.fragility = people_to_change_state(table, options_);
    const equitable::Framing complement = framing(table, options_);
    c.complement_state = name(complement.complement.state);
    c.framing_changes = complement.changes_sides;
    const Policies p = policies(table, options_);
    c.policy_lpt = different(p.lpt_different);
    c.policy_four_fifths = different(p.four_fifths_different);
    c.policy_two_standard_deviations = different(p.two_standard_deviations_different);
    c.policy_banding = name(p.banding);
    c.impact_ratio = p.impact_ratio;
    return v;
  }

  static void add_notes(Comparison& c) {
    if (c.fragility && *c.fragility == 1) c.notes.push_back("One person would change this conclusion.");
    if (c.framing_changes) {
      c.notes.push_back("Counting those without the outcome instead, the verdict is " + spoken(c.complement_state) + ".");
    }
  }

  [[nodiscard]] static std::string spoken(const std::string& state) {
    return state == "not_assessable" ? "not assessable" : '"' + state + '"';
  }

  // Counts are missing: say why, repeat a figure that was printed without any (never one beside withheld counts), and conclude nothing.
  void not_assessed(Comparison& c, const std::array<const Visible*, 2>& sides, const Indicator& indicator) {
    bool withheld_here = false;
    bool counted_anywhere = false;
    for (const Visible* side : sides) {
      if (side == nullptr) continue;
      withheld_here = withheld_here || side->withheld;
      const Cell& cell = side->cell;
      counted_anywhere = counted_anywhere || cell.events || cell.total;
      for (const std::string& status : {cell.events_status, cell.total_status}) {
        if (status == "c" || (status == "z" && c.status != "c") || (status == "x" && c.status.empty())) c.status = status;
      }
      if (cell.total && *cell.total == 0 && c.status.empty()) c.status = "z";
    }
    const bool confidential = withheld_here || (c.status == "c" && threshold_rule(specification_.threshold).active());
    const std::string printed = confidential ? std::string() : printed_value(*sides[0]);
    if (printed.empty() && c.status == "x" && !counted_anywhere) return;  // two percentages of another body: nothing to compare
    const bool points_printed = indicator.printed == Printed::percentage_points;
    if (c.status == "c") c.ratio_text = c.gap_text = "R";
    const std::string about = subjects_in_words(c, indicator);
    if (!printed.empty()) {
      const std::string shown = points_printed ? signed_number(printed) : printed;
      (points_printed ? c.gap_text : c.ratio_text) = shown;
      c.sentence = "No conclusion about " + about + ": the " +
                   (points_printed ? "difference of " + shown + " percentage points" : "ratio of " + shown) +
                   " is printed without the counts behind it.";
      if (c.status.empty()) c.status = "x";
    } else if (c.status == "z") {
      c.sentence = "Not applicable to " + about + ": nobody is in this category.";
    } else {
      c.sentence = "No conclusion about " + about + ": the counts are " + (c.status == "c" ? "withheld." : "not available.");
    }
    c.family.clear();
    c.method.clear();
    report_.comparisons.push_back(std::move(c));
  }

  [[nodiscard]] std::string subjects_in_words(const Comparison& c, const Indicator& indicator) const {
    const std::string group = people(c.subject.group, indicator, c.subject.population, specification_);
    if (indicator.framing == Framing::relative_likelihood)
      return group + " and " + people(c.reference, indicator, c.subject.population, specification_);
    return group + " " + (indicator.from_outside ? on_the_board(c.subject.stratum) : "in " + part_in_words(c.subject));
  }

  // Printed differences carry their sign: "1.7" becomes "+1.7".
  [[nodiscard]] static std::string signed_number(const std::string& text) {
    const std::string number = plain_number(text);
    const bool zero = number.find_first_not_of("0.") == std::string::npos;
    return number[0] == '-' || zero ? number : "+" + number;
  }

  [[nodiscard]] static std::string family(const Subject& s, const std::string& what) {
    return "indicator " + std::to_string(s.indicator) + ", " + s.outcome + ", " + s.population + ", " + s.period + ": " + what;
  }

  // The same comparison in the period before, among periods of the same kind.
  void add_previous() {
    std::vector<Comparison>& all = report_.comparisons;
    for (Comparison& c : all) {
      const Comparison* before = nullptr;
      for (const Comparison& other : all) {
        if (!same_but_for_period(c, other) || period_order(other.subject.period) >= period_order(c.subject.period)) continue;
        if (before == nullptr || period_order(other.subject.period) > period_order(before->subject.period)) before = &other;
      }
      if (before != nullptr)
        c.previous = Previous{before->subject.period, before->ratio_text, before->gap_text, before->state, before->grade};
    }
  }

  [[nodiscard]] static bool same_but_for_period(const Comparison& a, const Comparison& b) {
    const Subject& s = a.subject;
    const Subject& t = b.subject;
    return s.outcome == t.outcome && s.population == t.population && s.staff_type == t.staff_type && s.stratum == t.stratum &&
           s.group == t.group && s.period_kind == t.period_kind && a.reference == b.reference;
  }

  const VisibleCells& cells_;
  const Specification& specification_;
  VerdictOptions options_;
  Report& report_;
  std::map<Key, const Visible*> by_subject_;
  std::map<Key, std::string> printed_;
};

}  // namespace

void add_comparisons(const VisibleCells& cells, const Specification& specification, Report& report) {
  Builder(cells, specification, report).run();
}

}  // namespace equitable::wres::detail
