// Verdicts on many tables, compiled once for several levels of processor.
#include "equitable/verdict/batch.hpp"

namespace equitable::detail {

inline namespace EQUITABLE_BUILD {

EQUITABLE_CLONES void verdict_piece(const VerdictBatch& batch, std::size_t first, std::size_t last) {
  if (batch.tables.rows == 1) return verdict_row(batch, first);
  verdict_lanes(batch, first, last);
}

}  // namespace EQUITABLE_BUILD

}  // namespace equitable::detail
