#include "half.hpp"

#include <equitable/equitable.hpp>

#ifndef EQUITABLE_COMPILED
#error "this half must see the compiled library"
#endif

Half uses_compiled() {
  const equitable::Estimate estimate = equitable::relative_likelihood(207, 2386, 596, 3842);
  const equitable::CountArray events = equitable::CountArray::LinSpaced(5000, 0, 4999);
  const equitable::CountArray total = equitable::CountArray::Constant(5000, 5000);
  const equitable::EstimateColumns column =
      equitable::relative_likelihood_batch(events, total, total / 3, total, {}, equitable::Execution{2});
  return {estimate.value, estimate.lower, estimate.upper, column.upper[4999]};
}
