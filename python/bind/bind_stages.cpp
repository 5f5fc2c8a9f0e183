// groups/stages, verdict/unknown: recruitment in stages, and what the people of unknown ethnicity could make of it.
#include "bind.hpp"
#include "equitable/groups/stages.hpp"
#include "equitable/verdict/unknown.hpp"

namespace equitable::python {

namespace {

using python::answer;

constexpr std::array<MissingTrend, 4> trends{MissingTrend::steady, MissingTrend::grows, MissingTrend::shrinks,
                                             MissingTrend::not_assessable};

constexpr Inputs<Count, Count, Count, Count, Count, Count> known_and_unknown{
    {"events", "total", "reference_events", "reference_total", "unknown_events", "unknown_total"}};

using MissingAnswer = std::tuple<double, double, double, double, double, Code, Code>;  // shares, change, test, trend
using StepAnswer = decltype(std::tuple_cat(EstimateAnswer{}, TestAnswer{}, EstimateAnswer{}, TestAnswer{}, MissingAnswer{}));
using TableAnswer = std::tuple<Count, Count, Count, Count>;

MissingAnswer answer(const StageMissing& m) noexcept {
  return std::tuple_cat(std::tuple{m.share_before, m.share_after, m.change}, answer(m.test),
                        std::tuple{static_cast<Code>(m.trend)});
}

TableAnswer answer(const Table2x2& t) noexcept { return {t.group.events, t.group.total, t.reference.events, t.reference.total}; }

// The columns of the steps (conditional ratio and test, cumulative ratio and test, the unknown), and the unknown from first to last.
py::tuple staged(const Counts& group, const Counts& reference, const Counts& unknown, double confidence_level) {
  const py::ssize_t rows = rows_of<Count, Count, Count>("stages", group, reference, unknown);
  std::vector<Stage> all;
  all.reserve(static_cast<std::size_t>(rows));
  for (py::ssize_t i = 0; i < rows; ++i) all.push_back({group.data()[i], reference.data()[i], unknown.data()[i]});
  const StagesResult found = stages(all, {Confidence{confidence_level}});
  const Outputs<StepAnswer> output(static_cast<py::ssize_t>(found.steps.size()));
  py::ssize_t row = 0;
  for (const StageStep& step : found.steps)
    output.set(row++, std::tuple_cat(answer(step.conditional.ratio), answer(step.conditional.test), answer(step.cumulative.ratio),
                                     answer(step.cumulative.test), answer(step.missing)));
  return py::make_tuple(output.arrays(), answer(found.missing));
}

UnknownTable unknown_of(Count x1, Count n1, Count x2, Count n2, Count x, Count n) noexcept {
  return {{{x1, n1}, {x2, n2}}, {x, n}};
}

// The known alone, the allocations with the smallest and the largest ratio, their tables, and the status of the bounds.
auto bounded(double confidence_level) {
  return [options = StagesOptions{Confidence{confidence_level}}](Count x1, Count n1, Count x2, Count n2, Count x, Count n) {
    const AllocationBounds found = allocation_bounds(unknown_of(x1, n1, x2, n2, x, n), options);
    return std::tuple_cat(answer(found.known), answer(found.lowest), answer(found.highest), answer(found.lowest_table),
                          answer(found.highest_table), std::tuple{code(found.status)});
  };
}

// How many (−1: none would do), the table with them, the states before and after, status.
auto overturned(double margin_lower, double margin_upper, double confidence_level) {
  const VerdictOptions options{{margin_lower, margin_upper}, Confidence{confidence_level}};
  check_verdict_options(options);
  return [options](Count x1, Count n1, Count x2, Count n2, Count x, Count n) {
    const UnknownFragility found = unknowns_to_change_state(unknown_of(x1, n1, x2, n2, x, n), options);
    return std::tuple_cat(std::tuple{found.people.value_or(-1)}, answer(found.table),
                          std::tuple{static_cast<Code>(found.before), static_cast<Code>(found.after), code(found.status)});
  };
}

}  // namespace

void bind_stages(py::module_& module) {
  module.attr("missing_trends") = names(trends);
  module.def("stages", &staged, exactly("group"), exactly("reference"), exactly("unknown"), py::arg("confidence_level"));
  define(module, "allocation_bounds", known_and_unknown, {"confidence_level"}, &bounded);
  define(module, "unknowns_to_change_state", known_and_unknown, {"margin_lower", "margin_upper", "confidence_level"},
         &overturned);
}

}  // namespace equitable::python
