// comparison/: one group against a reference, and a part against its whole.
#include "bind.hpp"
#include "equitable/comparison/batch.hpp"
#include "equitable/comparison/representation.hpp"

namespace equitable::python {

namespace {

constexpr std::array<RelativeLikelihoodMethod, 3> ratio_methods{
    RelativeLikelihoodMethod::katz_log, RelativeLikelihoodMethod::koopman, RelativeLikelihoodMethod::miettinen_nurminen};
constexpr std::array<RateDifferenceMethod, 4> difference_methods{RateDifferenceMethod::wald, RateDifferenceMethod::newcombe,
                                                                 RateDifferenceMethod::mee,
                                                                 RateDifferenceMethod::miettinen_nurminen};

RelativeLikelihoodOptions ratio_options(std::string_view method, double confidence_level) {
  return {chosen("relative_likelihood: method", method, ratio_methods), Confidence{confidence_level}};
}

RateDifferenceOptions difference_options(std::string_view method, double confidence_level) {
  return {chosen("rate_difference: method", method, difference_methods), Confidence{confidence_level}};
}

py::tuple relative_likelihood_one(Count events, Count total, Count reference_events, Count reference_total,
                                  std::string_view method, double confidence_level) {
  return unpacked(relative_likelihood(events, total, reference_events, reference_total, ratio_options(method, confidence_level)));
}

py::tuple relative_likelihood_many(const Counts& events, const Counts& total, const Counts& reference_events,
                                   const Counts& reference_total, std::string_view method, double confidence_level) {
  const Columns<4> c("relative_likelihood", {&events, &total, &reference_events, &reference_total});
  const RelativeLikelihoodOptions options = ratio_options(method, confidence_level);
  EstimateColumns result = [&] {
    const py::gil_scoped_release release;
    return relative_likelihood_batch(c.column(0), c.column(1), c.column(2), c.column(3), options);
  }();
  return unpacked(std::move(result),
                  [&](py::ssize_t row) { return relative_likelihood(c(0, row), c(1, row), c(2, row), c(3, row)); });
}

py::tuple rate_difference_one(Count events, Count total, Count reference_events, Count reference_total,
                              std::string_view method, double confidence_level) {
  return unpacked(rate_difference(events, total, reference_events, reference_total, difference_options(method, confidence_level)));
}

py::tuple rate_difference_many(const Counts& events, const Counts& total, const Counts& reference_events,
                               const Counts& reference_total, std::string_view method, double confidence_level) {
  const Columns<4> c("rate_difference", {&events, &total, &reference_events, &reference_total});
  const RateDifferenceOptions options = difference_options(method, confidence_level);
  EstimateColumns result = [&] {
    const py::gil_scoped_release release;
    return rate_difference_batch(c.column(0), c.column(1), c.column(2), c.column(3), options);
  }();
  return unpacked(std::move(result),
                  [&](py::ssize_t row) { return rate_difference(c(0, row), c(1, row), c(2, row), c(3, row)); });
}

RepresentationOptions representation_options(double confidence_level) {
  RepresentationOptions options;
  options.confidence = Confidence{confidence_level};
  return options;
}

py::tuple representation_one(Count events, Count total, Count whole_events, Count whole_total, double confidence_level) {
  const Representation r = representation(events, total, whole_events, whole_total, representation_options(confidence_level));
  return py::make_tuple(r.share_part, r.share_whole, r.share_rest, unpacked(r.gap), unpacked(r.ratio), r.test.statistic,
                        r.test.pvalue, code(r.test.status), code(r.status));
}

// The columns of an estimate, written row by row.
struct EstimateOutput {
  explicit EstimateOutput(py::ssize_t rows) : value(rows), lower(rows), upper(rows), status(rows) {}
  void set(py::ssize_t row, const Estimate& estimate) const noexcept {
    value[row] = estimate.value;
    lower[row] = estimate.lower;
    upper[row] = estimate.upper;
    status[row] = code(estimate.status);
  }
  [[nodiscard]] py::tuple arrays() const { return py::make_tuple(value.array, lower.array, upper.array, status.array); }
  Output<double> value, lower, upper;
  Output<Code> status;
};

py::tuple representation_many(const Counts& events, const Counts& total, const Counts& whole_events, const Counts& whole_total,
                              double confidence_level) {
  const Columns<4> c("representation", {&events, &total, &whole_events, &whole_total});
  const RepresentationOptions options = representation_options(confidence_level);
  const Output<double> share_part(c.rows()), share_whole(c.rows()), share_rest(c.rows()), statistic(c.rows()), pvalue(c.rows());
  const Output<Code> test_status(c.rows()), status(c.rows());
  const EstimateOutput gap(c.rows()), ratio(c.rows());
  for_each_row(c.rows(), [&](py::ssize_t row) {
    const Representation r = representation(c(0, row), c(1, row), c(2, row), c(3, row), options);
    share_part[row] = r.share_part;
    share_whole[row] = r.share_whole;
    share_rest[row] = r.share_rest;
    gap.set(row, r.gap);
    ratio.set(row, r.ratio);
    statistic[row] = r.test.statistic;
    pvalue[row] = r.test.pvalue;
    test_status[row] = code(r.test.status);
    status[row] = code(r.status);
  });
  return py::make_tuple(share_part.array, share_whole.array, share_rest.array, gap.arrays(), ratio.arrays(), statistic.array,
                        pvalue.array, test_status.array, status.array);
}

}  // namespace

void bind_comparison(py::module_& module) {
  module.attr("relative_likelihood_methods") = names(ratio_methods);
  module.attr("rate_difference_methods") = names(difference_methods);
  const auto define = [&module](const char* name, const auto& function) {
    module.def(name, function, exactly("events"), exactly("total"), exactly("reference_events"), exactly("reference_total"),
               py::arg("method"), py::arg("confidence_level"));
  };
  define("relative_likelihood_one", &relative_likelihood_one);
  define("relative_likelihood", &relative_likelihood_many);
  define("rate_difference_one", &rate_difference_one);
  define("rate_difference", &rate_difference_many);
  const auto define_part = [&module](const char* name, const auto& function) {
    module.def(name, function, exactly("events"), exactly("total"), exactly("whole_events"), exactly("whole_total"),
               py::arg("confidence_level"));
  };
  define_part("representation_one", &representation_one);
  define_part("representation", &representation_many);
}

}  // namespace equitable::python
