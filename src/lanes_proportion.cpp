// Limits of many rates, compiled once for several levels of processor.
#include "equitable/proportion/batch.hpp"

namespace equitable::detail {

inline namespace EQUITABLE_BUILD {

EQUITABLE_CLONES void proportion_piece(const RateBatch& batch, std::size_t first, std::size_t last) {
  proportion_lanes(batch, first, last);
}

}  // namespace EQUITABLE_BUILD

}  // namespace equitable::detail
