#include <cmath>
#include <iostream>

#include "half.hpp"

int main() {
  const Half one = header_only();
  const Half other = uses_compiled();
  std::cout << one.ratio << ' ' << other.ratio << '\n';
  const bool estimates = one.ratio == other.ratio && one.lower == other.lower && one.upper == other.upper;
  return estimates && std::fabs(one.last_of_batch / other.last_of_batch - 1.0) < 1e-13 ? 0 : 1;
}
