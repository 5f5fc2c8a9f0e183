/// @file equitable.hpp
/// All of equitable. Include single headers where compile time matters.
///
/// Ranks 0 to 6 work by inclusion alone. The bodies of `disclosure/` and `wres/` are in the library `equitable::compiled`.
#pragma once

#include "equitable/fwd.hpp"
#include "equitable/version.hpp"

#include "equitable/core/array.hpp"
#include "equitable/core/decimal.hpp"
#include "equitable/core/error.hpp"
#include "equitable/core/results.hpp"
#include "equitable/core/types.hpp"

#include "equitable/counts/columns.hpp"
#include "equitable/counts/group_table.hpp"
#include "equitable/counts/proportion.hpp"
#include "equitable/counts/table2x2.hpp"

#include "equitable/ethnicity/classification.hpp"
#include "equitable/ethnicity/crosswalk.hpp"

#include "equitable/proportion/batch.hpp"
#include "equitable/proportion/blaker.hpp"
#include "equitable/proportion/clopper_pearson.hpp"
#include "equitable/proportion/interval.hpp"
#include "equitable/proportion/jeffreys.hpp"
#include "equitable/proportion/likelihood_ratio.hpp"
#include "equitable/proportion/skewness_corrected.hpp"
#include "equitable/proportion/wald.hpp"
#include "equitable/proportion/wilson.hpp"

#include "equitable/comparison/batch.hpp"
#include "equitable/comparison/conditional_exact.hpp"
#include "equitable/comparison/difference_closed_forms.hpp"
#include "equitable/comparison/mover.hpp"
#include "equitable/comparison/odds_ratio.hpp"
#include "equitable/comparison/odds_ratio_closed_forms.hpp"
#include "equitable/comparison/profile_likelihood.hpp"
#include "equitable/comparison/rate_difference.hpp"
#include "equitable/comparison/ratio_closed_forms.hpp"
#include "equitable/comparison/relative_likelihood.hpp"
#include "equitable/comparison/representation.hpp"
#include "equitable/comparison/skewness_corrected.hpp"
#include "equitable/comparison/unconditional_exact.hpp"

#include "equitable/significance/batch.hpp"
#include "equitable/significance/conditional_exact.hpp"
#include "equitable/significance/equivalence.hpp"
#include "equitable/significance/method.hpp"
#include "equitable/significance/score.hpp"
#include "equitable/significance/significance.hpp"
#include "equitable/significance/unconditional_exact.hpp"

#include "equitable/verdict/fragility.hpp"
#include "equitable/verdict/framing.hpp"
#include "equitable/verdict/policy.hpp"
#include "equitable/verdict/sentence.hpp"
#include "equitable/verdict/verdict.hpp"

#include "equitable/disclosure/rules.hpp"
#include "equitable/disclosure/suppression.hpp"

#include "equitable/wres/assembly.hpp"
#include "equitable/wres/indicator.hpp"
#include "equitable/wres/model.hpp"
#include "equitable/wres/specification.hpp"
