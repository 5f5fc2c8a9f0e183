// What the binders share: columns in, columns out, and the GIL let go in between.
//
// Columns of counts are one-dimensional, contiguous int64 arrays and nothing else: a float never becomes a count here. Names, documentation and
// friendly errors live in Python; this layer adds the row to an error and otherwise passes numbers through.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "equitable/core/array.hpp"
#include "equitable/core/error.hpp"
#include "equitable/core/results.hpp"
#include "equitable/core/types.hpp"

namespace equitable::python {

namespace py = pybind11;

void bind_proportion(py::module_& module);
void bind_comparison(py::module_& module);
void bind_significance(py::module_& module);
void bind_verdict(py::module_& module);
void bind_ethnicity(py::module_& module);
void bind_wres(py::module_& module);

using Counts = py::array_t<Count, py::array::c_style>;
using Code = std::uint8_t;  // a position in one of the module's lists of names

// An argument that is taken as it is or refused, never converted.
inline py::arg exactly(const char* name) {
  py::arg argument(name);
  argument.noconvert();
  return argument;
}

inline Code code(Status status) noexcept { return static_cast<Code>(status); }

// The names of all values of an enumeration, in order.
template <class Enum, std::size_t Size>
py::tuple names(const std::array<Enum, Size>& values) {
  py::tuple texts(Size);
  for (std::size_t i = 0; i < Size; ++i) texts[i] = py::str(name(values[i]));
  return texts;
}

// The value of an enumeration that has this name.
template <class Enum, std::size_t Size>
Enum chosen(const char* argument, std::string_view text, const std::array<Enum, Size>& values) {
  std::string known;
  for (const Enum value : values) {
    if (text == name(value)) return value;
    known.append(known.empty() ? "" : ", ").append(name(value));
  }
  throw InvalidInput(std::string(argument) + " is '" + std::string(text) + "', but must be one of " + known);
}

inline constexpr std::array<Alternative, 3> alternatives{Alternative::two_sided, Alternative::greater, Alternative::less};

// Columns of one length, read without a copy.
template <std::size_t Width>
class Columns {
 public:
  Columns(const char* where, const std::array<const Counts*, Width>& columns) {
    for (std::size_t i = 0; i < Width; ++i) {
      if (columns[i]->ndim() != 1)
        throw_invalid(where, "the number of dimensions", std::to_string(columns[i]->ndim()), "must be 1");
      check_size(where, "a column", columns[i]->size(), columns[0]->size());
      data_[i] = columns[i]->data();
    }
    rows_ = columns[0]->size();
  }
  [[nodiscard]] py::ssize_t rows() const noexcept { return rows_; }
  [[nodiscard]] Count operator()(std::size_t column, py::ssize_t row) const noexcept { return data_[column][row]; }
  [[nodiscard]] Eigen::Map<const CountArray> column(std::size_t column) const noexcept { return {data_[column], rows_}; }

 private:
  std::array<const Count*, Width> data_{};
  py::ssize_t rows_ = 0;
};

// Runs the work of one row; an error gets the row's number.
template <class Work>
void at_row(py::ssize_t row, const Work& work) {
  try {
    work();
  } catch (const InvalidInput& error) {
    throw InvalidInput(std::string(error.what()) + " (row " + std::to_string(row) + ", counting from 0)");
  }
}

// Does the work of every row without the GIL.
template <class Work>
void for_each_row(py::ssize_t rows, const Work& work) {
  const py::gil_scoped_release release;
  for (py::ssize_t row = 0; row < rows; ++row) at_row(row, [&] { work(row); });
}

// A fresh column to write into. The pointer is taken while the GIL is held and used while it is not.
template <class Value>
struct Output {
  explicit Output(py::ssize_t rows) : array(rows), data(array.mutable_data()) {}
  Value& operator[](py::ssize_t row) const noexcept { return data[row]; }
  py::array_t<Value> array;
  Value* data;
};

// An Eigen column handed over to NumPy without a copy.
template <class Column>
py::array moved(Column&& column) {
  auto* held = new std::decay_t<Column>(std::forward<Column>(column));
  const py::capsule owner(held, [](void* pointer) { delete static_cast<std::decay_t<Column>*>(pointer); });
  return py::array(held->size(), held->data(), owner);
}

inline py::array moved(StatusArray&& column) {
  auto* held = new StatusArray(std::move(column));
  const py::capsule owner(held, [](void* pointer) { delete static_cast<StatusArray*>(pointer); });
  return py::array_t<Code>(held->size(), reinterpret_cast<const Code*>(held->data()), owner);
}

// (value, lower, upper, status) of one row, and of many.
inline py::tuple unpacked(const Estimate& estimate) {
  return py::make_tuple(estimate.value, estimate.lower, estimate.upper, code(estimate.status));
}

// Batches mark a row that breaks a rule; the function of one row says which rule.
template <class EstimateColumns, class One>
py::tuple unpacked(EstimateColumns&& columns, const One& one) {
  for (Eigen::Index row = 0; row < columns.status.size(); ++row)
    if (columns.status[row] == Status::invalid) at_row(row, [&] { static_cast<void>(one(row)); });
  return py::make_tuple(moved(std::move(columns.value)), moved(std::move(columns.lower)), moved(std::move(columns.upper)),
                        moved(std::move(columns.status)));
}

}  // namespace equitable::python
