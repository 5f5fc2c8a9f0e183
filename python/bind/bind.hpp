// What the binders share: a row of numbers or columns of them in, the answers out, and the GIL let go in between.
//
// Counts are int64 and other numbers float64, one-dimensional and contiguous, and nothing else: a float never becomes a count here. Names,
// documentation and friendly errors live in Python; this layer adds the row to an error and otherwise passes numbers through. Every function is
// defined twice by one call: `name_one` for a row, `name` for columns.
#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "equitable/core/error.hpp"
#include "equitable/core/execution.hpp"
#include "equitable/core/results.hpp"
#include "equitable/core/types.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/detail/parallel.hpp"

namespace equitable::python {

namespace py = pybind11;

void bind_proportion(py::module_& module);
void bind_comparison(py::module_& module);
void bind_bootstrap(py::module_& module);
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
void bind_verdicts(py::module_& module);
void bind_families(py::module_& module);
void bind_stages(py::module_& module);
void bind_organisations(py::module_& module);
void bind_time(py::module_& module);
void bind_tabulate(py::module_& module);
void bind_many(py::module_& module);

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
  for (const Enum value : values)
    if (text == name(value)) return value;
  std::string known;
  for (const Enum value : values) known.append(known.empty() ? "" : ", ").append(name(value));
  throw InvalidInput(std::string(argument) + " is '" + std::string(text) + "', but must be one of " + known);
}

// The same for an enumeration whose values count up from 0.
template <class Enum, std::size_t Size>
Enum chosen(const char* argument, std::string_view text, const std::array<const char*, Size>& texts) {
  for (std::size_t i = 0; i < Size; ++i)
    if (text == texts[i]) return static_cast<Enum>(i);
  std::string known;
  for (const char* each : texts) known.append(known.empty() ? "" : ", ").append(each);
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

// Does `work(first, last)` for all rows, without the GIL, in pieces between which Ctrl-C is heard. A piece is of `size` rows, and of twice as many
// as the one before as long as they take no more than a moment.
template <class Work>
void in_pieces(py::ssize_t rows, py::ssize_t size, const Work& work) {
  constexpr std::chrono::milliseconds moment{100};
  py::ssize_t first = 0;
  do {
    const py::ssize_t last = rows - first > size ? first + size : rows;
    const auto start = std::chrono::steady_clock::now();
    {
      const py::gil_scoped_release release;
      work(first, last);
    }
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    if (std::chrono::steady_clock::now() - start < moment) size *= 2;
    first = last;
  } while (first < rows);
}

inline constexpr py::ssize_t few_rows = 64;  // of the slowest methods, a second's work at most

// Does the work of every row without the GIL, on so many threads.
template <class Work>
void for_each_row(py::ssize_t rows, const Work& work, const Execution& execution = {}) {
  in_pieces(rows, few_rows, [&](py::ssize_t first, py::ssize_t last) {
    const auto share = [&](std::size_t from, std::size_t to) {
      for (py::ssize_t row = first + static_cast<py::ssize_t>(from); row < first + static_cast<py::ssize_t>(to); ++row)
        at_row(row, [&] { work(row); });
    };
    constexpr std::size_t piece = 8;  // of rows that may take milliseconds each
    detail::parallel_rows(static_cast<std::size_t>(last - first), execution, share, piece);
  });
}

// A fresh column to write into. The pointer is taken while the GIL is held and used while it is not.
template <class Value>
struct Output {
  explicit Output(py::ssize_t rows) : array(rows), data(array.mutable_data()) {}
  explicit Output(py::array_t<Value> given) : array(std::move(given)), data(array.mutable_data()) {}
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
template <class... Values, std::size_t Size, class One, class Many, std::size_t... I, std::size_t... J, class... More>
void define_both(py::module_& module, const std::string& name, const Inputs<Values...>& inputs, const Labels<Size>& labels,
                 const One& one, const Many& many, std::index_sequence<I...>, std::index_sequence<J...>, const More&... of_many) {
  module.def((name + "_one").c_str(), one, row_argument<Values>(inputs.names[I])..., py::arg(labels[J])...);
  module.def(name.c_str(), many, exactly(inputs.names[I])..., py::arg(labels[J])..., of_many...);
}

// The answers of a function of a row to columns.
template <class Row, class... Values>
py::tuple answered(const std::string& name, const Row& work, const Execution& execution, const Column<Values>&... columns) {
  using Answer = std::decay_t<decltype(std::declval<const Row&>()(std::declval<Values>()...))>;
  const py::ssize_t rows = rows_of<Values...>(name, columns...);
  const Outputs<Answer> output(rows);
  const std::tuple<const Values*...> data{columns.data()...};
  for_each_row(
      rows,
      [&](py::ssize_t row) { output.set(row, std::apply([&](const Values*... column) { return work(column[row]...); }, data)); },
      execution);
  return output.arrays();
}

// A function of a row. `prepare` takes the options, checks them once, and gives the function of a row's values; its answer is a std::tuple of
// numbers, and columns give a tuple of arrays.
template <class... Values, class Row, class... Options>
void define(py::module_& module, const std::string& name, const Inputs<Values...>& inputs,
            const Labels<sizeof...(Options)>& labels, Row (*prepare)(Options...)) {
  const auto one = [prepare](Values... values, Options... options) { return prepare(options...)(values...); };
  const auto many = [prepare, name](const Column<Values>&... columns, Options... options) {
    return answered(name, prepare(options...), Execution{}, columns...);
  };
  define_both(module, name, inputs, labels, one, many, std::index_sequence_for<Values...>{},
              std::index_sequence_for<Options...>{});
}

// The same for a function worth sharing out to threads; the columns' form takes their number as its last argument.
template <class... Values, class Row, class... Options>
void define_shared(py::module_& module, const std::string& name, const Inputs<Values...>& inputs,
                   const Labels<sizeof...(Options)>& labels, Row (*prepare)(Options...)) {
  const auto one = [prepare](Values... values, Options... options) { return prepare(options...)(values...); };
  const auto many = [prepare, name](const Column<Values>&... columns, Options... options, unsigned threads) {
    return answered(name, prepare(options...), Execution{threads}, columns...);
  };
  define_both(module, name, inputs, labels, one, many, std::index_sequence_for<Values...>{},
              std::index_sequence_for<Options...>{}, py::arg("threads") = 1u);
}

// ---------------------------------------------------------------------------------------------------------- answers

using EstimateAnswer = std::tuple<double, double, double, Code>;  // value, lower, upper, status
using TestAnswer = std::tuple<double, double, Code>;              // statistic, pvalue, status

inline EstimateAnswer answer(const Estimate& e) noexcept { return {e.value, e.lower, e.upper, code(e.status)}; }
inline TestAnswer answer(const TestResult& t) noexcept { return {t.statistic, t.pvalue, code(t.status)}; }

// ------------------------------------------------------------------------------------- functions with a kernel of columns

// Columns of numbers in one block of memory, which the C library keeps at hand for the next call where it would give several back to the system.
template <std::size_t Size>
struct Block {
  explicit Block(py::ssize_t rows) : array(rows * static_cast<py::ssize_t>(Size)), data(array.mutable_data()), length(rows) {}
  [[nodiscard]] double* column(std::size_t place) const noexcept { return data + static_cast<py::ssize_t>(place) * length; }
  [[nodiscard]] py::array_t<double> view(std::size_t place) const { return py::array_t<double>(length, column(place), array); }
  py::array_t<double> array;
  double* data;
  py::ssize_t length;
};

// The columns that a kernel of the library writes.
struct EstimateArrays {
  using Answer = EstimateAnswer;
  explicit EstimateArrays(py::ssize_t rows) : numbers(rows), status(rows) {}
  [[nodiscard]] EstimateOutput from(py::ssize_t row) const noexcept {
    return {numbers.column(0) + row, numbers.column(1) + row, numbers.column(2) + row,
            reinterpret_cast<Status*>(status.data + row)};
  }
  [[nodiscard]] py::tuple arrays() const {
    return py::make_tuple(numbers.view(0), numbers.view(1), numbers.view(2), status.array);
  }
  Block<3> numbers;  // value, lower, upper
  Output<Code> status;
};

struct TestArrays {
  using Answer = TestAnswer;
  explicit TestArrays(py::ssize_t rows) : numbers(rows), status(rows) {}
  [[nodiscard]] TestOutput from(py::ssize_t row) const noexcept {
    return {numbers.column(0) + row, numbers.column(1) + row, reinterpret_cast<Status*>(status.data + row)};
  }
  [[nodiscard]] py::tuple arrays() const { return py::make_tuple(numbers.view(0), numbers.view(1), status.array); }
  Block<2> numbers;  // statistic, pvalue
  Output<Code> status;
};

static_assert(sizeof(Status) == sizeof(Code));

// Whether a method may take more than a microsecond a row. Such a method does every row by itself, so that its columns may be cut anywhere.
inline bool is_slow(std::string_view method) {
  for (const std::string_view part : {"exact", "hypergeometric", "unconditional", "agresti_min", "chan_zhang", "barnard",
                                      "boschloo", "blaker", "baptista", "conditional"})
    if (method.find(part) != std::string_view::npos) return true;
  return false;
}

// The name of a method, where `name` is something else.
template <class Method>
std::string_view text_of(Method method) {
  return name(method);
}

// A function of a row, `scalar(options, values...)`, that has a kernel of columns: `kernel(tables, options, output, execution)`. The kernel marks a row
// that breaks a rule; `check` is asked about that row and says which rule. The columns' form takes the number of threads as its last argument.
template <class Arrays, class Tables, class... Values, class Choice, class Scalar, class Kernel, class Check, class... Options>
void define_rows(py::module_& module, const std::string& name, const Inputs<Values...>& inputs,
                 const Labels<sizeof...(Options)>& labels, Choice (*prepare)(Options...), Scalar scalar, Kernel kernel,
                 Check check) {
  const auto one = [=](Values... values, Options... options) ->
      typename Arrays::Answer { return answer(scalar(prepare(options...), values...)); };
  const auto many = [=](const Column<Values>&... columns, Options... options, unsigned threads) {
    const py::ssize_t rows = rows_of<Values...>(name, columns...);
    const Choice choice = prepare(options...);
    const Arrays output(rows);
    const std::tuple<const Values*...> data{columns.data()...};
    in_pieces(rows, is_slow(text_of(choice.method)) ? few_rows : rows, [&](py::ssize_t first, py::ssize_t last) {
      const Tables tables = std::apply(
          [&](const Values*... column) {
            return Tables{(column + first)..., static_cast<std::size_t>(last - first)};
          },
          data);
      kernel(tables, choice, output.from(first), Execution{threads});
      const auto* const wrong = static_cast<const Code*>(
          std::memchr(output.status.data + first, code(Status::invalid), static_cast<std::size_t>(last - first)));
      if (wrong != nullptr) {
        const py::ssize_t row = wrong - output.status.data;
        at_row(row, [&] { std::apply([&](const Values*... column) { check(column[row]...); }, data); });
      }
    });
    return output.arrays();
  };
  define_both(module, name, inputs, labels, one, many, std::index_sequence_for<Values...>{},
              std::make_index_sequence<sizeof...(Options)>{}, py::arg("threads") = 1u);
}

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

// The tables of strata, organisations or periods: columns of four counts.
inline std::vector<Table2x2> tables_of(const std::string& where, const Counts& x1, const Counts& n1, const Counts& x2,
                                       const Counts& n2) {
  const py::ssize_t rows = rows_of<Count, Count, Count, Count>(where, x1, n1, x2, n2);
  std::vector<Table2x2> tables;
  tables.reserve(static_cast<std::size_t>(rows));
  for (py::ssize_t i = 0; i < rows; ++i) tables.push_back({{x1.data()[i], n1.data()[i]}, {x2.data()[i], n2.data()[i]}});
  return tables;
}

// Work on values that Python cannot reach, without the GIL.
template <class Work>
auto unlocked(const Work& work) {
  const py::gil_scoped_release release;
  return work();
}

}  // namespace equitable::python
