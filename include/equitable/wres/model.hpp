/// @file wres/model.hpp
/// What goes into a report, and what comes out: counted cells in; figures, comparisons, findings, completeness, checks and notes
/// out.
///
/// All of it is plain data, ready to be printed: texts are exact decimals of the counts, numbers stand beside them for charts. A
/// number that does not exist is NaN, a count that is not shown is empty. `status` says why: "" shown, "c" confidential, "x" not
/// available, "z" not applicable.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/core/types.hpp"

namespace equitable::wres {

/// What a figure is about. Groups are "White", "BME", "Asian", "Black", "Mixed", "Other", "Not stated", "Not known", "Empty",
/// "Unknown" and "All".
struct Subject {
  int indicator = 0;
  std::string outcome;
  std::string population;
  std::string staff_type;
  std::string stratum;
  std::string group;
  std::string period;
  std::string period_kind;
};

/// One counted, or printed, cell of the input.
struct Cell {
  Subject subject;
  std::string place;  ///< table or page it was printed in; empty for the running text
  std::string id;     ///< the source's own number for it
  std::optional<Count> events;
  std::optional<Count> total;
  std::string events_status;  ///< why events are missing: "c", "x", "z"; "" when they are known
  std::string total_status;
  std::string published_percent;  ///< as printed, "8.7"; empty when nothing was printed
  bool published = false;         ///< already public: printed as it stands, never withheld to protect another cell
  std::string published_value;    ///< a printed ratio or difference; the group may then be a pair, "White/BME"
};

/// One cell as it may be printed.
struct Figure {
  Subject subject;
  std::string place;
  std::optional<Count> events;
  std::optional<Count> total;
  std::string events_text;
  std::string total_text;
  double rate = not_a_number;
  std::string rate_text;
  double lower = not_a_number;
  double upper = not_a_number;
  std::string status;
};

/// What was said of the same comparison a period before.
struct Previous {
  std::string period;
  std::string ratio_text;
  std::string gap_text;
  std::string state;
  std::string grade;
};

/// A group against a reference, or a part against the rest of its whole.
struct Comparison {
  Subject subject;
  std::string reference;
  std::string framing;
  std::optional<Count> events;
  std::optional<Count> total;
  double rate = not_a_number;
  std::optional<Count> reference_events;
  std::optional<Count> reference_total;
  double reference_rate = not_a_number;
  std::optional<Count> whole_events;  ///< representation only: the whole that contains the part
  std::optional<Count> whole_total;
  double whole_rate = not_a_number;
  double ratio = not_a_number;  ///< to the reference; its interval decides the verdict
  std::string ratio_text;
  double lower = not_a_number;
  double upper = not_a_number;
  double whole_ratio = not_a_number;  ///< representation only: to the whole
  std::string whole_ratio_text;
  double whole_ratio_lower = not_a_number;
  double whole_ratio_upper = not_a_number;
  double gap = not_a_number;  ///< representation: from the whole; otherwise from the reference
  std::string gap_text;
  double gap_lower = not_a_number;
  double gap_upper = not_a_number;
  double statistic = not_a_number;
  double pvalue = not_a_number;
  double pvalue_adjusted = not_a_number;
  std::string family;
  std::string method;
  std::string alternative;
  double confidence_level = not_a_number;
  std::string state;
  std::string grade;
  std::optional<Count> fragility;
  std::string complement_state;
  bool framing_changes = false;
  double equivalence_lower = not_a_number;
  double equivalence_upper = not_a_number;
  std::string policy_lpt;
  std::string policy_four_fifths;
  std::string policy_two_standard_deviations;
  std::string policy_banding;
  double impact_ratio = not_a_number;
  std::string sentence;
  std::vector<std::string> notes;
  std::string status;
  std::optional<Previous> previous;
};

/// One line of the front page.
struct Finding {
  int indicator = 0;
  std::string outcome;
  std::string population;
  std::string period;
  std::string kind;  ///< "representation", "relative_likelihood", "board", "withheld" or "unknown"
  std::string text;
  std::string previous_text;
  std::string state;  ///< from the side of the group the line speaks of
  std::string grade;
  std::string
      concern;  ///< "adverse" when the line says that the BME group fares worse, "favourable" when better, otherwise "neutral"
};

/// How many people's ethnicity is known, and what the unknown could change.
struct Completeness {
  int indicator = 0;    ///< the first indicator of the population
  std::string outcome;  ///< "ethnicity_known"
  std::string population;
  std::string period;
  std::string period_kind;
  std::optional<Count> known;
  std::optional<Count> not_stated;
  std::optional<Count> not_known;
  std::optional<Count> empty;
  std::optional<Count> unknown;  ///< all three together
  std::optional<Count> total;
  std::string percent_text;
  std::string share_text;             ///< the BME share of those whose ethnicity is known
  double share_lower = not_a_number;  ///< the BME share of all, were none of the unknown BME
  double share_upper = not_a_number;  ///< and were all of them
  std::string share_lower_text;
  std::string share_upper_text;
  std::string status;
};

/// A printed figure that its own counts contradict.
struct Check {
  std::string id;
  std::string place;
  std::string what;
  std::string published;
  std::string recomputed;
  Subject subject;  ///< what the figure is about
};

/// A report.
struct Report {
  std::vector<Figure> figures;
  std::vector<Comparison> comparisons;
  std::vector<Finding> findings;
  std::vector<Completeness> unknown;
  std::vector<Check> checks;
  std::vector<std::string> notes;
  /// Sums in which one withheld number still follows from the others, because those are already public. For whoever makes the
  /// report, not for its page.
  std::size_t unprotected = 0;
};

}  // namespace equitable::wres
