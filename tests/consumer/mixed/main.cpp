#include <iostream>

#include "half.hpp"

int main() {
  const Half one = header_only();
  const Half other = uses_compiled();
  std::cout << one.ratio << ' ' << other.ratio << '\n';
  return one.ratio == other.ratio && one.lower == other.lower && one.upper == other.upper ? 0 : 1;
}
