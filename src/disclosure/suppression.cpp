#include "equitable/disclosure/suppression.hpp"

#include <set>
#include <string>

namespace equitable::detail {

namespace {

constexpr unsigned char shown = 0;
constexpr unsigned char primary = 1;
constexpr unsigned char secondary = 2;
constexpr const char* where = "suppress";

using Members = std::vector<std::size_t>;

Members members_of(const AdditiveRelation& relation) {
  Members members{relation.total};
  members.insert(members.end(), relation.parts.begin(), relation.parts.end());
  return members;
}

void check_cells(const std::vector<SuppressionCell>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].flag == CellFlag::hidden) continue;
    const Count count = cells[i].count;
    if (count < 0 || count > max_count) {
      throw_invalid(where, "cells[" + std::to_string(i) + "].count", std::to_string(count), "must be 0 to 2^53");
    }
  }
}

void check_relation(const std::vector<SuppressionCell>& cells, const Members& members, std::size_t index) {
  const std::string name = "relations[" + std::to_string(index) + "]";
  const std::set<std::size_t> distinct(members.begin(), members.end());
  if (*distinct.rbegin() >= cells.size()) {
    throw_invalid(where, name, "about cell " + std::to_string(*distinct.rbegin()),
                  "must name one of the " + std::to_string(cells.size()) + " cells, counted from 0");
  }
  if (distinct.size() != members.size()) throw_invalid(where, name, "naming a cell twice", "must name each cell once");
  Count sum = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const SuppressionCell& cell = cells[members[i]];
    if (cell.flag == CellFlag::hidden) return;
    sum += i == 0 ? -cell.count : cell.count;
  }
  if (sum != 0) {
    throw_invalid(where, name, "off by " + std::to_string(sum), "must have a total that is the sum of its parts");
  }
}

// The state of the closure: what is hidden, how many hidden members each relation has, and of how many open relations each cell
// is a member.
class Closure {
 public:
  Closure(const std::vector<SuppressionCell>& cells, const std::vector<AdditiveRelation>& relations, Suppression& result)
      : cells_(cells),
        hidden_(result.hidden),
        relations_of_(cells.size()),
        mends_(cells.size(), 0),
        hidden_members_(relations.size(), 0) {
    members_.reserve(relations.size());
    for (std::size_t r = 0; r < relations.size(); ++r) {
      members_.push_back(members_of(relations[r]));
      check_relation(cells, members_.back(), r);
      for (const std::size_t cell : members_.back()) relations_of_[cell].push_back(r);
    }
  }

  void hide(std::size_t cell, unsigned char reason) {
    hidden_[cell] = reason;
    for (const std::size_t r : relations_of_[cell]) {
      const int count = ++hidden_members_[r];
      if (count > 2) continue;
      for (const std::size_t member : members_[r]) mends_[member] += count == 1 ? 1 : -1;
    }
  }

  void run() {
    for (;;) {
      std::size_t best = cells_.size();
      for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
        const bool eligible = hidden_[cell] == shown && cells_[cell].flag != CellFlag::fixed && mends_[cell] > 0;
        if (eligible && (best == cells_.size() || cheaper(cell, best))) best = cell;
      }
      if (best == cells_.size()) return;
      hide(best, secondary);
    }
  }

  [[nodiscard]] std::size_t open_relations() const {
    std::size_t open = 0;
    for (const int count : hidden_members_) open += count == 1 ? 1U : 0U;
    return open;
  }

 private:
  [[nodiscard]] Count cost(std::size_t cell) const { return cells_[cell].cost < 0 ? cells_[cell].count : cells_[cell].cost; }

  // Cost per mended relation, then count.
  [[nodiscard]] bool cheaper(std::size_t cell, std::size_t than) const {
    const Count left = cost(cell) * mends_[than];
    const Count right = cost(than) * mends_[cell];
    return left != right ? left < right : cells_[cell].count < cells_[than].count;
  }

  const std::vector<SuppressionCell>& cells_;
  std::vector<unsigned char>& hidden_;
  std::vector<Members> members_;
  std::vector<Members> relations_of_;
  std::vector<Count> mends_;
  std::vector<int> hidden_members_;
};

}  // namespace

void suppress_into(const std::vector<SuppressionCell>& cells, const std::vector<AdditiveRelation>& relations,
                   const ThresholdRule& rule, Suppression& result) {
  check_cells(cells);
  result.hidden.assign(cells.size(), shown);
  result.unmended = 0;
  Closure closure(cells, relations, result);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const SuppressionCell& cell = cells[i];
    const bool withheld = !cell.exempt && rule.withholds(cell.count);
    if (cell.flag == CellFlag::hidden || withheld) closure.hide(i, primary);
  }
  closure.run();
  result.unmended = closure.open_relations();
}

}  // namespace equitable::detail
