/// @file detail/hypergeometric.hpp
/// STUB of D.
#pragma once

#include "equitable/core/results.hpp"
#include "equitable/detail/score.hpp"

namespace equitable::detail {}  // namespace equitable::detail
