/// @file disclosure/suppression.hpp
/// What else must be withheld so that no withheld count follows by one subtraction.
///
/// Cells are non-negative counts, relations say total = sum of parts. First every cell that the rule withholds is hidden. Then,
/// as long as a relation has exactly one hidden member, a reader could subtract it out, so one more member is hidden: of all
/// cells that would mend such a relation the one that costs least for each relation it mends, where the cost of a cell is its
/// count unless the caller says otherwise. That is repeated until no relation has exactly one hidden member (a fixed point,
/// reached after at most as many steps as there are cells).
///
/// A cell that is already public is never hidden to protect another, for nothing would be gained; only the rule itself can hide
/// it. Where a relation consists of one hidden cell and public ones, nothing can be mended: such relations are counted in
/// `unmended`.
///
/// The result does not depend on the order of the relations, nor on that of the cells as long as no two cells tie in both cost
/// and count; ties go to the cell that comes first. This is the everyday rule, not a proof of safety: it does not look at two
/// relations together, nor at rounded percentages. Cost: one pass over the cells for each cell that is hidden.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "equitable/core/types.hpp"
#include "equitable/disclosure/rules.hpp"

namespace equitable {

/// What the caller says about a cell beforehand.
enum class CellFlag : std::uint8_t {
  free,    ///< may be printed or withheld
  hidden,  ///< withheld already, its count need not be known
  fixed    ///< already public: never withheld to protect another, only by the rule itself
};

/// One count that is, or could be, printed.
struct SuppressionCell {
  Count count = 0;
  CellFlag flag = CellFlag::free;
  bool exempt = false;  ///< the rule does not apply (a structural zero)
  Count cost = -1;      ///< of hiding it to protect another; −1 stands for the count itself, 0 for a number that is never printed
};

/// total = sum of parts, as positions in the list of cells. A relation names each cell at most once.
struct AdditiveRelation {
  std::size_t total = 0;
  std::vector<std::size_t> parts;
};

/// What is withheld. `hidden` has one entry a cell: 0 shown, 1 by the rule or by the caller, 2 to protect another.
struct Suppression {
  std::vector<unsigned char> hidden;
  std::size_t unmended = 0;
};

namespace detail {

void suppress_into(const std::vector<SuppressionCell>& cells, const std::vector<AdditiveRelation>& relations,
                   const ThresholdRule& rule, Suppression& result);

}  // namespace detail

/// Withholds what the rule asks for, and what it takes so that no withheld cell follows by one subtraction.
///
/// @throws InvalidInput for a negative count of a cell that is not hidden beforehand, for a relation that names a cell that does
/// not exist or names one
///         twice, and for one whose known members do not add up
[[nodiscard]] inline Suppression suppress(const std::vector<SuppressionCell>& cells,
                                          const std::vector<AdditiveRelation>& relations, const ThresholdRule& rule = {}) {
  Suppression result;
  detail::suppress_into(cells, relations, rule, result);
  return result;
}

}  // namespace equitable
