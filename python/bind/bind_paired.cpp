// comparison/paired and significance/paired: the same people asked twice.
#include "bind.hpp"
#include "equitable/comparison/paired.hpp"
#include "equitable/significance/paired.hpp"

namespace equitable::python {

namespace {

constexpr const auto& difference_methods = detail::paired_difference_method_names;
constexpr const auto& ratio_methods = detail::paired_ratio_method_names;
constexpr const auto& odds_methods = detail::paired_odds_ratio_method_names;
constexpr const auto& test_methods = detail::paired_test_method_names;

constexpr Inputs<Count, Count, Count, Count> pairs{{"both", "first_only", "second_only", "neither"}};

auto difference(std::string_view method, double confidence_level, std::string_view alternative) {
  const PairedDifferenceOptions options{chosen<PairedDifferenceMethod>("paired_difference: method", method, difference_methods),
                                        Confidence{confidence_level}, alternative_named(alternative)};
  return [options](Count n11, Count n12, Count n21, Count n22) {
    return answer(paired_difference({n11, n12, n21, n22}, options));
  };
}

auto ratio(std::string_view method, double confidence_level, std::string_view alternative) {
  const PairedRatioOptions options{chosen<PairedRatioMethod>("paired_ratio: method", method, ratio_methods),
                                   Confidence{confidence_level}, alternative_named(alternative)};
  return [options](Count n11, Count n12, Count n21, Count n22) { return answer(paired_ratio({n11, n12, n21, n22}, options)); };
}

auto odds(std::string_view method, double confidence_level, std::string_view alternative) {
  const PairedOddsRatioOptions options{chosen<PairedOddsRatioMethod>("paired_odds_ratio: method", method, odds_methods),
                                       Confidence{confidence_level}, alternative_named(alternative)};
  return [options](Count n11, Count n12, Count n21, Count n22) {
    return answer(paired_odds_ratio({n11, n12, n21, n22}, options));
  };
}

auto tested(std::string_view method, std::string_view alternative) {
  const PairedTestOptions options{chosen<PairedTestMethod>("paired_test: method", method, test_methods),
                                  alternative_named(alternative)};
  return [options](Count n11, Count n12, Count n21, Count n22) { return answer(paired_test({n11, n12, n21, n22}, options)); };
}

}  // namespace

void bind_paired(py::module_& module) {
  module.attr("paired_difference_methods") = names(difference_methods);
  module.attr("paired_ratio_methods") = names(ratio_methods);
  module.attr("paired_odds_ratio_methods") = names(odds_methods);
  module.attr("paired_test_methods") = names(test_methods);
  define_shared(module, "paired_difference", pairs, {"method", "confidence_level", "alternative"}, &difference);
  define_shared(module, "paired_ratio", pairs, {"method", "confidence_level", "alternative"}, &ratio);
  define_shared(module, "paired_odds_ratio", pairs, {"method", "confidence_level", "alternative"}, &odds);
  define_shared(module, "paired_test", pairs, {"method", "alternative"}, &tested);
}

}  // namespace equitable::python
