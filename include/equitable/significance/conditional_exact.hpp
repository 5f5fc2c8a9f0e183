/// @file significance/conditional_exact.hpp
/// STUB of D: Fisher's exact test in all its forms.
#pragma once

#include "equitable/counts/table2x2.hpp"
#include "equitable/significance/method.hpp"

namespace equitable {

/// The exact conditional test of a table: the `fisher_*` methods.
[[nodiscard]] inline TestResult conditional_exact_test(const Table2x2&, const SignificanceOptions& options) {
  return {not_a_number, not_a_number, name(options.method), options.alternative, Status::undefined};
}

}  // namespace equitable
