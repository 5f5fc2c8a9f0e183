// What the batch kernels answer, as one number for each: tools/check_same_bits.py builds this for every level of x86-64 that the machine has and
// compares. Whoever links the compiled library gets the level of his own processor, and must get the same bits as his colleague.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <random>
#include <vector>

#include "equitable/comparison/batch.hpp"
#include "equitable/groups/batch_homogeneity.hpp"
#include "equitable/groups/batch_strata.hpp"
#include "equitable/groups/batch_trend.hpp"
#include "equitable/proportion/batch.hpp"
#include "equitable/significance/batch.hpp"
#include "equitable/verdict/batch.hpp"

namespace {

using namespace equitable;

constexpr std::size_t rows = 6000;

std::vector<Count> x1, n1, x2, n2;
std::vector<double> value(rows), lower(rows), upper(rows), narrow_lower(rows), narrow_upper(rows), statistic(rows), pvalue(rows);
std::vector<Status> status(rows);
std::vector<State> state(rows);
std::vector<Grade> grade(rows);

// Tables of every size, one in nine with a count at its edge.
void draw() {
  std::mt19937_64 random{20260301};
  const auto part = [&random](Count n) {
    const std::uint64_t kind = random() % 18;
    return kind == 0 ? Count{0} : kind == 1 ? n : static_cast<Count>(random() % (static_cast<std::uint64_t>(n) + 1U));
  };
  for (std::size_t i = 0; i < rows; ++i) {
    const auto size = [&] { return static_cast<Count>(1U + (random() >> (64U - 1U - random() % 40U))); };
    n1.push_back(size());
    n2.push_back(size());
    x1.push_back(part(n1.back()));
    x2.push_back(part(n2.back()));
  }
}

/// The bits of columns, mixed into one number; every NaN counts alike.
class Digest {
 public:
  void add(const std::vector<double>& column) {
    for (const double number : column) {
      std::uint64_t bits = 0;
      if (!std::isnan(number)) std::memcpy(&bits, &number, sizeof bits);
      mix(bits);
    }
  }
  template <class Code>
  void add_codes(const std::vector<Code>& column) {
    for (const Code code : column) mix(static_cast<std::uint64_t>(code));
  }
  void print(const char* family, const char* method) const {
    std::printf("%s %s %016llx\n", family, method, static_cast<unsigned long long>(sum_));
  }

 private:
  void mix(std::uint64_t bits) {
    sum_ = (sum_ ^ bits) * 0x100000001b3ULL;
    sum_ ^= sum_ >> 29U;
  }
  std::uint64_t sum_ = 0xcbf29ce484222325ULL;
};

TableColumns tables() { return {x1.data(), n1.data(), x2.data(), n2.data(), rows}; }

void print_estimates(const char* family, const char* method) {
  Digest digest;
  digest.add(value);
  digest.add(lower);
  digest.add(upper);
  digest.add_codes(status);
  digest.print(family, method);
}

void print_tests(const char* family, const char* method, std::size_t tests = rows) {
  Digest digest;
  digest.add({statistic.begin(), statistic.begin() + static_cast<std::ptrdiff_t>(tests)});
  digest.add({pvalue.begin(), pvalue.begin() + static_cast<std::ptrdiff_t>(tests)});
  digest.print(family, method);
}

template <class Options, class Method>
void compare(const char* family, std::initializer_list<Method> methods) {
  for (const Method method : methods) {
    Options options;
    options.method = method;
    comparison_rows(tables(), options, {value.data(), lower.data(), upper.data(), status.data()});
    print_estimates(family, name(method));
  }
}

}  // namespace

int main() {
  draw();
  using P = ProportionMethod;
  for (const P method : {P::wilson, P::wald, P::agresti_coull, P::arcsine, P::logit, P::likelihood_ratio, P::clopper_pearson,
                         P::jeffreys, P::mid_p}) {
    ProportionOptions options;
    options.method = method;
    proportion_rows({x1.data(), n1.data(), rows}, options, {value.data(), lower.data(), upper.data(), status.data()});
    print_estimates("rate", name(method));
  }
  using R = RelativeLikelihoodMethod;
  compare<RelativeLikelihoodOptions>("ratio", {R::katz_log, R::haldane_log, R::price_bonett, R::inv_sinh, R::mover_wilson,
                                               R::mover_jeffreys, R::scas, R::profile_lr, R::koopman, R::miettinen_nurminen});
  using D = RateDifferenceMethod;
  compare<RateDifferenceOptions>("difference", {D::newcombe, D::wald, D::agresti_caffo, D::mover_jeffreys, D::scas, D::profile_lr,
                                                D::mee, D::miettinen_nurminen});
  using O = OddsRatioMethod;
  compare<OddsRatioOptions>("odds_ratio", {O::woolf_logit, O::mover_wilson, O::scas, O::profile_lr, O::miettinen_nurminen});
  using S = SignificanceMethod;
  for (const S method : {S::n_minus_1_chi2, S::pearson_chi2, S::g_test, S::log_rr_wald, S::log_or_wald, S::fisher_minlike,
                         S::fisher_midp_central}) {
    SignificanceOptions options;
    options.method = method;
    significance_rows(tables(), options, {statistic.data(), pvalue.data(), status.data()});
    print_tests("test", name(method));
  }
  equivalence_rows(tables(), {}, {statistic.data(), pvalue.data(), status.data()});
  print_tests("equivalence", "score_mn");
  verdict_rows(tables(), {},
               {state.data(), grade.data(), value.data(), lower.data(), upper.data(), narrow_lower.data(), narrow_upper.data(),
                statistic.data(), pvalue.data(), status.data()});
  Digest verdicts;
  verdicts.add_codes(state);
  verdicts.add_codes(grade);
  verdicts.add(lower);
  verdicts.add(narrow_upper);
  verdicts.print("verdict", "verdict");

  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i <= rows; i += 6) offsets.push_back(i);
  const GroupRows groups{x1.data(), n1.data(), offsets.data(), offsets.size() - 1};
  for (const HomogeneityMethod method : {HomogeneityMethod::n_minus_1_chi2, HomogeneityMethod::g_test}) {
    homogeneity_rows(groups, {method}, {statistic.data(), pvalue.data(), status.data()});
    print_tests("homogeneity", name(method), groups.tables);
  }
  std::vector<double> scores(rows);
  for (std::size_t i = 0; i < rows; ++i) scores[i] = static_cast<double>(i % 6);
  trend_rows(x1.data(), n1.data(), scores.data(), offsets.data(), groups.tables, {},
             {statistic.data(), pvalue.data(), status.data()});
  print_tests("trend", "linear_by_linear_n_minus_1", groups.tables);
  cmh_rows(tables(), offsets.data(), groups.tables, {}, {statistic.data(), pvalue.data(), status.data()});
  print_tests("cmh", "cmh", groups.tables);
  return 0;
}
