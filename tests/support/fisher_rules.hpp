// Every rule by which Fisher's tests add up tables.
#pragma once

#include "equitable/detail/lanes_fisher.hpp"

namespace support {

inline constexpr equitable::detail::FisherRule fisher_rules[] = {
    {true, false, equitable::Alternative::two_sided},  {true, true, equitable::Alternative::two_sided},
    {false, false, equitable::Alternative::two_sided}, {false, true, equitable::Alternative::two_sided},
    {false, false, equitable::Alternative::greater},   {false, false, equitable::Alternative::less},
    {false, true, equitable::Alternative::greater},    {false, true, equitable::Alternative::less}};

}  // namespace support
