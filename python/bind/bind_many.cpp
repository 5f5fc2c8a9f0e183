// groups/batch_*: one question to many tables at once. The tables stand one below the other in flat columns; offsets say where each begins.
//
// A table that breaks a rule comes back with the status invalid: the Python functions find such rows beforehand, or ask the function of one table.
#include <algorithm>

#include "bind.hpp"
#include "equitable/groups/batch_change.hpp"
#include "equitable/groups/batch_homogeneity.hpp"
#include "equitable/groups/batch_multiplicity.hpp"
#include "equitable/groups/batch_pairs.hpp"
#include "equitable/groups/batch_shares.hpp"
#include "equitable/groups/batch_strata.hpp"
#include "equitable/groups/batch_trend.hpp"
#include "equitable/groups/stratified_exact.hpp"

namespace equitable::python {

namespace {

constexpr std::array<Family, 3> families{Family::all_pairs, Family::against_reference, Family::against_rest};
constexpr std::array<StratifiedMethod, 12> stratified_methods{
    StratifiedMethod::score_mh_rr, StratifiedMethod::mh_rr,    StratifiedMethod::iv_rr, StratifiedMethod::score_mh_rd,
    StratifiedMethod::mh_rd_sato,  StratifiedMethod::mh_rd_gr, StratifiedMethod::iv_rd, StratifiedMethod::mh_or,
    StratifiedMethod::midp_or,     StratifiedMethod::exact_or, StratifiedMethod::iv_or, StratifiedMethod::peto};
constexpr std::array<CmhMethod, 3> cmh_methods{CmhMethod::cmh, CmhMethod::cmh_cc, CmhMethod::cochran};
constexpr std::array<StratifiedExactTestMethod, 3> exact_tests{StratifiedExactTestMethod::exact_midp_central,
                                                               StratifiedExactTestMethod::exact_central,
                                                               StratifiedExactTestMethod::exact_minlike};
constexpr std::array<OddsRatioHomogeneityMethod, 2> odds_ratio_tests{OddsRatioHomogeneityMethod::tarone,
                                                                     OddsRatioHomogeneityMethod::breslow_day};
constexpr std::array<StandardisationMethod, 2> standardisations{StandardisationMethod::mover_wilson,
                                                                StandardisationMethod::normal};
constexpr std::array<ShortfallStandard, 3> standards{ShortfallStandard::reference, ShortfallStandard::pooled,
                                                     ShortfallStandard::best};
constexpr std::array<ChangeMethod, 2> change_methods{ChangeMethod::score, ChangeMethod::mover};

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

// Columns of counts, two or four, one below the other.
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

struct StrataColumns {
  StrataColumns(const char* where, const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Counts& offsets)
      : columns{x1.data(), n1.data(), x2.data(), n2.data(),
                static_cast<std::size_t>(rows_of<Count, Count, Count, Count>(where, x1, n1, x2, n2))},
        tables(where, offsets, x1.size()) {}
  TableColumns columns;
  Tables tables;
};

py::tuple homogeneous(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view method,
                      unsigned threads) {
  const HomogeneityOptions options{chosen<HomogeneityMethod>("homogeneity: method", method, detail::homogeneity_method_names)};
  const GroupColumns data("homogeneity", events, totals, offsets);
  const TestArrays output(data.tables.count());
  const Output<double> df(data.tables.count());
  pieces(data.tables.count(), !detail::is_exact(options.method), [&](py::ssize_t first, py::ssize_t last) {
    homogeneity_rows(data.part(first, last), options, output.from(first), df.data + first, Execution{threads});
  });
  return output.arrays() + py::make_tuple(df.array);
}

py::tuple trending(const Counts& events, const Counts& totals, const Column<double>& scores, const Counts& offsets,
                   std::string_view method, std::string_view alternative, unsigned threads) {
  const TrendOptions options{chosen<TrendMethod>("trend: method", method, detail::trend_method_names),
                             alternative_named(alternative)};
  const GroupColumns data("trend", events, totals, offsets);
  rows_of<Count, double>("trend", events, scores);
  const double* const at = scores.data();
  const TestArrays output(data.tables.count());
  pieces(data.tables.count(), detail::has_trend_lanes(options.method), [&](py::ssize_t first, py::ssize_t last) {
    trend_rows(data.x, data.n, at, data.tables.from(first), length(first, last), options, output.from(first), Execution{threads});
  });
  return output.arrays();
}

// Both indices, then intercept, relative index over the mean, and the standard errors of the two.
py::tuple graded(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view form,
                 double confidence_level, std::string_view alternative, unsigned threads) {
  const SlopeIndexOptions options{chosen<SlopeIndexForm>("slope_index: form", form, detail::slope_index_form_names),
                                  Confidence{confidence_level}, alternative_named(alternative)};
  const GroupColumns data("slope_index", events, totals, offsets);
  const py::ssize_t count = data.tables.count();
  const EstimateArrays sii(count);
  const EstimateArrays rii(count);
  const Block<4> further(count);
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    const SlopeIndexOutput output{sii.from(first),           rii.from(first),           further.column(0) + first,
                                  further.column(1) + first, further.column(2) + first, further.column(3) + first};
    slope_index_rows(data.part(first, last), options, output, Execution{threads});
  });
  return py::make_tuple(sii.arrays(), rii.arrays(), further.view(0), further.view(1), further.view(2), further.view(3));
}

// The common effect, its standard error, and the test of Cochran, Mantel and Haenszel.
py::tuple pooled(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Counts& offsets,
                 std::string_view measure, std::string_view method, double confidence_level, std::string_view alternative,
                 unsigned threads) {
  const StratifiedOptions options{measure_named(measure), chosen("stratified: method", method, stratified_methods),
                                  Confidence{confidence_level}, alternative_named(alternative)};
  const StrataColumns data("stratified", x1, n1, x2, n2, offsets);
  const py::ssize_t count = data.tables.count();
  const EstimateArrays effect(count);
  const Output<double> error(count);
  const TestArrays test(count);
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    stratified_rows(data.columns, data.tables.from(first), length(first, last), options, effect.from(first), error.data + first,
                    Execution{threads});
  });
  pieces(count, true, [&](py::ssize_t first, py::ssize_t last) {
    cmh_rows(data.columns, data.tables.from(first), length(first, last), {}, test.from(first), Execution{threads});
  });
  return py::make_tuple(effect.arrays(), error.array, test.arrays());
}

py::tuple tested(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Counts& offsets,
                 std::string_view method, std::string_view alternative, unsigned threads) {
  const StrataColumns data("stratified_test", x1, n1, x2, n2, offsets);
  const py::ssize_t count = data.tables.count();
  const TestArrays output(count);
  for (const CmhMethod known : cmh_methods) {
    if (method != name(known)) continue;
    const CmhOptions options{known, alternative_named(alternative)};
    pieces(count, true, [&](py::ssize_t first, py::ssize_t last) {
      cmh_rows(data.columns, data.tables.from(first), length(first, last), options, output.from(first), Execution{threads});
    });
    return output.arrays();
  }
  const StratifiedExactTestOptions options{chosen("stratified_test: method", method, exact_tests),
                                           alternative_named(alternative)};
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    const TestOutput to = output.from(first);
    detail::for_rows(length(first, last), Execution{threads}, [&](std::size_t i) {
      const std::size_t* const at = data.tables.from(first) + i;
      TestResult result = detail::refused_test;
      static_cast<void>(
          detail::accepted([&] { result = stratified_exact_test(detail::strata_of(data.columns, at[0], at[1]), options); }));
      to.set(i, result);
    });
  });
  return output.arrays();
}

// Statistic, p-value, status, degrees of freedom, I squared.
py::tuple alike(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Counts& offsets,
                std::string_view measure, std::string_view method, unsigned threads) {
  const StrataColumns data("stratified_homogeneity", x1, n1, x2, n2, offsets);
  const py::ssize_t count = data.tables.count();
  const TestArrays output(count);
  const Block<2> further(count);
  const bool cochran_q = method == "cochran_q";
  const Measure of = measure_named(measure);
  const OddsRatioHomogeneityMethod test =
      cochran_q ? OddsRatioHomogeneityMethod::tarone : chosen("stratified_homogeneity: method", method, odds_ratio_tests);
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    const TestOutput to = output.from(first);
    double* const df = further.column(0) + first;
    double* const i_squared = further.column(1) + first;
    if (!cochran_q) {
      odds_ratio_homogeneity_rows(data.columns, data.tables.from(first), length(first, last), test, to, df, Execution{threads});
      std::fill(i_squared, i_squared + (last - first), not_a_number);
      return;
    }
    detail::for_rows(length(first, last), Execution{threads}, [&](std::size_t i) {
      const std::size_t* const at = data.tables.from(first) + i;
      StrataHomogeneity found{not_a_number, not_a_number, not_a_number, not_a_number, "", Status::invalid};
      static_cast<void>(
          detail::accepted([&] { found = inverse_variance(detail::strata_of(data.columns, at[0], at[1]), of).homogeneity; }));
      to.set(i, {found.statistic, found.pvalue, found.method, Alternative::two_sided, found.status});
      df[i] = found.df;
      i_squared[i] = found.i_squared;
    });
  });
  return output.arrays() + py::make_tuple(further.view(0), further.view(1));
}

// Group and reference by their places in the table (−1 for the rest), estimate, test, adjusted p-value, and where the tables begin.
py::tuple paired_off(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view family, Count reference,
                     std::string_view adjustment, std::string_view ratio_method, std::string_view test,
                     std::string_view alternative, double confidence_level, unsigned threads) {
  PairwiseOptions options;
  options.family = chosen("pairwise: against", family, families);
  options.reference = static_cast<std::size_t>(reference);
  options.adjustment = chosen<Adjustment>("pairwise: adjust", adjustment, detail::adjustment_names);
  options.ratio.method =
      chosen<RelativeLikelihoodMethod>("pairwise: ratio_method", ratio_method, detail::relative_likelihood_method_names);
  options.ratio.confidence = Confidence{confidence_level};
  options.ratio.alternative = alternative_named(alternative);
  options.test.method = chosen<SignificanceMethod>("pairwise: test", test, detail::significance_method_names);
  options.test.alternative = alternative_named(alternative);
  const GroupColumns data("pairwise", events, totals, offsets);
  const std::vector<std::size_t> begins = pair_offsets(data.part(0, data.tables.count()), options.family);
  const auto rows = static_cast<py::ssize_t>(begins.back());
  std::vector<std::size_t> group(begins.back());
  std::vector<std::size_t> against(begins.back());
  const EstimateArrays ratio(rows);
  const TestArrays pvalues(rows);
  const Output<double> adjusted(rows);
  pieces(data.tables.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    const std::size_t row = begins[static_cast<std::size_t>(first)];
    const auto at = static_cast<py::ssize_t>(row);
    const PairOutput output{group.data() + row, against.data() + row, ratio.from(at), pvalues.from(at), adjusted.data + at};
    pairwise_rows(data.part(first, last), options, output, Execution{threads});
  });
  const Outputs<std::tuple<Count, Count>> places(rows);
  for (py::ssize_t row = 0; row < rows; ++row) {
    const auto i = static_cast<std::size_t>(row);
    places.set(row, {static_cast<Count>(group[i]), against[i] == the_rest ? Count{-1} : static_cast<Count>(against[i])});
  }
  const Output<Count> ends(static_cast<py::ssize_t>(begins.size()));
  for (std::size_t i = 0; i < begins.size(); ++i) ends[static_cast<py::ssize_t>(i)] = static_cast<Count>(begins[i]);
  return py::make_tuple(places.arrays(), ratio.arrays(), pvalues.arrays(), adjusted.array, ends.array);
}

py::array_t<double> adjusted(const Column<double>& pvalues, const Counts& offsets, std::string_view method, unsigned threads) {
  const auto chosen_method = chosen<Adjustment>("adjust_pvalues: method", method, detail::adjustment_names);
  const py::ssize_t rows = rows_of<double>("adjust_pvalues", pvalues);
  const Tables families_of("adjust_pvalues", offsets, rows);
  const double* const p = pvalues.data();
  const Output<double> output(rows);
  pieces(families_of.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    adjust_pvalues_rows(p, families_of.from(first), length(first, last), chosen_method, output.data, Execution{threads});
  });
  return output.array;
}

py::array_t<bool> rejected(const Column<double>& pvalues, const Counts& offsets, std::string_view method, double level,
                           unsigned threads) {
  const auto chosen_method = chosen<Adjustment>("reject_pvalues: method", method, detail::adjustment_names);
  const py::ssize_t rows = rows_of<double>("reject_pvalues", pvalues);
  const Tables families_of("reject_pvalues", offsets, rows);
  const double* const p = pvalues.data();
  std::vector<std::uint8_t> found(static_cast<std::size_t>(rows));
  pieces(families_of.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    reject_pvalues_rows(p, families_of.from(first), length(first, last), chosen_method, level, found.data(), Execution{threads});
  });
  const Output<bool> output(rows);
  for (py::ssize_t row = 0; row < rows; ++row) output[row] = found[static_cast<std::size_t>(row)] != 0;
  return output.array;
}

py::tuple shared(const Counts& counts, const Counts& offsets, std::string_view method, double confidence_level,
                 unsigned threads) {
  const SharesOptions options{chosen<SharesMethod>("shares: method", method, detail::shares_method_names),
                              Confidence{confidence_level}};
  const py::ssize_t rows = rows_of<Count>("shares", counts);
  const Tables samples("shares", offsets, rows);
  const Count* const x = counts.data();
  const EstimateArrays output(rows);
  pieces(samples.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    shares_rows({x, samples.from(first), length(first, last)}, options, output.from(0), Execution{threads});
  });
  return output.arrays();
}

// Statistic, p-value, status, degrees of freedom, dissimilarity.
template <class Reference, class Kernel>
py::tuple composed(const Counts& counts, const Column<Reference>& reference, const Counts& offsets, const Kernel& kernel) {
  const Tables samples("composition", offsets, rows_of<Count, Reference>("composition", counts, reference));
  const Count* const x = counts.data();
  const Reference* const y = reference.data();
  const TestArrays output(samples.count());
  const Block<2> further(samples.count());
  pieces(samples.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    kernel(CategoryRows{x, samples.from(first), length(first, last)}, y,
           CompositionOutput{output.from(first), further.column(0) + first, further.column(1) + first});
  });
  return output.arrays() + py::make_tuple(further.view(0), further.view(1));
}

py::tuple against_shares(const Counts& counts, const Column<double>& shares, const Counts& offsets, std::string_view method,
                         unsigned threads) {
  const CompositionOptions options{chosen<CompositionMethod>("composition: method", method, detail::composition_method_names)};
  return composed(counts, shares, offsets, [&](const CategoryRows& rows, const double* y, const CompositionOutput& output) {
    composition_rows(rows, y, options, output, Execution{threads});
  });
}

py::tuple against_counts(const Counts& counts, const Counts& reference, const Counts& offsets, std::string_view method,
                         unsigned threads) {
  const CompositionComparisonOptions options{
      chosen<CompositionComparisonMethod>("composition: method", method, detail::composition_comparison_method_names)};
  return composed(counts, reference, offsets, [&](const CategoryRows& rows, const Count* y, const CompositionOutput& output) {
    composition_against_counts_rows(rows, y, options, output, Execution{threads});
  });
}

// Index, its mean by chance, what is left beyond chance, status.
py::tuple segregated(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view index, Count group,
                     Count other, unsigned threads) {
  const SegregationOptions options{chosen<SegregationIndex>("segregation: index", index, detail::segregation_index_names),
                                   static_cast<std::size_t>(group), static_cast<std::size_t>(other)};
  const GroupColumns data("segregation", events, totals, offsets);
  const py::ssize_t count = data.tables.count();
  const Block<3> numbers(count);
  const Output<Code> status(count);
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    const SegregationOutput output{numbers.column(0) + first, reinterpret_cast<Status*>(status.data + first),
                                   numbers.column(1) + first, numbers.column(2) + first};
    segregation_rows(data.part(first, last), options, output, Execution{threads});
  });
  return py::make_tuple(numbers.view(0), numbers.view(1), numbers.view(2), status.array);
}

// Estimate, standard error, and the method used by its place in the list of methods. Places below 0 are left out.
py::tuple unequal(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view measure,
                  std::string_view method, double confidence_level, bool favourable, Count reference, Count group,
                  Count replicates, std::uint64_t seed, unsigned threads) {
  InequalityOptions options;
  options.method = chosen<InequalityMethod>("inequality: method", method, detail::inequality_method_names);
  options.confidence = Confidence{confidence_level};
  options.favourable = favourable;
  if (reference >= 0) options.reference = static_cast<std::size_t>(reference);
  if (group >= 0) options.group = static_cast<std::size_t>(group);
  options.replicates = replicates;
  options.seed = seed;
  const auto which = chosen<InequalityMeasure>("inequality: measure", measure, detail::inequality_measure_names);
  const GroupColumns data("inequality", events, totals, offsets);
  const py::ssize_t count = data.tables.count();
  const EstimateArrays output(count);
  const Output<double> error(count);
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    inequality_rows(data.part(first, last), which, options, output.from(first), error.data + first, Execution{threads});
  });
  const Output<Code> used(count);
  for (py::ssize_t table = 0; table < count; ++table) {
    used[table] = static_cast<Code>(options.method);
    if (output.status[table] == code(Status::invalid)) continue;
    const std::size_t groups = data.part(table, table + 1).groups(0);
    used[table] = static_cast<Code>(detail::checked_method(detail::checked_form(groups, which, options), options.method));
  }
  return output.arrays() + py::make_tuple(error.array, used.array);
}

// First, second, change, and the test of no change.
py::tuple changed(const Counts& a, const Counts& n1, const Counts& c, const Counts& n0, const Counts& a2, const Counts& m1,
                  const Counts& c2, const Counts& m0, std::string_view measure, std::string_view method, double confidence_level,
                  unsigned threads) {
  const ChangeOptions options{chosen("change: method", method, change_methods), Confidence{confidence_level}};
  const Measure of = measure_named(measure);
  const py::ssize_t rows =
      rows_of<Count, Count, Count, Count, Count, Count, Count, Count>("change", a, n1, c, n0, a2, m1, c2, m0);
  const std::array<const Count*, 8> x{a.data(), n1.data(), c.data(), n0.data(), a2.data(), m1.data(), c2.data(), m0.data()};
  const EstimateArrays earlier(rows);
  const EstimateArrays later(rows);
  const EstimateArrays change(rows);
  const TestArrays test(rows);
  pieces(rows, false, [&](py::ssize_t first, py::ssize_t last) {
    const std::size_t size = length(first, last);
    change_rows({x[0] + first, x[1] + first, x[2] + first, x[3] + first, size},
                {x[4] + first, x[5] + first, x[6] + first, x[7] + first, size}, of, options,
                {earlier.from(first), later.from(first), change.from(first), test.from(first)}, Execution{threads});
  });
  return py::make_tuple(earlier.arrays(), later.arrays(), change.arrays(), test.arrays());
}

// People with their interval, rate, rate of the standard, and whole people: nearest and to close.
py::tuple missing_people(const Counts& events, const Counts& totals, const Counts& offsets, std::string_view standard,
                         Count reference, double confidence_level, unsigned threads) {
  ShortfallOptions options;
  options.standard = chosen("shortfall: standard", standard, standards);
  options.reference = static_cast<std::size_t>(reference);
  options.confidence = Confidence{confidence_level};
  const GroupColumns data("shortfall", events, totals, offsets);
  const py::ssize_t rows = events.size();
  const EstimateArrays people(rows);
  const Block<2> rates(rows);
  const Output<Count> nearest(rows);
  const Output<Count> to_close(rows);
  const ShortfallOutput output{people.from(0), rates.column(0), rates.column(1), nearest.data, to_close.data};
  pieces(data.tables.count(), false, [&](py::ssize_t first, py::ssize_t last) {
    shortfall_rows(data.part(first, last), options, output, Execution{threads});
  });
  return py::make_tuple(people.arrays(), rates.view(0), rates.view(1), nearest.array, to_close.array);
}

// Gap, mix and rates, the standard errors of the three, and mix and rates of the strata.
py::tuple decomposed(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Counts& offsets,
                     double confidence_level, unsigned threads) {
  const DecompositionOptions options{Confidence{confidence_level}};
  const StrataColumns data("decomposition", x1, n1, x2, n2, offsets);
  const py::ssize_t count = data.tables.count();
  const std::array<EstimateArrays, 3> parts{EstimateArrays(count), EstimateArrays(count), EstimateArrays(count)};
  const Block<3> errors(count);
  const Block<2> strata(x1.size());
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    const DecompositionOutput output{parts[0].from(first),     parts[1].from(first),     parts[2].from(first),
                                     errors.column(0) + first, errors.column(1) + first, errors.column(2) + first,
                                     strata.column(0),         strata.column(1)};
    decomposition_rows(data.columns, data.tables.from(first), length(first, last), options, output, Execution{threads});
  });
  return py::make_tuple(parts[0].arrays(), parts[1].arrays(), parts[2].arrays(), errors.view(0), errors.view(1), errors.view(2),
                        strata.view(0), strata.view(1));
}

// Both standardised rates, their difference and their ratio, each with its standard error.
py::tuple made_alike(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2, const Column<double>& standard,
                     const Counts& offsets, std::string_view method, double confidence_level, std::string_view alternative,
                     unsigned threads) {
  const StandardisationOptions options{chosen("standardise: method", method, standardisations), Confidence{confidence_level},
                                       alternative_named(alternative)};
  const StrataColumns data("standardise", x1, n1, x2, n2, offsets);
  rows_of<Count, double>("standardise", x1, standard);
  const double* const weights = standard.data();
  const py::ssize_t count = data.tables.count();
  const std::array<EstimateArrays, 4> parts{EstimateArrays(count), EstimateArrays(count), EstimateArrays(count),
                                            EstimateArrays(count)};
  const Block<4> errors(count);
  const TableColumns& c = data.columns;
  pieces(count, false, [&](py::ssize_t first, py::ssize_t last) {
    const std::size_t* const at = data.tables.from(first);
    const std::size_t size = length(first, last);
    const Execution execution{threads};
    directly_standardised_rows({c.events, c.total, at, size}, weights, options, parts[0].from(first), errors.column(0) + first,
                               execution);
    directly_standardised_rows({c.reference_events, c.reference_total, at, size}, weights, options, parts[1].from(first),
                               errors.column(1) + first, execution);
    standardised_rows(c, weights, at, size, StandardisedMeasure::difference, options, parts[2].from(first),
                      errors.column(2) + first, execution);
    standardised_rows(c, weights, at, size, StandardisedMeasure::ratio, options, parts[3].from(first), errors.column(3) + first,
                      execution);
  });
  py::list found;
  for (std::size_t part = 0; part < parts.size(); ++part) found.append(parts[part].arrays() + py::make_tuple(errors.view(part)));
  return py::tuple(found);
}

}  // namespace

void bind_many(py::module_& module) {
  const py::arg method("method");
  const py::arg level("confidence_level");
  const py::arg alternative("alternative");
  const py::arg threads("threads");
  const py::arg events = exactly("events");
  const py::arg totals = exactly("totals");
  const py::arg reference_events = exactly("reference_events");
  const py::arg reference_totals = exactly("reference_totals");
  const py::arg offsets = exactly("offsets");
  module.def("many_homogeneity", &homogeneous, events, totals, offsets, method, threads);
  module.def("many_trend", &trending, events, totals, exactly("scores"), offsets, method, alternative, threads);
  module.def("many_slope_index", &graded, events, totals, offsets, py::arg("form"), level, alternative, threads);
  module.def("many_stratified", &pooled, events, totals, reference_events, reference_totals, offsets, py::arg("measure"), method,
             level, alternative, threads);
  module.def("many_stratified_test", &tested, events, totals, reference_events, reference_totals, offsets, method, alternative,
             threads);
  module.def("many_stratified_homogeneity", &alike, events, totals, reference_events, reference_totals, offsets,
             py::arg("measure"), method, threads);
  module.def("many_pairwise", &paired_off, events, totals, offsets, py::arg("against"), py::arg("reference"), py::arg("adjust"),
             py::arg("ratio_method"), py::arg("test"), alternative, level, threads);
  module.def("many_adjust_pvalues", &adjusted, exactly("pvalues"), offsets, method, threads);
  module.def("many_reject_pvalues", &rejected, exactly("pvalues"), offsets, method, py::arg("level"), threads);
  module.def("many_shares", &shared, exactly("counts"), offsets, method, level, threads);
  module.def("many_composition", &against_shares, exactly("counts"), exactly("reference_shares"), offsets, method, threads);
  module.def("many_composition_against_counts", &against_counts, exactly("counts"), exactly("reference_counts"), offsets, method,
             threads);
  module.def("many_segregation", &segregated, events, totals, offsets, py::arg("index"), py::arg("group"), py::arg("other"),
             threads);
  module.def("many_inequality", &unequal, events, totals, offsets, py::arg("measure"), method, level, py::arg("favourable"),
             py::arg("reference"), py::arg("group"), py::arg("replicates"), py::arg("seed"), threads);
  module.def("many_change", &changed, events, exactly("total"), reference_events, exactly("reference_total"),
             exactly("later_events"), exactly("later_total"), exactly("later_reference_events"), exactly("later_reference_total"),
             py::arg("measure"), method, level, threads);
  module.def("many_shortfall", &missing_people, events, totals, offsets, py::arg("standard"), py::arg("reference"), level,
             threads);
  module.def("many_decomposition", &decomposed, events, totals, reference_events, reference_totals, offsets, level, threads);
  module.def("many_standardise", &made_alike, events, totals, reference_events, reference_totals, exactly("standard"), offsets,
             method, level, alternative, threads);
}

}  // namespace equitable::python
