// Which printed counts hang together: every count that is printed, or follows from two printed ones, is a variable; what adds up
// is a relation.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "equitable/disclosure/suppression.hpp"
#include "stages.hpp"
#include "strata.hpp"

namespace equitable::wres::detail {

constexpr std::size_t none = static_cast<std::size_t>(-1);
constexpr Count unknown_count = -1;

// The variables of one cell: events, total, and the people without the outcome.
struct Variables {
  std::size_t events = none;
  std::size_t total = none;
  std::size_t rest = none;
};

[[nodiscard]] std::string joined(const std::vector<std::string>& parts);

class RedactionModel {
 public:
  explicit RedactionModel(const std::vector<Cell>& cells);
  [[nodiscard]] Suppression suppressed(const ThresholdRule& rule);
  [[nodiscard]] const Variables& of(std::size_t cell) const { return of_cell_[cell]; }

 private:
  // A variable is known by its name and its count: two prints of one figure that disagree are two variables.
  std::size_t variable(const std::string& name, Count count, const Cell* printed);

  // A count that the source withheld: hidden, its size unknown.
  std::size_t withheld_variable(const std::string& name);
  std::size_t counted_or_withheld(const std::string& name, const std::optional<Count>& count, const std::string& status,
                                  const Cell& cell);
  [[nodiscard]] std::size_t existing(const std::string& name, Count count) const;
  [[nodiscard]] static bool is_share(const Cell& cell);
  [[nodiscard]] static bool is_completeness(const Cell& cell);

  // People of a group in a post; the same variable in whichever table it is printed.
  [[nodiscard]] static std::string head(const Subject& s, const std::string& group);

  // Everybody a share is taken of.
  [[nodiscard]] static std::string base(const Subject& s);
  [[nodiscard]] static std::string rate_name(const char* what, const Subject& s);
  void add_shares(std::size_t i);

  // Staff at the end of a year are the staff of the snapshot that closes it, in whichever indicator they are the denominator.
  [[nodiscard]] static std::string headcount_name(const Subject& s);
  void add_rates(std::size_t i);
  void add_completeness(std::size_t i);

  // Those without the outcome: for a share that leaves out one group only, the people of the other; else a number that is not
  // printed anywhere.
  void add_rest(std::size_t i);

  // Adds total = sum of parts when the counts do add up.
  void relate(std::size_t total, std::vector<std::size_t> parts);

  // Calls action(get) for events, totals and rests in turn.
  template <class Action>
  static void for_each_quantity(const Action& action);

  // BME = Asian + Black + Mixed + Other, and everybody known = White + BME.
  void relate_groups();

  // Everybody = White + the minority groups, together or apart, + those of unknown ethnicity, as far as they are counted.
  template <class At>
  void relate_everybody(std::size_t everybody, const At& at);

  // What a share is taken of: those known, or all staff.
  void relate_share_total(const std::map<std::string, Variables>& groups);

  // Known = the two groups' people, unknown = not stated + not known + empty.
  void relate_unknown();

  // Two years together = one year + the other.
  void relate_windows();

  struct Node {
    std::string staff_type;
    std::string place;
    Stratum stratum;
    bool overall = false;
    std::size_t variable = none;
    std::size_t total = none;
  };

  // Strata that make up a larger one: bands in a group of bands, bands in the workforce, the strata of one table, the two halves
  // of a board.
  void relate_strata();
  void relate_parts(const Node& whole, const std::vector<Node>& list);

  // Workforce = a part + the rest of it, which every comparison of that part names.
  void relate_rests(const Node& whole, const std::vector<Node>& list);
  template <class Get>
  void relate_board(const Get& get);

  std::vector<Cell> cells_;
  std::vector<Variables> of_cell_;
  std::map<std::string, std::size_t> by_name_;
  std::vector<SuppressionCell> variables_;
  std::vector<AdditiveRelation> relations_;
  std::set<std::pair<std::size_t, std::vector<std::size_t>>> seen_;
};

}  // namespace equitable::wres::detail
