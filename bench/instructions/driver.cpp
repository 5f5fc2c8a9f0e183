// Kernels to be counted, one function each, on tables that are the same on every machine. instructions.py runs this under callgrind and reads
// what each function named count_… costs; nothing is timed here.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <random>
#include <vector>

#include "equitable/comparison/batch.hpp"
#include "equitable/counts/tabulate.hpp"
#include "equitable/groups/batch_homogeneity.hpp"
#include "equitable/groups/multiplicity.hpp"
#include "equitable/proportion/batch.hpp"
#include "equitable/significance/batch.hpp"
#include "equitable/verdict/verdict.hpp"

namespace {

using namespace equitable;

/// Columns of counts, and columns to write into.
struct Columns {
  std::vector<Count> events, total, reference_events, reference_total;
  std::vector<double> value, lower, upper;
  std::vector<Status> status;

  explicit Columns(std::size_t rows) : value(rows), lower(rows), upper(rows), status(rows) {}

  /// Tables like those of workforce data; `people` in each group, or 20 to 8,000 where it is 0.
  Columns(std::size_t rows, Count people) : Columns(rows) {
    std::mt19937_64 random{20260101};
    const auto uniform = [&random] { return static_cast<double>(random() >> 11) * 0x1.0p-53; };
    // No library function that may round differently elsewhere: 2^(4.3 + 8.7 u) as a power of two times a straight line.
    const auto size = [&]() -> Count {
      if (people > 0) return people;
      const double exponent = 4.3 + 8.7 * uniform();
      const double whole = std::floor(exponent);
      return static_cast<Count>(std::ldexp(1.0 + (exponent - whole), static_cast<int>(whole)));
    };
    const auto some = [&](Count n) { return 1 + static_cast<Count>((0.01 + 0.59 * uniform()) * static_cast<double>(n - 1)); };
    for (std::size_t i = 0; i < rows; ++i) {
      total.push_back(size());
      reference_total.push_back(size());
      events.push_back(some(total.back()));
      reference_events.push_back(some(reference_total.back()));
    }
  }
  [[nodiscard]] std::size_t rows() const { return events.size(); }
  [[nodiscard]] RateColumns rates() const { return {events.data(), total.data(), rows()}; }
  [[nodiscard]] TableColumns tables() const {
    return {events.data(), total.data(), reference_events.data(), reference_total.data(), rows()};
  }
  [[nodiscard]] EstimateOutput estimates() { return {value.data(), lower.data(), upper.data(), status.data()}; }
  [[nodiscard]] TestOutput tests() { return {value.data(), lower.data(), status.data()}; }
};

void rates(Columns& c, ProportionMethod method) {
  ProportionOptions options;
  options.method = method;
  proportion_rows(c.rates(), options, c.estimates());
}

template <class Options, class Method>
void compare(Columns& c, Method method) {
  Options options;
  options.method = method;
  comparison_rows(c.tables(), options, c.estimates());
}

void test(Columns& c, SignificanceMethod method) {
  SignificanceOptions options;
  options.method = method;
  significance_rows(c.tables(), options, c.tests());
}

}  // namespace

// A function for each kernel, by itself in the profile.
#define EQUITABLE_COUNT(name) extern "C" [[gnu::noinline]] void count_##name(Columns& c)
EQUITABLE_COUNT(rate_wilson) { rates(c, ProportionMethod::wilson); }
EQUITABLE_COUNT(rate_clopper_pearson) { rates(c, ProportionMethod::clopper_pearson); }
EQUITABLE_COUNT(rate_jeffreys) { rates(c, ProportionMethod::jeffreys); }
EQUITABLE_COUNT(ratio_katz_log) { compare<RelativeLikelihoodOptions>(c, RelativeLikelihoodMethod::katz_log); }
EQUITABLE_COUNT(ratio_miettinen_nurminen) { compare<RelativeLikelihoodOptions>(c, RelativeLikelihoodMethod::miettinen_nurminen); }
EQUITABLE_COUNT(difference_newcombe) { compare<RateDifferenceOptions>(c, RateDifferenceMethod::newcombe); }
EQUITABLE_COUNT(difference_miettinen_nurminen) { compare<RateDifferenceOptions>(c, RateDifferenceMethod::miettinen_nurminen); }
EQUITABLE_COUNT(odds_ratio_miettinen_nurminen) { compare<OddsRatioOptions>(c, OddsRatioMethod::miettinen_nurminen); }
EQUITABLE_COUNT(test_n_minus_1_chi2) { test(c, SignificanceMethod::n_minus_1_chi2); }
EQUITABLE_COUNT(test_fisher_minlike) { test(c, SignificanceMethod::fisher_minlike); }
EQUITABLE_COUNT(test_barnard_pooled) { test(c, SignificanceMethod::barnard_pooled); }
EQUITABLE_COUNT(test_boschloo_central) { test(c, SignificanceMethod::boschloo_central); }
EQUITABLE_COUNT(verdict) {
  for (std::size_t i = 0; i < c.rows(); ++i) c.value[i] = verdict(c.tables().row(i)).ratio;
}
EQUITABLE_COUNT(homogeneity_six_groups) {
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i <= c.rows(); i += 6) offsets.push_back(i);
  homogeneity_rows({c.events.data(), c.total.data(), offsets.data(), offsets.size() - 1}, {}, c.tests());
}
EQUITABLE_COUNT(adjust_bh) { c.lower = adjust_pvalues(c.value, Adjustment::bh); }
EQUITABLE_COUNT(tabulate) {
  const std::vector<CodeColumn> keys{CodeColumn(c.total.data(), 8192), CodeColumn(c.events.data(), 8)};
  const TabulateColumns columns{keys.data(), keys.size(), c.rows()};
  std::vector<Count> total(tabulate_cells(keys.data(), keys.size()));
  tabulate_rows(columns, {total.data()});
  c.value[0] = static_cast<double>(total[0]);
}

int main() {
  Columns many(4096, 0);
  Columns hundred(512, 100);
  Columns few(16, 50);
  count_rate_wilson(many);
  count_rate_clopper_pearson(many);
  count_rate_jeffreys(many);
  count_ratio_katz_log(many);
  count_ratio_miettinen_nurminen(many);
  count_difference_newcombe(many);
  count_difference_miettinen_nurminen(many);
  count_odds_ratio_miettinen_nurminen(many);
  count_test_n_minus_1_chi2(many);
  count_test_fisher_minlike(hundred);
  count_test_barnard_pooled(few);
  count_test_boschloo_central(few);
  count_verdict(many);
  count_homogeneity_six_groups(many);
  std::mt19937_64 random{1};
  Columns pvalues(16384);
  for (double& p : pvalues.value) p = static_cast<double>(random() >> 11) * 0x1.0p-53;
  count_adjust_bh(pvalues);
  Columns records(65536);
  for (std::size_t i = 0; i < 65536; ++i) {
    records.total.push_back(static_cast<Count>(random() % 8192));
    records.events.push_back(static_cast<Count>(random() % 8));
  }
  count_tabulate(records);
  // The tables of each kernel, for the division; the program's only output.
  std::printf(
      "rate_wilson 4096\nrate_clopper_pearson 4096\nrate_jeffreys 4096\nratio_katz_log 4096\nratio_miettinen_nurminen 4096\n"
      "difference_newcombe 4096\ndifference_miettinen_nurminen 4096\nodds_ratio_miettinen_nurminen 4096\ntest_n_minus_1_chi2 "
      "4096\n"
      "test_fisher_minlike 512\ntest_barnard_pooled 16\ntest_boschloo_central 16\nverdict 4096\nhomogeneity_six_groups 682\n"
      "adjust_bh 16384\ntabulate 65536\n");
  return 0;
}
