// What the binders share: a row of numbers or columns of them in, the answers out, and the GIL let go in between.
//
// Counts are int64 and other numbers float64, one-dimensional and contiguous, and nothing else: a float never becomes a count here. Names,
// documentation and friendly errors live in Python; this layer adds the row to an error and otherwise passes numbers through. Every function is
// defined twice by one call: `name_one` for a row, `name` for columns.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "equitable/core/error.hpp"
#include "equitable/core/results.hpp"
#include "equitable/core/types.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/counts/proportion.hpp"

namespace equitable::python {

namespace py = pybind11;

void bind_proportion(py::module_& module);
void bind_comparison(py::module_& module);
void bind_representation(py::module_& module);
void bind_significance(py::module_& module);
void bind_planning(py::module_& module);
void bind_verdict(py::module_& module);
void bind_ethnicity(py::module_& module);
void bind_wres(py::module_& module);
void bind_person_time(py::module_& module);
void bind_paired(py::module_& module);
void bind_groups(py::module_& module);
void bind_ordered(py::module_& module);
void bind_strata(py::module_& module);
void bind_shares(py::module_& module);
void bind_gaps(py::module_& module);

using Code = std::uint8_t;  // a position in one of the module's lists of names

template <class Value>
using Column = py::array_t<Value, py::array::c_style>;
using Counts = Column<Count>;

// An argument that is taken as it is or refused, never converted.
inline py::arg exactly(const char* name) {
  py::arg argument(name);
  argument.noconvert();
  return argument;
}

// A number given as a row's value: a float argument takes a Python integer too, a count takes nothing but integers.
template <class Value>
py::arg row_argument(const char* name) {
  return std::is_same_v<Value, Count> ? exactly(name) : py::arg(name);
}

inline Code code(Status status) noexcept { return static_cast<Code>(status); }

// ------------------------------------------------------------------------------------------------------------ names

// The names of all values of an enumeration, in order.
template <class Enum, std::size_t Size>
py::tuple names(const std::array<Enum, Size>& values) {
  py::tuple texts(Size);
  for (std::size_t i = 0; i < Size; ++i) texts[i] = py::str(name(values[i]));
  return texts;
}

// The names of an enumeration whose values count up from 0.
template <std::size_t Size>
py::tuple names(const std::array<const char*, Size>& texts) {
  py::tuple result(Size);
  for (std::size_t i = 0; i < Size; ++i) result[i] = py::str(texts[i]);
  return result;
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

// The same for an enumeration whose values count up from 0.
template <class Enum, std::size_t Size>
Enum chosen(const char* argument, std::string_view text, const std::array<const char*, Size>& texts) {
  std::string known;
  for (std::size_t i = 0; i < Size; ++i) {
    if (text == texts[i]) return static_cast<Enum>(i);
    known.append(known.empty() ? "" : ", ").append(texts[i]);
  }
  throw InvalidInput(std::string(argument) + " is '" + std::string(text) + "', but must be one of " + known);
}

inline constexpr std::array<const char*, 3> alternatives{"two-sided", "greater", "less"};
inline constexpr std::array<const char*, 3> measures{"ratio", "difference", "odds_ratio"};

inline Alternative alternative_named(std::string_view text) { return chosen<Alternative>("alternative", text, alternatives); }
inline Measure measure_named(std::string_view text) { return chosen<Measure>("measure", text, measures); }

// ---------------------------------------------------------------------------------------------------------- columns

// What a function takes a row of: the types, and their names.
template <class... Values>
struct Inputs {
  std::array<const char*, sizeof...(Values)> names;
};
template <std::size_t Size>
using Labels = std::array<const char*, Size>;

inline constexpr Inputs<Count, Count> one_group{{"events", "total"}};
inline constexpr Inputs<Count, Count, Count, Count> two_groups{{"events", "total", "reference_events", "reference_total"}};
inline constexpr Inputs<Count, Count, Count, Count> part_and_whole{{"events", "total", "whole_events", "whole_total"}};

// The number of rows of columns that must be one-dimensional and of one length.
template <class... Values>
py::ssize_t rows_of(const std::string& where, const Column<Values>&... columns) {
  const std::array<const py::array*, sizeof...(Values)> all{&columns...};
  for (const py::array* column : all) {
    if (column->ndim() != 1)
      throw_invalid(where.c_str(), "the number of dimensions", std::to_string(column->ndim()), "must be 1");
    if (column->size() != all[0]->size())
      throw_invalid(where.c_str(), "the length of a column", std::to_string(column->size()),
                    "must be " + std::to_string(all[0]->size()) + ", the length of the first");
  }
  return all[0]->size();
}

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

// The columns of an answer that is a std::tuple.
template <class Answer>
class Outputs;

template <class... Values>
class Outputs<std::tuple<Values...>> {
 public:
  explicit Outputs(py::ssize_t rows) : columns_(((void)sizeof(Values), rows)...) {}
  void set(py::ssize_t row, const std::tuple<Values...>& answer) const { set(row, answer, std::index_sequence_for<Values...>{}); }
  [[nodiscard]] py::tuple arrays() const {
    return std::apply([](const auto&... column) { return py::make_tuple(column.array...); }, columns_);
  }

 private:
  template <std::size_t... I>
  void set(py::ssize_t row, const std::tuple<Values...>& answer, std::index_sequence<I...>) const {
    ((std::get<I>(columns_)[row] = std::get<I>(answer)), ...);
  }
  std::tuple<Output<Values>...> columns_;
};

// --------------------------------------------------------------------------------------------------- the two shapes

// `one` as name_one and `many` as name, with the names of inputs and options.
template <class... Values, std::size_t Size, class One, class Many, std::size_t... I, std::size_t... J>
void define_both(py::module_& module, const std::string& name, const Inputs<Values...>& inputs, const Labels<Size>& labels,
                 const One& one, const Many& many, std::index_sequence<I...>, std::index_sequence<J...>) {
  module.def((name + "_one").c_str(), one, row_argument<Values>(inputs.names[I])..., py::arg(labels[J])...);
  module.def(name.c_str(), many, exactly(inputs.names[I])..., py::arg(labels[J])...);
}

// A function of a row. `prepare` takes the options, checks them once, and gives the function of a row's values; its answer is a std::tuple of
// numbers, and columns give a tuple of arrays.
template <class... Values, class Row, class... Options>
void define(py::module_& module, const std::string& name, const Inputs<Values...>& inputs,
            const Labels<sizeof...(Options)>& labels, Row (*prepare)(Options...)) {
  using Answer = std::decay_t<decltype(std::declval<const Row&>()(std::declval<Values>()...))>;
  const auto one = [prepare](Values... values, Options... options) -> Answer { return prepare(options...)(values...); };
  const auto many = [prepare, name](const Column<Values>&... columns, Options... options) {
    const py::ssize_t rows = rows_of<Values...>(name, columns...);
    const Row work = prepare(options...);
    const Outputs<Answer> output(rows);
    const std::tuple<const Values*...> data{columns.data()...};
    for_each_row(rows, [&](py::ssize_t row) {
      output.set(row, std::apply([&](const Values*... column) { return work(column[row]...); }, data));
    });
    return output.arrays();
  };
  define_both(module, name, inputs, labels, one, many, std::index_sequence_for<Values...>{},
              std::index_sequence_for<Options...>{});
}

// Estimates by a kernel of the library, which takes a row and a million rows alike. The kernel marks a row that breaks a rule; `check` is asked
// about that row and says which rule.
template <class Tables, class Choice, class Check, class... Values, class... Options>
void define_estimates(py::module_& module, const std::string& name, const Inputs<Values...>& inputs,
                      const Labels<sizeof...(Options)>& labels, Choice (*prepare)(Options...),
                      void (*kernel)(const Tables&, const Choice&, const EstimateOutput&), Check check) {
  static_assert(sizeof(Status) == sizeof(Code));
  const auto one = [=](Values... values, Options... options) -> std::tuple<double, double, double, Code> {
    double value{}, lower{}, upper{};
    Status status{};
    kernel(Tables{&values..., 1}, prepare(options...), {&value, &lower, &upper, &status});
    if (status == Status::invalid) check(values...);
    return {value, lower, upper, code(status)};
  };
  const auto many = [=](const Column<Values>&... columns, Options... options) {
    const py::ssize_t rows = rows_of<Values...>(name, columns...);
    const Choice choice = prepare(options...);
    const Output<double> value(rows), lower(rows), upper(rows);
    const Output<Code> status(rows);
    const Tables tables{columns.data()..., static_cast<std::size_t>(rows)};
    const std::tuple<const Values*...> data{columns.data()...};
    {
      const py::gil_scoped_release release;
      kernel(tables, choice, {value.data, lower.data, upper.data, reinterpret_cast<Status*>(status.data)});
      for (py::ssize_t row = 0; row < rows; ++row)
        if (status[row] == code(Status::invalid))
          at_row(row, [&] { std::apply([&](const Values*... column) { check(column[row]...); }, data); });
    }
    return py::make_tuple(value.array, lower.array, upper.array, status.array);
  };
  define_both(module, name, inputs, labels, one, many, std::index_sequence_for<Values...>{},
              std::index_sequence_for<Options...>{});
}

// ---------------------------------------------------------------------------------------------------------- answers

using EstimateAnswer = std::tuple<double, double, double, Code>;  // value, lower, upper, status
using TestAnswer = std::tuple<double, double, Code>;              // statistic, pvalue, status

inline EstimateAnswer answer(const Estimate& e) noexcept { return {e.value, e.lower, e.upper, code(e.status)}; }
inline TestAnswer answer(const TestResult& t) noexcept { return {t.statistic, t.pvalue, code(t.status)}; }

// ------------------------------------------------------------------------------------------- functions of many groups

// A column as the library's functions of many groups take it.
template <class Value>
std::vector<Value> values_of(const Column<Value>& column) {
  return {column.data(), column.data() + column.size()};
}

inline std::vector<Proportion> groups_of(const std::string& where, const Counts& events, const Counts& totals) {
  const py::ssize_t rows = rows_of<Count, Count>(where, events, totals);
  std::vector<Proportion> groups;
  groups.reserve(static_cast<std::size_t>(rows));
  for (py::ssize_t i = 0; i < rows; ++i) groups.push_back({events.data()[i], totals.data()[i]});
  return groups;
}

// Work on values that Python cannot reach, without the GIL.
template <class Work>
auto unlocked(const Work& work) {
  const py::gil_scoped_release release;
  return work();
}

}  // namespace equitable::python
