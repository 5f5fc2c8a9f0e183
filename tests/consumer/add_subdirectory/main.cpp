// The same numbers must give the same verdict however the library was brought in.
#include <equitable/equitable.hpp>

#include <iostream>

int main() {
  const equitable::Verdict verdict = equitable::verdict(207, 2386, 596, 3842);
  std::cout << verdict.ratio << ' ' << equitable::name(verdict.state) << '\n';
  return verdict.state == equitable::State::lower ? 0 : 1;
}
