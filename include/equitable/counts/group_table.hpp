/// @file counts/group_table.hpp
/// Several labelled groups, each with events and total: White, Asian, Black, Mixed, Other.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "equitable/counts/table2x2.hpp"

namespace equitable {

/// Labelled groups in the order they were added. Groups do not overlap: the whole is their sum.
class GroupTable {
 public:
  /// Adds a group.
  /// @throws InvalidInput when the label is taken, or the counts break 0 <= events <= total <= 2^53
  void add(std::string label, Count events, Count total) {
    const Proportion counted = checked_proportion(events, total, "GroupTable::add");
    for (const std::string& taken : labels_)
      if (taken == label) throw_invalid("GroupTable::add", "label", "\"" + label + "\"", "must not occur twice");
    labels_.push_back(std::move(label));
    groups_.push_back(counted);
  }

  [[nodiscard]] std::size_t size() const noexcept { return groups_.size(); }
  [[nodiscard]] const std::string& label(std::size_t index) const { return labels_.at(index); }
  [[nodiscard]] Proportion group(std::size_t index) const { return groups_.at(index); }

  /// The position of a label. @throws InvalidInput listing the labels there are
  [[nodiscard]] std::size_t find(std::string_view label) const {
    std::string known;
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      if (labels_[i] == label) return i;
      known.append(i == 0 ? "" : ", ").append(labels_[i]);
    }
    throw_invalid("GroupTable::find", "label", "\"" + std::string(label) + "\"", "must be one of: " + known);
  }

  /// All groups together.
  [[nodiscard]] Proportion whole() const noexcept {
    Proportion sum;
    for (const Proportion& group : groups_) sum = {sum.events + group.events, sum.total + group.total};
    return sum;
  }
  /// One group against another.
  [[nodiscard]] Table2x2 against(std::string_view label, std::string_view reference) const {
    return {groups_[find(label)], groups_[find(reference)]};
  }
  /// One group against everybody else.
  [[nodiscard]] Table2x2 against_rest(std::string_view label) const {
    return part_and_rest(groups_[find(label)], whole(), "GroupTable::against_rest");
  }

 private:
  std::vector<std::string> labels_;
  std::vector<Proportion> groups_;
};

}  // namespace equitable
