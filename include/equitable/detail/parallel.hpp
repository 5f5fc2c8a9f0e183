/// @file detail/parallel.hpp
/// Rows shared out to threads, in pieces that do not depend on how many threads there are.
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "equitable/core/execution.hpp"

namespace equitable::detail {

/// Rows of a piece when a row costs nanoseconds: a multiple of every block of lanes, and small enough for the nearest cache.
inline constexpr std::size_t rows_of_a_piece = 2048;

/// The number of threads that `pieces` pieces are worth.
[[nodiscard]] inline std::size_t threads_for(std::size_t pieces, const Execution& execution) noexcept {
  const std::size_t hardware = std::thread::hardware_concurrency();
  const std::size_t wanted = execution.threads != 0 ? execution.threads : hardware != 0 ? hardware : 1;
  return wanted < pieces ? wanted : pieces;
}

/// Calls `work(first, last)` for each piece of the rows 0 … rows: pieces of `piece` rows in order, the last one shorter.
///
/// Threads take the next piece when they are free, so pieces run in any order; `work` must depend on its rows alone. When a piece
/// throws, no further one is begun, and the exception of the first piece that threw reaches the caller: the same one for any
/// number of threads. Nothing is allocated and no thread started for a single piece or a single thread.
template <class Work>
void parallel_rows(std::size_t rows, const Execution& execution, const Work& work, std::size_t piece = rows_of_a_piece) {
  const std::size_t pieces = rows / piece + (rows % piece != 0 ? 1 : 0);
  const auto run = [&](std::size_t index) {
    const std::size_t first = index * piece;
    work(first, rows - first < piece ? rows : first + piece);
  };
  const std::size_t threads = execution.threads == 1 || pieces <= 1 ? 1 : threads_for(pieces, execution);
  if (threads <= 1) {
    for (std::size_t index = 0; index < pieces; ++index) run(index);
    return;
  }

  std::atomic<std::size_t> next{0};
  std::mutex guard;
  std::size_t failed = pieces;  // the first piece that threw
  std::exception_ptr failure;
  const auto take_pieces = [&] {
    for (std::size_t index = next.fetch_add(1); index < pieces; index = next.fetch_add(1)) {
      try {
        run(index);
      } catch (...) {
        const std::lock_guard<std::mutex> lock(guard);
        if (index < failed) {
          failed = index;
          failure = std::current_exception();
        }
        next.store(pieces);
        return;
      }
    }
  };
  std::vector<std::thread> helpers;
  helpers.reserve(threads - 1);
  try {
    while (helpers.size() + 1 < threads) helpers.emplace_back(take_pieces);
  } catch (const std::system_error&) {
    // No more threads to be had: those that are here share the work.
  }
  take_pieces();
  for (std::thread& helper : helpers) helper.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace equitable::detail
