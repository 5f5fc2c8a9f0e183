// Counting rows of codes, compiled once for several levels of processor.
#include "equitable/detail/clones.hpp"
#include "equitable/detail/lanes_tabulate.hpp"

namespace equitable::detail {

EQUITABLE_CLONES std::size_t tabulate_block_rows_compiled(const TabulationJob& job, std::size_t first, std::size_t last,
                                                          const TabulationTarget& target, std::int64_t& weight) noexcept {
  return tabulate_block_rows(job, first, last, target, weight);
}

}  // namespace equitable::detail
