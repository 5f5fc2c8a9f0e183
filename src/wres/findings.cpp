// The front page: what the latest figures show of the BME group, band by band merged, each line with what was said the period
// before. A line states both periods and claims nothing about the change between them.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "equitable/core/decimal.hpp"
#include "periods.hpp"
#include "stages.hpp"
#include "strata.hpp"
#include "wording.hpp"

namespace equitable::wres::detail {

namespace {

// A verdict seen from the minority group's side.
struct Seen {
  std::string state;
  std::string grade;
};

std::string mirrored_state(const std::string& state) { return state == "higher" ? "lower" : state == "lower" ? "higher" : state; }

Seen seen_from_minority(const Comparison& c) { return {c.subject.group == "White" ? mirrored_state(c.state) : c.state, c.grade}; }

const std::string& minority_of(const Comparison& c) { return c.subject.group == "White" ? c.reference : c.subject.group; }

// What may be said in a word or two; states that may not share a line get different words.
std::string representation_words(const Seen& seen) {
  if (seen.state == "not_assessable") return "not assessable";
  if (seen.state == "inconclusive") return seen.grade == "untestable" ? "too few to assess" : "not shown to differ";
  if (seen.state == "similar") return "proportionately represented";
  const std::string side = seen.state == "higher" ? "over-represented" : "under-represented";
  return seen.grade == "slight" ? "slightly " + side : side;
}

std::string likelihood_words(const Seen& seen) {
  if (seen.state == "not_assessable") return "not assessable";
  if (seen.state == "inconclusive") return seen.grade == "untestable" ? "too few to assess" : "no clear difference";
  if (seen.state == "similar") return "similarly likely";
  const std::string side = seen.state == "higher" ? "more likely" : "less likely";
  return seen.grade == "slight" ? "slightly " + side : side;
}

std::string concern_of(const Indicator& indicator, const Seen& seen) {
  if (seen.state != "higher" && seen.state != "lower") return "neutral";
  const bool higher = seen.state == "higher";
  if (indicator.polarity == Polarity::neutral) return higher ? "neutral" : "adverse";
  return higher == (indicator.polarity == Polarity::adverse) ? "adverse" : "favourable";
}

// The least firm of several grades: a line may claim no more than all of its parts do.
std::string weakest(const std::vector<const Comparison*>& comparisons) {
  static const std::vector<std::string> firmness{"substantial", "material",   "slight",  "equivalent",
                                                 "detectable",  "suggestive", "unclear", "untestable"};
  std::size_t least = 0;
  for (const Comparison* c : comparisons) {
    const auto at = std::find(firmness.begin(), firmness.end(), c->grade);
    least = std::max(least, static_cast<std::size_t>(at - firmness.begin()));
  }
  return least < firmness.size() ? firmness[least] : "none";
}

class FrontPage {
 public:
  FrontPage(const Specification& specification, Report& report) : specification_(specification), report_(report) {
    for (const Comparison& c : report.comparisons) {
      int& latest = latest_[series(c)];
      latest = std::max(latest, period_order(c.subject.period));
    }
  }

  void run() {
    std::set<std::string> done;
    for (const Comparison& c : report_.comparisons) {
      if (!is_latest(c)) continue;
      const Indicator& indicator = *find_indicator(c.subject.outcome);
      if (indicator.framing == Framing::relative_likelihood) {
        add_likelihood(c, indicator);
      } else if (indicator.from_outside) {
        add_board(c, indicator);
      } else if (done.insert(series(c) + c.subject.group).second) {
        add_representation(c, indicator);
      }
    }
    add_completeness_line();
    std::stable_sort(report_.findings.begin(), report_.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.indicator < b.indicator; });
  }

 private:
  [[nodiscard]] static std::string series(const Comparison& c) {
    return c.subject.outcome + "|" + c.subject.population + "|" + c.subject.period_kind;
  }
  [[nodiscard]] bool is_latest(const Comparison& c) const { return period_order(c.subject.period) == latest_.at(series(c)); }

  [[nodiscard]] static Finding begin(const Comparison& c, const char* kind) {
    return {c.subject.indicator, c.subject.outcome, c.subject.population, c.subject.period, kind, "", "", "", "", "neutral"};
  }

  [[nodiscard]] const Comparison* before(const Comparison& c) const {
    if (!c.previous) return nullptr;
    for (const Comparison& other : report_.comparisons) {
      if (other.subject.period == c.previous->period && other.subject.outcome == c.subject.outcome &&
          other.subject.population == c.subject.population && other.subject.staff_type == c.subject.staff_type &&
          other.subject.stratum == c.subject.stratum && other.subject.group == c.subject.group &&
          other.subject.period_kind == c.subject.period_kind && other.reference == c.reference) {
        return &other;
      }
    }
    return nullptr;
  }

  // "8.7% against 15.5%", the minority group first.
  [[nodiscard]] static std::string rates(const Comparison& c, const Indicator& indicator) {
    const Proportion group{*c.events, *c.total};
    const Proportion reference{*c.reference_events, *c.reference_total};
    const bool swap = c.subject.group == "White";
    return percent(swap ? reference : group, indicator.percent_decimals) + " against " +
           percent(swap ? group : reference, indicator.percent_decimals);
  }

  void add_likelihood(const Comparison& c, const Indicator& indicator) {
    const std::string minority = minority_of(c);
    const Seen seen = seen_from_minority(c);
    // Of the single minority groups only differences reach the front page.
    if (minority != "BME" && seen.state != "higher" && seen.state != "lower") return;
    const std::string them = people(minority, indicator, c.subject.population, specification_);
    const std::string white = people("White", indicator, c.subject.population, specification_);
    const std::string what(indicator.outcome_phrase);
    Finding f = begin(c, seen.state == "not_assessable" ? "withheld" : "relative_likelihood");
    f.state = seen.state;
    f.grade = seen.grade;
    f.concern = concern_of(indicator, seen);
    if (seen.state == "not_assessable") {
      if (c.status == "z") return;
      f.text = "No conclusion about how likely " + them + " and " + white + " were to " + what + ", " + c.subject.period +
               ": the counts are " + (c.status == "c" ? "withheld" : "not available") + ratio_clause(c) + ".";
    } else {
      const std::string figures = " (" + rates(c, indicator) + ", " + c.subject.period + ")";
      if (seen.state == "inconclusive" && seen.grade == "untestable") {
        f.text =
            "Too few people for any conclusion about how likely " + them + " and " + white + " were to " + what + figures + ".";
      } else if (seen.state == "inconclusive") {
        f.text = "No clear difference between " + them + " and " + white + " in how likely they were to " + what + figures +
                 "; similarity is not shown either.";
      } else if (seen.state == "similar") {
        f.text = them + " and " + white + " were similarly likely to " + what + figures +
                 (seen.grade == "equivalent" ? ": statistically equivalent." : ": a small, statistically detectable difference.");
      } else {
        f.text = them + " were " + likelihood_words(seen) + " than " + white + " to " + what + figures + ".";
      }
    }
    f.text = as_sentence(f.text);
    if (const Comparison* earlier = before(c)) {
      const Seen then = seen_from_minority(*earlier);
      f.previous_text = earlier->subject.period + ": " + likelihood_words(then);
      f.previous_text += then.state == "not_assessable" ? ratio_clause(*earlier) : " (" + rates(*earlier, indicator) + ")";
      f.previous_text += ".";
    }
    report_.findings.push_back(std::move(f));
  }

  void add_board(const Comparison& c, const Indicator& indicator) {
    const Seen seen = seen_from_minority(c);
    Finding f = begin(c, seen.state == "not_assessable" ? "withheld" : "board");
    f.state = seen.state;
    f.grade = seen.grade;
    f.concern = concern_of(indicator, seen);
    const std::string where = on_the_board(c.subject.stratum);
    const std::string them = people(c.subject.group, indicator, c.subject.population, specification_);
    if (seen.state == "not_assessable") {
      if (c.status == "z") return;
      f.text = "No conclusion about " + them + " " + where + ", " + c.subject.period + ": the counts are " +
               (c.status == "c" ? "withheld" : "not available") + points_clause(c, c.gap_text) + ".";
    } else {
      f.text = them + " were " + board_words(seen) + where + " (" + rates(c, indicator) + " of the workforce, " +
               c.subject.period + ").";
    }
    f.text = as_sentence(f.text);
    if (const Comparison* earlier = before(c)) {
      f.previous_text = earlier->subject.period + ": " + representation_words(seen_from_minority(*earlier)) +
                        points_clause(*earlier, earlier->gap_text) + ".";
    }
    report_.findings.push_back(std::move(f));
  }

  [[nodiscard]] static std::string board_words(const Seen& seen) {
    if (seen.state == "inconclusive") {
      return seen.grade == "untestable" ? "too few to assess " : "not shown to differ from their share of the workforce ";
    }
    return representation_words(seen) + " ";
  }

  [[nodiscard]] static std::string ratio_clause(const Comparison& c) {
    return is_number_text(c.ratio_text) ? " (printed ratio " + c.ratio_text + ", " + c.subject.group + "/" + c.reference + ")"
                                        : "";
  }

  [[nodiscard]] static std::string points_clause(const Comparison& c, const std::string& gap) {
    return is_number_text(gap) && c.status != "c" ? " (" + gap + " percentage points)" : "";
  }

  // All bands of one population and period together.
  void add_representation(const Comparison& first, const Indicator& indicator) {
    std::vector<const Comparison*> bands;
    for (const Comparison& c : report_.comparisons) {
      if (series(c) == series(first) && c.subject.group == first.subject.group && is_latest(c)) bands.push_back(&c);
    }
    bands = worth_saying(bands);
    std::vector<std::string> staff_types;
    for (const Comparison* c : bands) {
      if (std::find(staff_types.begin(), staff_types.end(), c->subject.staff_type) == staff_types.end())
        staff_types.push_back(c->subject.staff_type);
    }
    const std::string them = people(first.subject.group, indicator, first.subject.population, specification_);
    for (const char* words : {"under-represented", "slightly under-represented", "over-represented", "slightly over-represented",
                              "proportionately represented", "not shown to differ", "too few to assess", "not assessable"}) {
      for (const std::string& type : staff_types) {
        const std::vector<const Comparison*> chosen = with_words(bands, type, words);
        if (!chosen.empty()) add_bands(first, indicator, them, type, words, chosen, bands);
      }
    }
  }

  // Single bands, and those groups of bands of which no single band can be assessed.
  [[nodiscard]] static std::vector<const Comparison*> worth_saying(const std::vector<const Comparison*>& bands) {
    std::vector<const Comparison*> kept;
    for (const Comparison* c : bands) {
      const Stratum outer = parse_stratum(c->subject.staff_type, c->subject.stratum);
      bool covered = false;
      bool part_of_a_group = false;
      for (const Comparison* other : bands) {
        if (other == c) continue;
        const Stratum inner = parse_stratum(other->subject.staff_type, other->subject.stratum);
        const bool same_type = other->subject.staff_type == c->subject.staff_type || c->subject.staff_type == "all" ||
                               other->subject.staff_type == "all";
        if (!same_type) continue;
        if (!outer.single() && inner.single() && outer.covers(inner) && other->state != "not_assessable") covered = true;
        // A withheld band goes unmentioned where its group of bands is spoken of.
        if (outer.single() && !inner.single() && inner.covers(outer) && c->state == "not_assessable" &&
            other->state != "not_assessable") {
          part_of_a_group = none_assessable(bands, *other);
        }
      }
      if (!outer.single() && c->state == "not_assessable" && has_band_inside(bands, *c)) covered = true;
      if (!covered && !part_of_a_group && c->status != "z") kept.push_back(c);
    }
    std::stable_sort(kept.begin(), kept.end(), [](const Comparison* a, const Comparison* b) {
      return parse_stratum(a->subject.staff_type, a->subject.stratum).first <
             parse_stratum(b->subject.staff_type, b->subject.stratum).first;
    });
    return kept;
  }

  [[nodiscard]] static bool inside(const Comparison& outer, const Comparison& inner) {
    const bool same_type = outer.subject.staff_type == "all" || outer.subject.staff_type == inner.subject.staff_type;
    const Stratum in = parse_stratum(inner.subject.staff_type, inner.subject.stratum);
    return same_type && in.single() && parse_stratum(outer.subject.staff_type, outer.subject.stratum).covers(in);
  }
  [[nodiscard]] static bool has_band_inside(const std::vector<const Comparison*>& bands, const Comparison& group) {
    return std::any_of(bands.begin(), bands.end(), [&](const Comparison* c) { return c != &group && inside(group, *c); });
  }
  [[nodiscard]] static bool none_assessable(const std::vector<const Comparison*>& bands, const Comparison& group) {
    return std::none_of(bands.begin(), bands.end(),
                        [&](const Comparison* c) { return c != &group && inside(group, *c) && c->state != "not_assessable"; });
  }

  [[nodiscard]] static std::vector<const Comparison*> with_words(const std::vector<const Comparison*>& bands,
                                                                 const std::string& type, const std::string& words) {
    std::vector<const Comparison*> chosen;
    for (const Comparison* c : bands) {
      if (c->subject.staff_type == type && representation_words(seen_from_minority(*c)) == words) chosen.push_back(c);
    }
    return chosen;
  }

  [[nodiscard]] static std::string places(const std::vector<const Comparison*>& chosen,
                                          const std::vector<const Comparison*>& all) {
    std::vector<std::string> names;
    std::vector<int> ranks;
    std::vector<int> others;
    const std::string& type = chosen.front()->subject.staff_type;
    for (const Comparison* c : chosen) {
      const Stratum stratum = parse_stratum(type, c->subject.stratum);
      names.push_back(type == "all" ? part_in_words(c->subject) : c->subject.stratum);
      ranks.push_back(stratum.single() ? stratum.first : 0);
    }
    for (const Comparison* c : all) {
      const Stratum stratum = parse_stratum(c->subject.staff_type, c->subject.stratum);
      if (c->subject.staff_type == type && stratum.single()) others.push_back(stratum.first);
    }
    return (type == "all" ? "" : type + " ") + listed_strata(names, ranks, others);
  }

  void add_bands(const Comparison& first, const Indicator& indicator, const std::string& them, const std::string& type,
                 const std::string& words, const std::vector<const Comparison*>& chosen,
                 const std::vector<const Comparison*>& all) {
    const bool withheld = words == "not assessable";
    Finding f = begin(first, withheld ? "withheld" : "representation");
    const Seen seen = seen_from_minority(*chosen.front());
    f.state = seen.state;
    f.grade = weakest(chosen);
    f.concern = concern_of(indicator, seen);
    const std::string where = places(chosen, all);
    if (withheld) {
      f.text = "No conclusion about " + them + " at " + where + ", " + first.subject.period + ": the counts are withheld.";
    } else if (words == "not shown to differ") {
      f.text = them + " were not shown to differ from their share of the workforce at " + where + " (" + first.subject.period +
               "); proportionate representation is not shown either.";
    } else if (words == "too few to assess") {
      f.text = "Too few staff at " + where + " to assess the representation of " + them + " (" + first.subject.period + ").";
    } else {
      f.text = them + " were " + words + " at " + where + " (" + first.subject.period + ").";
    }
    f.text = as_sentence(f.text);
    f.previous_text = previous_of(chosen, type);
    report_.findings.push_back(std::move(f));
  }

  // "March 2021: under-represented at Bands 6 to 8a; not shown to differ at Band 4."
  [[nodiscard]] std::string previous_of(const std::vector<const Comparison*>& chosen, const std::string& type) const {
    std::vector<const Comparison*> earlier;
    for (const Comparison* c : chosen) {
      if (const Comparison* then = before(*c)) earlier.push_back(then);
    }
    if (earlier.empty()) return "";
    std::vector<std::string> said;
    std::vector<std::string> order;
    for (const Comparison* c : earlier) {
      const std::string words = representation_words(seen_from_minority(*c));
      if (std::find(order.begin(), order.end(), words) == order.end()) order.push_back(words);
    }
    std::string text = earlier.front()->subject.period + ": ";
    for (std::size_t i = 0; i < order.size(); ++i) {
      text += (i == 0 ? "" : "; ") + order[i];
      if (order.size() > 1) text += " at " + places(with_words(earlier, type, order[i]), earlier);
    }
    return text + ".";
  }

  // Completeness of the latest snapshot of the main workforce.
  void add_completeness_line() {
    const Completeness* latest = nullptr;
    const Completeness* earlier = nullptr;
    for (const Completeness& row : report_.unknown) {
      if (row.indicator != 1 || row.population != "substantive" || !is_number_text(row.percent_text)) continue;
      if (latest == nullptr || period_order(row.period) > period_order(latest->period)) latest = &row;
    }
    if (latest == nullptr) return;
    for (const Completeness& row : report_.unknown) {
      if (row.indicator != 1 || row.population != latest->population || !is_number_text(row.percent_text)) continue;
      if (period_order(row.period) < period_order(latest->period) &&
          (earlier == nullptr || period_order(row.period) > period_order(earlier->period))) {
        earlier = &row;
      }
    }
    Finding f{1, "ethnicity_known", latest->population, latest->period, "unknown", "", "", "", "", "neutral"};
    f.text = "Ethnicity is known for " + latest->percent_text + "% of staff";
    if (latest->unknown && latest->total)
      f.text += "; for " + std::to_string(*latest->unknown) + " of " + std::to_string(*latest->total) + " it is not";
    f.text += " (" + latest->period + ").";
    if (earlier != nullptr) f.previous_text = earlier->period + ": " + earlier->percent_text + "%.";
    report_.findings.push_back(std::move(f));
  }

  const Specification& specification_;
  Report& report_;
  std::map<std::string, int> latest_;
};

}  // namespace

void add_findings(const Specification& specification, Report& report) { FrontPage(specification, report).run(); }

}  // namespace equitable::wres::detail
