#include "equitable/detail/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using equitable::Execution;
using namespace equitable::detail;

using Pieces = std::set<std::pair<std::size_t, std::size_t>>;

Pieces pieces_of(std::size_t rows, unsigned threads, std::size_t piece) {
  Pieces pieces;
  std::mutex guard;
  parallel_rows(
      rows, Execution{threads},
      [&](std::size_t first, std::size_t last) {
        const std::lock_guard<std::mutex> lock(guard);
        EXPECT_TRUE(pieces.emplace(first, last).second) << first;
      },
      piece);
  return pieces;
}

TEST(ParallelRows, EveryRowIsInOnePieceAndPiecesDoNotDependOnTheThreads) {
  for (const std::size_t rows : {0U, 1U, 31U, 32U, 33U, 64U, 100U, 1000U}) {
    Pieces expected;
    for (std::size_t first = 0; first < rows; first += 32) expected.emplace(first, rows < first + 32 ? rows : first + 32);
    for (unsigned threads = 0; threads <= 7; ++threads)
      EXPECT_EQ(pieces_of(rows, threads, 32), expected) << rows << " " << threads;
  }
}

TEST(ParallelRows, APieceIsAMultipleOfABlock) { EXPECT_EQ(rows_of_a_piece % 32, 0U); }

TEST(ParallelRows, OnePieceAndOneThreadStayWithTheCaller) {
  const std::thread::id caller = std::this_thread::get_id();
  const auto stays = [caller](std::size_t, std::size_t) { EXPECT_EQ(std::this_thread::get_id(), caller); };
  parallel_rows(32, Execution{8}, stays, 32);
  parallel_rows(1000, Execution{1}, stays, 32);
  parallel_rows(1000, Execution{}, stays, 32);
}

TEST(ParallelRows, ThreadsAreNoMoreThanPieces) {
  EXPECT_EQ(threads_for(3, Execution{8}), 3U);
  EXPECT_EQ(threads_for(30, Execution{8}), 8U);
  EXPECT_EQ(threads_for(1, Execution{0}), 1U);
  EXPECT_GE(threads_for(1000, Execution{0}), 1U);
}

TEST(ParallelRows, AnotherThreadTakesPart) {
  // Each of two threads waits in its piece for the other one.
  std::atomic<int> inside{0};
  parallel_rows(
      2, Execution{2},
      [&](std::size_t, std::size_t) {
        inside.fetch_add(1);
        while (inside.load() < 2) std::this_thread::yield();
      },
      1);
  EXPECT_EQ(inside.load(), 2);
}

TEST(ParallelRows, TheExceptionOfTheFirstPieceThatThrewReachesTheCaller) {
  for (unsigned threads = 1; threads <= 7; ++threads)
    for (int repetition = 0; repetition < 20; ++repetition) {
      std::string message = "nothing";
      try {
        parallel_rows(
            1000, Execution{threads},
            [](std::size_t first, std::size_t) {
              if (first >= 320 && first % 64 == 0) throw std::runtime_error("row " + std::to_string(first));
            },
            32);
      } catch (const std::runtime_error& error) {
        message = error.what();
      }
      EXPECT_EQ(message, "row 320") << threads;
    }
}

}  // namespace
