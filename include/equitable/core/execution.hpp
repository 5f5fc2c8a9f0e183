/// @file core/execution.hpp
/// How a batch is run: on how many threads.
#pragma once

namespace equitable {

/// The last argument of every function over columns. The answers have the same bits for any number of threads.
struct Execution {
  /// Threads that share the rows, the calling one among them; 0 means as many as the machine runs at once. A short column is
  /// done by the calling thread alone, and so is every column where no thread can be started.
  unsigned threads = 1;
};

}  // namespace equitable
