/// @file core/array.hpp
/// Columns: the Eigen arrays that batch functions take and give, and the check that they have one length.
///
/// Eigen's own size checks vanish under NDEBUG, so the check is ours and always on.
#pragma once

#include <Eigen/Core>

#include <string>

#include "equitable/core/results.hpp"

#if !EIGEN_VERSION_AT_LEAST(3, 4, 0)
#error "equitable needs Eigen 3.4 or later (Debian: apt-get install libeigen3-dev)"
#endif

namespace equitable {

using CountArray = Eigen::Array<Count, Eigen::Dynamic, 1>;    ///< a column of counts
using DoubleArray = Eigen::Array<double, Eigen::Dynamic, 1>;  ///< a column of numbers
using StatusArray = Eigen::Array<Status, Eigen::Dynamic, 1>;  ///< a column of statuses
using CountColumn = Eigen::Ref<const CountArray>;             ///< any contiguous column of counts, taken without a copy

/// Estimates in columns, one row a table.
struct EstimateColumns {
  DoubleArray value;
  DoubleArray lower;
  DoubleArray upper;
  StatusArray status;

  explicit EstimateColumns(Eigen::Index rows) : value(rows), lower(rows), upper(rows), status(rows) {}
};

/// Throws `InvalidInput` unless `size` is `expected`.
inline void check_size(const char* where, const char* argument, Eigen::Index size, Eigen::Index expected) {
  if (size != expected)
    throw_invalid(where, std::string("the length of ") + argument, std::to_string(size),
                  "must be " + std::to_string(expected) + ", the length of events");
}

}  // namespace equitable
