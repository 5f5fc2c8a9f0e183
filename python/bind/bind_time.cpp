// groups/change, groups/target, verdict/change: what moved from one period to the next, and what is to be reached by a date.
#include "bind.hpp"
#include "equitable/groups/change.hpp"
#include "equitable/groups/target.hpp"
#include "equitable/verdict/change.hpp"

namespace equitable::python {

namespace {

constexpr std::array<ChangeState, 5> states{ChangeState::widened, ChangeState::narrowed, ChangeState::unchanged,
                                            ChangeState::no_clear_change, ChangeState::not_assessable};

// Statistic, p-value, degrees of freedom, status.
std::tuple<double, double, double, Code> heterogeneous(const Counts& x1, const Counts& n1, const Counts& x2, const Counts& n2,
                                                       std::string_view measure) {
  const py::ssize_t rows = rows_of<Count, Count, Count, Count>("period_heterogeneity", x1, n1, x2, n2);
  std::vector<Table2x2> periods;
  periods.reserve(static_cast<std::size_t>(rows));
  for (py::ssize_t i = 0; i < rows; ++i) periods.push_back({{x1.data()[i], n1.data()[i]}, {x2.data()[i], n2.data()[i]}});
  const Measure of = measure_named(measure);
  const PeriodHeterogeneity found = unlocked([&] { return period_heterogeneity(periods, of); });
  return {found.test.statistic, found.test.pvalue, found.df, code(found.test.status)};
}

// Both shares, their change, its test, covariance and correlation, the test that takes the snapshots for different people, status.
auto overlapped(double confidence_level) {
  return
      [options = OverlapOptions{Confidence{confidence_level}}](Count s, Count all_s, Count l, Count all_l, Count j, Count all_j) {
        const OverlapChange found = overlapping_change({{s, all_s}, {l, all_l}, {j, all_j}}, options);
        return std::tuple_cat(std::tuple{found.share_first, found.share_second}, answer(found.change), answer(found.test),
                              std::tuple{found.covariance, found.correlation}, answer(found.independent),
                              std::tuple{code(found.status)});
      };
}

// State, grade, whether the direction turned round, the ratios, both intervals, test, status.
auto judged(double margin_lower, double margin_upper, double confidence_level) {
  const VerdictOptions options{{margin_lower, margin_upper}, Confidence{confidence_level}};
  check_verdict_options(options);
  return [options](Count a, Count n1, Count c, Count n0, Count a2, Count m1, Count c2, Count m0) {
    const ChangeVerdict v = change_verdict({{a, n1}, {c, n0}}, {{a2, m1}, {c2, m0}}, options);
    return std::tuple{static_cast<Code>(v.state),
                      static_cast<Code>(v.grade),
                      v.reversed,
                      v.first,
                      v.second,
                      v.ratio,
                      v.interval.lower,
                      v.interval.upper,
                      v.equivalence_interval.lower,
                      v.equivalence_interval.upper,
                      v.statistic,
                      v.pvalue,
                      code(v.status)};
  };
}

TargetPlan plan_of(Count events, Count total, double target, Count periods, double turnover, double other_turnover,
                   double appointment_share, Count new_posts, double confidence_level) {
  TargetPlan plan;
  plan.now = {events, total};
  plan.target = target;
  plan.periods = periods;
  plan.turnover = turnover;
  plan.other_turnover = other_turnover;
  plan.appointment_share = appointment_share;
  plan.new_posts = new_posts;
  plan.confidence = Confidence{confidence_level};
  return plan;
}

// People short today, the columns of the path, chance, whether it can be reached, the share of appointments it takes, the appointments, those
// of the group among them, method, status.
py::tuple aimed(Count events, Count total, double aim, Count periods, double turnover, double other_turnover,
                double appointment_share, Count new_posts, double confidence_level) {
  const TargetPlan plan =
      plan_of(events, total, aim, periods, turnover, other_turnover, appointment_share, new_posts, confidence_level);
  const TargetResult found = unlocked([&] { return target(plan); });
  using Row = std::tuple<Count, Count, double, double, double, Count, Count, double>;
  const Outputs<Row> output(static_cast<py::ssize_t>(found.path.size()));
  py::ssize_t row = 0;
  for (const TargetPeriod& end : found.path)
    output.set(row++, {end.posts, end.needed, end.people, end.share, end.appointments, end.lower, end.upper, end.chance});
  return py::make_tuple(found.short_now, output.arrays(), found.chance, found.reachable, found.appointment_share_needed,
                        found.appointments, found.group_appointments_needed, found.method, code(found.status));
}

double share_for(Count events, Count total, double aim, Count periods, double turnover, double other_turnover, Count new_posts,
                 double chance) {
  const TargetPlan plan = plan_of(events, total, aim, periods, turnover, other_turnover, 0.0, new_posts, 0.95);
  return unlocked([&] { return appointment_share_for_chance(plan, chance); });
}

}  // namespace

void bind_time(py::module_& module) {
  module.attr("change_state_names") = names(states);
  module.def("period_heterogeneity", &heterogeneous, exactly("events"), exactly("totals"), exactly("reference_events"),
             exactly("reference_totals"), py::arg("measure"));
  constexpr Inputs<Count, Count, Count, Count, Count, Count> snapshots{
      {"stayers_events", "stayers_total", "leavers_events", "leavers_total", "joiners_events", "joiners_total"}};
  define(module, "overlapping_change", snapshots, {"confidence_level"}, &overlapped);
  constexpr Inputs<Count, Count, Count, Count, Count, Count, Count, Count> two_periods{
      {"events", "total", "reference_events", "reference_total", "later_events", "later_total", "later_reference_events",
       "later_reference_total"}};
  define(module, "change_verdict", two_periods, {"margin_lower", "margin_upper", "confidence_level"}, &judged);
  module.def("target", &aimed, exactly("events"), exactly("total"), py::arg("target"), exactly("periods"), py::arg("turnover"),
             py::arg("other_turnover"), py::arg("appointment_share"), exactly("new_posts"), py::arg("confidence_level"));
  module.def("appointment_share_for_chance", &share_for, exactly("events"), exactly("total"), py::arg("target"),
             exactly("periods"), py::arg("turnover"), py::arg("other_turnover"), exactly("new_posts"), py::arg("chance"));
}

}  // namespace equitable::python
