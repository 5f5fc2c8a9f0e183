// What a reader must know to read the figures: who is in the denominator, which windows, what is withheld, how it was worked out.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "equitable/core/decimal.hpp"
#include "stages.hpp"
#include "strata.hpp"
#include "wording.hpp"

namespace equitable::wres::detail {

namespace {

std::vector<const Indicator*> indicators_in(const VisibleCells& cells) {
  std::vector<const Indicator*> found;
  for (const Visible& visible : cells) {
    if (visible.indicator != nullptr && std::find(found.begin(), found.end(), visible.indicator) == found.end())
      found.push_back(visible.indicator);
  }
  std::stable_sort(found.begin(), found.end(), [](const Indicator* a, const Indicator* b) { return a < b; });
  return found;
}

std::string numbers(const std::vector<const Indicator*>& list) {
  std::vector<std::string> items;
  for (const Indicator* indicator : list) {
    const std::string item = std::to_string(indicator->number);
    if (items.empty() || items.back() != item) items.push_back(item);
  }
  return (items.size() == 1 ? "indicator " : "indicators ") + listed(items);
}

// The rows that carry an indicator's own number; its parts follow the same rules.
std::vector<const Indicator*> without_parts(const std::vector<const Indicator*>& all) {
  std::vector<const Indicator*> kept;
  for (const Indicator* indicator : all) {
    if (kept.empty() || kept.back()->number != indicator->number) kept.push_back(indicator);
  }
  return kept;
}

// One sentence for each text that several indicators share.
template <class Text>
std::string grouped(const std::vector<const Indicator*>& all, const Text& text) {
  std::vector<std::string> order;
  std::map<std::string, std::vector<const Indicator*>> by_text;
  for (const Indicator* indicator : all) {
    const std::string key(text(*indicator));
    if (by_text[key].empty()) order.push_back(key);
    by_text[key].push_back(indicator);
  }
  std::string result;
  for (const std::string& key : order) result += (result.empty() ? "" : "; ") + numbers(by_text[key]) + ": " + key;
  return result;
}

std::string plural(std::size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

void note_printed_twice(const VisibleCells& cells, std::vector<std::string>& notes) {
  std::map<std::string, const Cell*> first;
  for (const Visible& visible : cells) {
    if (!visible.counted() || visible.indicator == nullptr) continue;
    const Cell& cell = visible.cell;
    const Subject& s = cell.subject;
    const std::string key = s.outcome + "|" + s.population + "|" + s.staff_type + "|" + s.stratum + "|" + s.group + "|" +
                            s.period + "|" + s.period_kind;
    const auto [found, fresh] = first.emplace(key, &cell);
    const Cell& other = *found->second;
    if (fresh || (other.events == cell.events && other.total == cell.total)) continue;
    const auto place = [](const Cell& c) { return c.place.empty() ? std::string("text") : c.place; };
    notes.push_back(s.outcome + ", " + (is_overall(s.stratum) ? s.population : part_in_words(s)) + ", " + s.group + ", " +
                    s.period + " is printed as " + std::to_string(*other.events) + " of " + std::to_string(*other.total) + " (" +
                    place(other) + ") and as " + std::to_string(*cell.events) + " of " + std::to_string(*cell.total) + " (" +
                    place(cell) + "); comparisons use the first.");
  }
}

}  // namespace

void add_notes(const VisibleCells& cells, const Specification& specification, const RedactionSummary& summary, Report& report) {
  std::vector<std::string>& notes = report.notes;
  const std::vector<const Indicator*> used = without_parts(indicators_in(cells));
  if (specification.example) notes.push_back("Example data: these figures are invented and describe no real organisation.");
  if (!used.empty()) {
    const bool all_staff = specification.denominator == DenominatorPolicy::all_staff;
    notes.push_back("Denominators. Shares of the workforce are taken of " +
                    std::string(all_staff ? "all staff, those of unknown ethnicity included." : "staff of known ethnicity.") +
                    " Counted out of: " +
                    grouped(used,
                            [&](const Indicator& i) {
                              return all_staff && i.denominator == detail::known_staff ? std::string_view("all staff in the band")
                                                                                       : i.denominator;
                            }) +
                    ".");
    notes.push_back("Windows. " + as_sentence(grouped(used, [](const Indicator& i) { return i.window; })) + ".");
  }
  notes.push_back(
      "Unknown ethnicity. Not stated, not known and empty are three different answers; they are counted apart and belong to no "
      "group. Where they are "
      "printed, the bounds show what the share of " +
      specification.bme_label + " people would be if all of them, or none, belonged to it.");
  const std::string level = decimal_number(100.0 * specification.confidence.level(), 1);
  const std::string percent_level =
      level.size() > 2 && level.substr(level.size() - 2) == ".0" ? level.substr(0, level.size() - 2) : level;
  const std::string margin =
      decimal_number(specification.margin.lower, 2) + " to " + decimal_number(specification.margin.upper, 2);
  notes.push_back(
      "Method. Ratios and differences come from unrounded rates; printed figures are rounded half away from zero. Rates have "
      "Wilson intervals, "
      "ratios and differences score intervals of Miettinen and Nurminen, at " +
      percent_level +
      "%. A pay band is compared with the rest of the workforce. A verdict asks whether the ratio differs from 1, and whether "
      "it lies outside " +
      margin +
      "; \"similar\" is said only where it can be shown. Within each family of comparisons p-values are also "
      "given after Holm's adjustment; verdicts rest on the unadjusted ones.");
  if (specification.threshold > 0) {
    std::string text = "Redaction. Headcounts below " + std::to_string(specification.threshold) +
                       ", and those from which one would follow by a single subtraction, are withheld and shown as R, and with "
                       "them their percentages, "
                       "ratios, intervals and verdicts.";
    if (summary.by_rule + summary.to_protect > 0) {
      text += " Withheld here: " + plural(summary.by_rule, "cell", "cells") + " with a small count, " +
              plural(summary.to_protect, "cell", "cells") + " to protect others.";
    }
    notes.push_back(std::move(text));
  } else {
    notes.push_back("Redaction is switched off: small headcounts are shown. Do not publish this report as it stands.");
  }
  if (summary.at_source > 0) {
    notes.push_back(plural(summary.at_source, "cell was", "cells were") +
                    " already withheld in the source" +
                    (specification.threshold > 0
                         ? ", and so is a percentage or ratio that the source printed beside a withheld count."
                         : ". A percentage or ratio that the source printed without its counts is repeated and not assessed."));
  }
  note_printed_twice(cells, notes);
}

}  // namespace equitable::wres::detail
