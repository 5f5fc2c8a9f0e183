// 207 of 2,386 against 596 of 3,842: the rate of the first group is 0.56 times that of the second.
#include <equitable/equitable.hpp>

#include <cmath>
#include <iostream>

int main() {
  const equitable::Estimate estimate = equitable::relative_likelihood(207, 2386, 596, 3842);
  std::cout << estimate.value << " (" << estimate.lower << " to " << estimate.upper << ")\n";
  const double by_hand = (207.0 / 2386.0) / (596.0 / 3842.0);
  return std::abs(estimate.value - by_hand) < 1e-12 && estimate.upper < 1.0 ? 0 : 1;
}
