// Were White applicants likelier to be appointed from shortlisting than BME applicants?
// In one published report 596 of 3,842 White and 207 of 2,386 BME applicants were appointed.
#include <equitable/equitable.hpp>

#include <iostream>

int main() {
  const equitable::Table2x2 table = equitable::checked_table(596, 3842, 207, 2386, "compare_two_groups");

  const equitable::Estimate ratio = equitable::relative_likelihood(table);
  std::cout << "relative likelihood " << ratio.value << ", 95 % interval " << ratio.lower << " to " << ratio.upper << '\n';

  const equitable::Estimate difference = equitable::rate_difference(table);
  std::cout << "rate difference     " << difference.value << ", 95 % interval " << difference.lower << " to " << difference.upper
            << '\n';

  const equitable::Verdict verdict = equitable::verdict(table);
  std::cout << "verdict             " << equitable::name(verdict.state) << ", " << equitable::name(verdict.grade) << '\n';
  std::cout << equitable::sentence(table, verdict, {"White applicants", "BME applicants", "be appointed from shortlisting"}) << '\n';
}
