"""The numbers behind equitable, in C++: columns of int64 in, columns out. The package's own functions check, name and explain."""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

_Counts: TypeAlias = NDArray[np.int64]
_Doubles: TypeAlias = NDArray[np.float64]
_Codes: TypeAlias = NDArray[np.uint8]  # positions in status_names, state_names, grade_names or banding_names
_Flags: TypeAlias = NDArray[np.bool_]
_Estimate: TypeAlias = tuple[float, float, float, int]  # value, lower, upper, status
_Estimates: TypeAlias = tuple[_Doubles, _Doubles, _Doubles, _Codes]

__version__: str

status_names: tuple[str, ...]
state_names: tuple[str, ...]
grade_names: tuple[str, ...]
banding_names: tuple[str, ...]
alternatives: tuple[str, ...]
proportion_methods: tuple[str, ...]
relative_likelihood_methods: tuple[str, ...]
rate_difference_methods: tuple[str, ...]
significance_methods: tuple[str, ...]

# proportion/
def proportion_one(events: int, total: int, method: str, confidence_level: float) -> _Estimate: ...
def proportion(events: _Counts, total: _Counts, method: str, confidence_level: float) -> _Estimates: ...

# comparison/
def relative_likelihood_one(
    events: int, total: int, reference_events: int, reference_total: int, method: str, confidence_level: float
) -> _Estimate: ...
def relative_likelihood(
    events: _Counts, total: _Counts, reference_events: _Counts, reference_total: _Counts, method: str, confidence_level: float
) -> _Estimates: ...
def rate_difference_one(
    events: int, total: int, reference_events: int, reference_total: int, method: str, confidence_level: float
) -> _Estimate: ...
def rate_difference(
    events: _Counts, total: _Counts, reference_events: _Counts, reference_total: _Counts, method: str, confidence_level: float
) -> _Estimates: ...

# share_part, share_whole, share_rest, gap, ratio, statistic, pvalue, the test's status, status
def representation_one(
    events: int, total: int, whole_events: int, whole_total: int, confidence_level: float
) -> tuple[float, float, float, _Estimate, _Estimate, float, float, int, int]: ...
def representation(
    events: _Counts, total: _Counts, whole_events: _Counts, whole_total: _Counts, confidence_level: float
) -> tuple[_Doubles, _Doubles, _Doubles, _Estimates, _Estimates, _Doubles, _Doubles, _Codes, _Codes]: ...

# significance/: statistic, pvalue, status
def significance_one(
    events: int, total: int, reference_events: int, reference_total: int, method: str, alternative: str
) -> tuple[float, float, int]: ...
def significance(
    events: _Counts, total: _Counts, reference_events: _Counts, reference_total: _Counts, method: str, alternative: str
) -> tuple[_Doubles, _Doubles, _Codes]: ...
def equivalence_one(
    events: int, total: int, reference_events: int, reference_total: int, margin_lower: float, margin_upper: float
) -> tuple[float, float, int]: ...
def equivalence(
    events: _Counts, total: _Counts, reference_events: _Counts, reference_total: _Counts, margin_lower: float, margin_upper: float
) -> tuple[_Doubles, _Doubles, _Codes]: ...

# verdict/: state, grade, ratio, lower, upper, equivalence lower, equivalence upper, statistic, pvalue, status
def verdict_one(
    events: int,
    total: int,
    reference_events: int,
    reference_total: int,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
) -> tuple[int, int, float, float, float, float, float, float, float, int]: ...
def verdict(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
) -> tuple[_Codes, _Codes, _Doubles, _Doubles, _Doubles, _Doubles, _Doubles, _Doubles, _Doubles, _Codes]: ...

# -1 where no number of people changes the state
def people_to_change_state(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
) -> _Counts: ...

# the complement's state, and whether it is another than the mirror image
def framing(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
) -> tuple[_Codes, _Flags]: ...

# different by LPT, LPT for boards, four-fifths, two standard deviations; banding; impact ratio
def policies(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
) -> tuple[_Flags, _Flags, _Flags, _Flags, _Codes, _Doubles]: ...
def sentence(
    events: int,
    total: int,
    reference_events: int,
    reference_total: int,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
    group: str,
    reference: str,
    outcome: str,
    ratio_decimals: int,
    percent_decimals: int,
) -> str: ...
def representation_sentence(
    events: int,
    total: int,
    rest_events: int,
    rest_total: int,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
    group: str,
    part: str,
    whole: str,
    percent_decimals: int,
) -> str: ...

# Figures as they are printed, exact and half away from zero
def decimal_percent(events: int, total: int, decimals: int) -> str: ...
def decimal_ratio(events: int, total: int, reference_events: int, reference_total: int, decimals: int) -> str: ...
def decimal_percentage_points(events: int, total: int, reference_events: int, reference_total: int, decimals: int) -> str: ...
def decimal_number(value: float, decimals: int) -> str: ...

# ethnicity/: rows as plain dicts
ethnicity_versions: tuple[str, ...]

def classify_ethnicity(code: str, version: str) -> dict[str, str]: ...
def classify_ethnicities(codes: Sequence[str | None], version: str) -> dict[str, Any]: ...
def allowed_ethnicity_codes(version: str) -> str: ...
def ethnicity_categories(version: str) -> list[dict[str, str]]: ...
def ethnicity_crosswalk(version: str, to: str) -> list[dict[str, Any]]: ...

# wres/: the indicators as data; cells in, the report's tables out
def wres_indicators() -> list[dict[str, Any]]: ...
def wres_assemble(cells: list[dict[str, Any]], specification: dict[str, Any]) -> dict[str, Any]: ...
