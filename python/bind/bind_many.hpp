// Shared by bind_many*.cpp: one question to many tables at once. The tables stand one below the other in flat columns; offsets say where each begins.
//
// A table that breaks a rule comes back with the status invalid: the Python functions find such rows beforehand, or ask the function of one table.
#pragma once

#include <algorithm>

#include "bind.hpp"
#include "equitable/groups/batch_columns.hpp"
#include "equitable/groups/batch_pairs.hpp"

namespace equitable::python {

void bind_many_families(py::module_& module);
void bind_many_gaps(py::module_& module);
void bind_many_organisations(py::module_& module);
void bind_many_strata(py::module_& module);
void bind_many_verdicts(py::module_& module);

// Where the tables begin in columns of so many rows: 0 first, never falling, the number of rows last.
class Tables {
 public:
  Tables(const char* where, const Counts& given, py::ssize_t rows) {
    bool fine = given.ndim() == 1 && given.size() > 0 && given.data()[0] == 0 && given.data()[given.size() - 1] == rows;
    for (py::ssize_t i = 1; fine && i < given.size(); ++i) fine = given.data()[i - 1] <= given.data()[i];
    if (!fine) throw_invalid(where, "offsets", "not in order", "must begin with 0, never fall, and end with the number of rows");
    offsets_.assign(given.data(), given.data() + given.size());
  }
  [[nodiscard]] py::ssize_t count() const noexcept { return static_cast<py::ssize_t>(offsets_.size()) - 1; }
  [[nodiscard]] const std::size_t* from(py::ssize_t table) const noexcept { return offsets_.data() + table; }

 private:
  std::vector<std::size_t> offsets_;
};

constexpr std::size_t length(py::ssize_t first, py::ssize_t last) noexcept { return static_cast<std::size_t>(last - first); }

// Does `work(first, last)` for all tables or rows in pieces between which Ctrl-C is heard. Kernels in lanes take nanoseconds a table, and their last
// bits depend on which tables are neighbours: they are not cut.
template <class Work>
void pieces(py::ssize_t count, bool in_lanes, const Work& work) {
  in_pieces(count, in_lanes ? std::max<py::ssize_t>(count, 1) : few_rows, work);
}

// Events and totals of groups, one table below the other.
struct GroupColumns {
  GroupColumns(const char* where, const Counts& events, const Counts& totals, const Counts& offsets)
      : x(events.data()), n(totals.data()), tables(where, offsets, rows_of<Count, Count>(where, events, totals)) {}
  [[nodiscard]] GroupRows part(py::ssize_t first, py::ssize_t last) const noexcept {
    return {x, n, tables.from(first), length(first, last)};
  }
  const Count* x;
  const Count* n;
  Tables tables;
};

// Two groups in strata, one table below the other.
struct StrataColumns {
  StrataColumns(const char* where, const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Counts& offsets)
      : columns{x1.data(), n1.data(), x2.data(), n2.data(),
                static_cast<std::size_t>(rows_of<Count, Count, Count, Count>(where, x1, n1, x2, n2))},
        tables(where, offsets, x1.size()) {}
  TableColumns columns;
  Tables tables;
};

// The comparisons of every table: where they begin, and which groups each compares by their places in the table.
class PairPlaces {
 public:
  PairPlaces(const GroupColumns& data, Family family)
      : begins_(pair_offsets(data.part(0, data.tables.count()), family)),
        group_(begins_.back()),
        against_(begins_.back(), the_rest) {}
  [[nodiscard]] py::ssize_t rows() const noexcept { return static_cast<py::ssize_t>(group_.size()); }
  [[nodiscard]] std::size_t* group(py::ssize_t row) noexcept { return group_.data() + row; }
  [[nodiscard]] std::size_t* against(py::ssize_t row) noexcept { return against_.data() + row; }
  // `work(first, last, row)`: the tables, and the row in which the comparisons of the first begin.
  template <class Work>
  void for_pieces(const Work& work) const {
    pieces(static_cast<py::ssize_t>(begins_.size()) - 1, false, [&](py::ssize_t first, py::ssize_t last) {
      work(first, last, static_cast<py::ssize_t>(begins_[static_cast<std::size_t>(first)]));
    });
  }
  // Both places, −1 for the rest.
  [[nodiscard]] py::tuple arrays() const {
    const Outputs<std::tuple<Count, Count>> places(rows());
    for (py::ssize_t row = 0; row < rows(); ++row) {
      const auto i = static_cast<std::size_t>(row);
      places.set(row, {static_cast<Count>(group_[i]), against_[i] == the_rest ? Count{-1} : static_cast<Count>(against_[i])});
    }
    return places.arrays();
  }
  [[nodiscard]] py::array_t<Count> begins() const {
    const Output<Count> begins(static_cast<py::ssize_t>(begins_.size()));
    for (std::size_t i = 0; i < begins_.size(); ++i) begins[static_cast<py::ssize_t>(i)] = static_cast<Count>(begins_[i]);
    return begins.array;
  }

 private:
  std::vector<std::size_t> begins_;
  std::vector<std::size_t> group_;
  std::vector<std::size_t> against_;
};

}  // namespace equitable::python
