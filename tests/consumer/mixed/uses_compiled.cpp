#include "half.hpp"

#include <equitable/equitable.hpp>

#ifndef EQUITABLE_COMPILED
#error "this half must see the compiled library"
#endif

Half uses_compiled() {
  const equitable::Estimate estimate = equitable::relative_likelihood(207, 2386, 596, 3842);
  return {estimate.value, estimate.lower, estimate.upper};
}
