/// @file significance/batch.hpp
/// STUB of F: many tests at once.
#pragma once

#include "equitable/core/array.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/significance/significance.hpp"

namespace equitable {}  // namespace equitable
