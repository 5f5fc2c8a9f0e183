// comparison/ and significance/: a part against its whole, a group against a benchmark, and samples of finite populations.
#include "bind.hpp"
#include "equitable/comparison/batch_finite_population.hpp"
#include "equitable/comparison/batch_representation.hpp"
#include "equitable/significance/batch_finite_population.hpp"
#include "equitable/significance/representation_test.hpp"

namespace equitable::python {

namespace {

constexpr const auto& gap_methods = detail::rate_difference_method_names;
constexpr const auto& ratio_methods = detail::relative_likelihood_method_names;
constexpr const auto& test_methods = detail::representation_test_method_names;
constexpr std::array<FinitePopulationTestMethod, 2> finite_test_methods{FinitePopulationTestMethod::z_pooled_fpc,
                                                                        FinitePopulationTestMethod::mover_wilson_fpc};
constexpr std::string_view delta_log = "delta_log";

// Two methods at once, of which the slower counts.
struct Methods {
  std::string_view first, second;
};
std::string_view name(const Methods& methods) { return is_slow(methods.first) ? methods.first : methods.second; }

// Options of a function with two methods, or with none.
template <class Options>
struct Chosen {
  Options options;
  Methods method;
};

using RepresentationAnswer = std::tuple<double, double, double, double, double, double, Code, double, double, double, Code, Code>;

struct Represented {
  Representation result;
  friend RepresentationAnswer answer(const Represented& r) {
    return std::tuple_cat(std::tuple{r.result.share_part, r.result.share_whole, r.result.share_rest},
                          python::answer(r.result.gap), python::answer(r.result.ratio), std::tuple{code(r.result.status)});
  }
};

// The three shares, the gap, the ratio, and the status of them all.
struct RepresentationArrays {
  using Answer = RepresentationAnswer;
  explicit RepresentationArrays(py::ssize_t rows)
      : numbers(rows), test(rows), gap_status(rows), ratio_status(rows), test_status(rows), status(rows) {}
  [[nodiscard]] RepresentationOutput from(py::ssize_t row) const noexcept {
    const auto at = [row](const Output<Code>& codes) { return reinterpret_cast<Status*>(codes.data + row); };
    const auto column = [&](std::size_t place) { return numbers.column(place) + row; };
    return {column(0),
            column(1),
            column(2),
            {column(3), column(4), column(5), at(gap_status)},
            {column(6), column(7), column(8), at(ratio_status)},
            {test.column(0) + row, test.column(1) + row, at(test_status)},
            at(status)};
  }
  [[nodiscard]] py::tuple arrays() const {
    const auto view = [this](std::size_t place) { return numbers.view(place); };
    return py::make_tuple(view(0), view(1), view(2), view(3), view(4), view(5), gap_status.array, view(6), view(7), view(8),
                          ratio_status.array, status.array);
  }
  Block<9> numbers;
  Block<2> test;  // the default test, of which others may have been asked for
  Output<Code> gap_status, ratio_status, test_status, status;
};

Chosen<RepresentationOptions> represented(std::string_view gap_method, std::string_view ratio_method, double confidence_level,
                                          std::string_view alternative) {
  RepresentationOptions options;
  options.gap_method = chosen<RateDifferenceMethod>("representation: gap_method", gap_method, gap_methods);
  if (ratio_method == delta_log)
    options.ratio_interval = RepresentationRatio::delta_log;
  else
    options.ratio_method = chosen<RelativeLikelihoodMethod>("representation: ratio_method", ratio_method, ratio_methods);
  options.confidence = Confidence{confidence_level};
  options.alternative = alternative_named(alternative);
  return {options, {equitable::name(options.gap_method), equitable::name(options.ratio_method)}};
}

auto representation_tested(std::string_view method, std::string_view alternative) {
  const RepresentationTestOptions options{chosen<RepresentationTestMethod>("representation: test", method, test_methods),
                                          alternative_named(alternative)};
  return [options](Count events, Count total, Count whole_events, Count whole_total) {
    return answer(representation_test(events, total, whole_events, whole_total, options));
  };
}

using BenchmarkAnswer = std::tuple<double, double, double, Code, double, double, double, Code>;

struct Benchmarked {
  Benchmark result;
  friend BenchmarkAnswer answer(const Benchmarked& b) {
    return std::tuple_cat(python::answer(b.result.difference), python::answer(b.result.ratio));
  }
};

// The difference and the ratio.
struct BenchmarkArrays {
  using Answer = BenchmarkAnswer;
  struct Columns {
    EstimateOutput difference, ratio;
  };
  explicit BenchmarkArrays(py::ssize_t rows) : numbers(rows), status(rows), ratio_status(rows) {}
  [[nodiscard]] Columns from(py::ssize_t row) const noexcept {
    const auto column = [&](std::size_t place) { return numbers.column(place) + row; };
    return {{column(0), column(1), column(2), reinterpret_cast<Status*>(status.data + row)},
            {column(3), column(4), column(5), reinterpret_cast<Status*>(ratio_status.data + row)}};
  }
  [[nodiscard]] py::tuple arrays() const {
    return py::make_tuple(numbers.view(0), numbers.view(1), numbers.view(2), status.array, numbers.view(3), numbers.view(4),
                          numbers.view(5), ratio_status.array);
  }
  Block<6> numbers;
  Output<Code> status, ratio_status;  // the first of the difference
};

Chosen<BenchmarkOptions> against_fixed(double confidence_level, std::string_view alternative) {
  BenchmarkOptions options;
  options.confidence = Confidence{confidence_level};
  options.alternative = alternative_named(alternative);
  return {options, {}};
}

Chosen<BenchmarkOptions> against_counted(std::string_view difference_method, std::string_view ratio_method,
                                         double confidence_level, std::string_view alternative) {
  return {{chosen<RateDifferenceMethod>("benchmark: difference_method", difference_method, gap_methods),
           chosen<RelativeLikelihoodMethod>("benchmark: ratio_method", ratio_method, ratio_methods), Confidence{confidence_level},
           alternative_named(alternative)},
          {difference_method, ratio_method}};
}

// Rates, each beside a rate without error of its own.
struct FixedColumns {
  const Count* events;
  const Count* total;
  const double* rate;
  std::size_t rows;
};

// Two samples of known populations.
struct SixColumns {
  const Count *x1, *n1, *p1, *x2, *n2, *p2;
  std::size_t rows;
  [[nodiscard]] SamplePairColumns pairs() const { return {{x1, n1, p1, rows}, {x2, n2, p2, rows}}; }
};

constexpr Inputs<Count, Count, Count, Count, Count, Count> two_samples{
    {"events", "total", "population", "reference_events", "reference_total", "reference_population"}};

// A function of two samples: `of_one(group, reference, options)`, and `of_rows` over columns. `check` says which rule a row breaks.
template <class Arrays, class Choice, class One, class Rows, std::size_t Size, class... Options>
void define_samples(py::module_& module, const char* name, const Labels<Size>& labels, Choice (*prepare)(Options...), One of_one,
                    Rows of_rows) {
  define_rows<Arrays, SixColumns>(
      module, name, two_samples, labels, prepare,
      [of_one](const Choice& choice, Count x1, Count n1, Count p1, Count x2, Count n2, Count p2) {
        return of_one(SampledGroup{x1, n1, p1}, SampledGroup{x2, n2, p2}, choice.options);
      },
      [of_rows](const SixColumns& samples, const Choice& choice, const auto& output, const Execution& execution) {
        of_rows(samples.pairs(), choice.options, output, execution);
      },
      [name](Count x1, Count n1, Count p1, Count x2, Count n2, Count p2) {
        detail::check_samples({x1, n1, p1}, {x2, n2, p2}, name);
      });
}

Chosen<FinitePopulationComparisonOptions> sampled(double confidence_level, std::string_view alternative) {
  return {{Confidence{confidence_level}, alternative_named(alternative)}, {}};
}

Chosen<FinitePopulationTestOptions> finite_tested(std::string_view method, std::string_view alternative) {
  return {{chosen("finite_population_test: method", method, finite_test_methods), alternative_named(alternative)}, {}};
}

Chosen<Margin> finite_equivalent(double margin_lower, double margin_upper) {
  const Margin margin{margin_lower, margin_upper};
  check_margin(margin, "finite_population_equivalence");
  return {margin, {}};
}

}  // namespace

void bind_representation(py::module_& module) {
  define_rows<RepresentationArrays, TableColumns>(
      module, "representation", part_and_whole, Labels<4>{"gap_method", "ratio_method", "confidence_level", "alternative"},
      &represented,
      [](const Chosen<RepresentationOptions>& choice, Count events, Count total, Count whole_events, Count whole_total) {
        return Represented{representation(events, total, whole_events, whole_total, choice.options)};
      },
      [](const TableColumns& parts, const Chosen<RepresentationOptions>& choice, const RepresentationOutput& output,
         const Execution& execution) { representation_rows(parts, choice.options, output, execution); },
      [](Count events, Count total, Count whole_events, Count whole_total) {
        static_cast<void>(part_and_rest({events, total}, {whole_events, whole_total}, "representation"));
      });
  module.attr("representation_test_methods") = names(test_methods);
  define(module, "representation_test", part_and_whole, {"method", "alternative"}, &representation_tested);

  define_rows<BenchmarkArrays, FixedColumns>(
      module, "benchmark_fixed", Inputs<Count, Count, double>{{"events", "total", "benchmark_rate"}},
      Labels<2>{"confidence_level", "alternative"}, &against_fixed,
      [](const Chosen<BenchmarkOptions>& choice, Count events, Count total, double rate) {
        return Benchmarked{benchmark(events, total, rate, choice.options)};
      },
      [](const FixedColumns& rates, const Chosen<BenchmarkOptions>& choice, const BenchmarkArrays::Columns& output,
         const Execution& execution) {
        benchmark_rows(RateColumns{rates.events, rates.total, rates.rows}, rates.rate, choice.options, output.difference,
                       output.ratio, execution);
      },
      [](Count events, Count total, double rate) { static_cast<void>(benchmark(events, total, rate)); });
  define_rows<BenchmarkArrays, TableColumns>(
      module, "benchmark", Inputs<Count, Count, Count, Count>{{"events", "total", "benchmark_events", "benchmark_total"}},
      Labels<4>{"difference_method", "ratio_method", "confidence_level", "alternative"}, &against_counted,
      [](const Chosen<BenchmarkOptions>& choice, Count events, Count total, Count benchmark_events, Count benchmark_total) {
        return Benchmarked{benchmark(events, total, benchmark_events, benchmark_total, choice.options)};
      },
      [](const TableColumns& tables, const Chosen<BenchmarkOptions>& choice, const BenchmarkArrays::Columns& output,
         const Execution& execution) { benchmark_rows(tables, choice.options, output.difference, output.ratio, execution); },
      [](Count events, Count total, Count benchmark_events, Count benchmark_total) {
        static_cast<void>(benchmark(events, total, benchmark_events, benchmark_total));
      });

  module.attr("finite_population_test_methods") = names(finite_test_methods);
  constexpr Labels<2> interval{"confidence_level", "alternative"};
  define_samples<EstimateArrays>(module, "finite_population_difference", interval, &sampled, &finite_population_difference,
                                 &finite_population_difference_rows);
  define_samples<EstimateArrays>(module, "finite_population_ratio", interval, &sampled, &finite_population_ratio,
                                 &finite_population_ratio_rows);
  define_samples<TestArrays>(module, "finite_population_test", Labels<2>{"method", "alternative"}, &finite_tested,
                             &finite_population_test, &finite_population_test_rows);
  define_samples<TestArrays>(module, "finite_population_equivalence", Labels<2>{"margin_lower", "margin_upper"},
                             &finite_equivalent, &finite_population_equivalence, &finite_population_equivalence_rows);
}

}  // namespace equitable::python
