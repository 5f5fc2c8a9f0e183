#include "half.hpp"

#include <equitable/equitable.hpp>

#ifdef EQUITABLE_COMPILED
#error "this half must not see the compiled library"
#endif

Half header_only() {
  const equitable::Estimate estimate = equitable::relative_likelihood(207, 2386, 596, 3842);
  return {estimate.value, estimate.lower, estimate.upper};
}
