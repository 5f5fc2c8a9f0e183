/// @file verdict/framing.hpp
/// The same people, counted the other way round.
///
/// "Appointed" and "not appointed" describe one and the same table, but a ratio of 1.79 in the one is 0.93 in the other, and
/// the verdicts can differ. A careful report says so. The framing of an indicator is fixed by its definition; this only shows
/// what hangs on it.
#pragma once

#include "equitable/verdict/verdict.hpp"

namespace equitable {

/// The verdict on the complement of the outcome.
struct Framing {
  Verdict complement;   ///< the verdict when those without the outcome are counted
  bool changes_sides;   ///< whether its state is another than the mirror image of the verdict's own
};

/// What the verdict would be for the complement. "higher" mirrors to "lower"; similar and inconclusive mirror to themselves.
[[nodiscard]] inline Framing framing(const Table2x2& table, const VerdictOptions& options = {}) {
  const Verdict complement = verdict(table.complement(), options);
  return {complement, complement.state != mirrored(verdict(table, options).state)};
}

}  // namespace equitable
