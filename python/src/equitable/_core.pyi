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
_Test: TypeAlias = tuple[float, float, int]  # statistic, pvalue, status
_Tests: TypeAlias = tuple[_Doubles, _Doubles, _Codes]
_Funnels: TypeAlias = tuple[_Doubles, _Doubles, _Doubles, _Doubles, _Codes, tuple[NDArray[Any], ...]]

__version__: str

status_names: tuple[str, ...]
alternatives: tuple[str, ...]
measures: tuple[str, ...]
state_names: tuple[str, ...]
grade_names: tuple[str, ...]
banding_names: tuple[str, ...]
proportion_methods: tuple[str, ...]
finite_population_methods: tuple[str, ...]
relative_likelihood_methods: tuple[str, ...]
bootstrap_interval_methods: tuple[str, ...]
rate_difference_methods: tuple[str, ...]
odds_ratio_methods: tuple[str, ...]
representation_test_methods: tuple[str, ...]
finite_population_test_methods: tuple[str, ...]
significance_methods: tuple[str, ...]
equivalence_methods: tuple[str, ...]
proportion_test_methods: tuple[str, ...]
power_methods: tuple[str, ...]
sample_size_methods: tuple[str, ...]
person_time_rate_methods: tuple[str, ...]
person_time_ratio_methods: tuple[str, ...]
person_time_difference_methods: tuple[str, ...]
person_time_test_methods: tuple[str, ...]
person_time_comparison_test_methods: tuple[str, ...]
standardised_rate_methods: tuple[str, ...]
funnel_methods: tuple[str, ...]
paired_difference_methods: tuple[str, ...]
paired_ratio_methods: tuple[str, ...]
paired_odds_ratio_methods: tuple[str, ...]
paired_test_methods: tuple[str, ...]
homogeneity_methods: tuple[str, ...]
association_methods: tuple[str, ...]
adjustment_methods: tuple[str, ...]
pairwise_families: tuple[str, ...]
trend_methods: tuple[str, ...]
trend_slope_methods: tuple[str, ...]
linear_by_linear_methods: tuple[str, ...]
slope_index_forms: tuple[str, ...]
stratified_methods: tuple[str, ...]
stratified_test_methods: tuple[str, ...]
stratified_homogeneity_methods: tuple[str, ...]
shares_methods: tuple[str, ...]
composition_methods: tuple[str, ...]
composition_comparison_methods: tuple[str, ...]
inequality_measures: tuple[str, ...]
inequality_methods: tuple[str, ...]
segregation_indices: tuple[str, ...]
shortfall_standards: tuple[str, ...]
change_methods: tuple[str, ...]

# proportion/
def proportion_one(events: int, total: int, method: str, confidence_level: float, alternative: str) -> _Estimate: ...
def proportion(
    events: _Counts, total: _Counts, method: str, confidence_level: float, alternative: str, threads: int = 1
) -> _Estimates: ...
def finite_population_one(
    events: int, total: int, population: int, method: str, confidence_level: float, alternative: str
) -> _Estimate: ...
def finite_population(
    events: _Counts, total: _Counts, population: _Counts, method: str, confidence_level: float, alternative: str, threads: int = 1
) -> _Estimates: ...

# comparison/
def bootstrap_interval_one(
    events: int, total: int, reference_events: int, reference_total: int, measure: str, method: str, confidence_level: float
) -> _Estimate: ...
def bootstrap_interval(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    measure: str,
    method: str,
    confidence_level: float,
    threads: int = 1,
) -> _Estimates: ...
def relative_likelihood_one(
    events: int, total: int, reference_events: int, reference_total: int, method: str, confidence_level: float, alternative: str
) -> _Estimate: ...
def relative_likelihood(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    method: str,
    confidence_level: float,
    alternative: str,
    threads: int = 1,
) -> _Estimates: ...
def rate_difference_one(
    events: int, total: int, reference_events: int, reference_total: int, method: str, confidence_level: float, alternative: str
) -> _Estimate: ...
def rate_difference(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    method: str,
    confidence_level: float,
    alternative: str,
    threads: int = 1,
) -> _Estimates: ...
def odds_ratio_one(
    events: int, total: int, reference_events: int, reference_total: int, method: str, confidence_level: float, alternative: str
) -> _Estimate: ...
def odds_ratio(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    method: str,
    confidence_level: float,
    alternative: str,
    threads: int = 1,
) -> _Estimates: ...
def conditional_odds_ratio_one(events: int, total: int, reference_events: int, reference_total: int) -> tuple[float]: ...
def conditional_odds_ratio(events: _Counts, total: _Counts, reference_events: _Counts, reference_total: _Counts) -> tuple[_Doubles]: ...

# E-value, E-value of the limit, status
def e_value_one(value: float, lower: float, upper: float) -> _Test: ...
def e_value(value: _Doubles, lower: _Doubles, upper: _Doubles) -> _Tests: ...

# share_part, share_whole, share_rest; gap with lower, upper, status; ratio likewise; status
def representation_one(
    events: int,
    total: int,
    whole_events: int,
    whole_total: int,
    gap_method: str,
    ratio_method: str,
    confidence_level: float,
    alternative: str,
) -> tuple[float, float, float, float, float, float, int, float, float, float, int, int]: ...
def representation(
    events: _Counts,
    total: _Counts,
    whole_events: _Counts,
    whole_total: _Counts,
    gap_method: str,
    ratio_method: str,
    confidence_level: float,
    alternative: str,
    threads: int = 1,
) -> tuple[_Doubles, _Doubles, _Doubles, _Doubles, _Doubles, _Doubles, _Codes, _Doubles, _Doubles, _Doubles, _Codes, _Codes]: ...
def representation_test_one(events: int, total: int, whole_events: int, whole_total: int, method: str, alternative: str) -> _Test: ...
def representation_test(
    events: _Counts, total: _Counts, whole_events: _Counts, whole_total: _Counts, method: str, alternative: str
) -> _Tests: ...

# difference with lower, upper, status; ratio likewise
def benchmark_fixed_one(
    events: int, total: int, benchmark_rate: float, confidence_level: float, alternative: str
) -> tuple[float, float, float, int, float, float, float, int]: ...
def benchmark_fixed(
    events: _Counts, total: _Counts, benchmark_rate: _Doubles, confidence_level: float, alternative: str, threads: int = 1
) -> tuple[_Doubles, _Doubles, _Doubles, _Codes, _Doubles, _Doubles, _Doubles, _Codes]: ...
def benchmark_one(
    events: int,
    total: int,
    benchmark_events: int,
    benchmark_total: int,
    difference_method: str,
    ratio_method: str,
    confidence_level: float,
    alternative: str,
) -> tuple[float, float, float, int, float, float, float, int]: ...
def benchmark(
    events: _Counts,
    total: _Counts,
    benchmark_events: _Counts,
    benchmark_total: _Counts,
    difference_method: str,
    ratio_method: str,
    confidence_level: float,
    alternative: str,
    threads: int = 1,
) -> tuple[_Doubles, _Doubles, _Doubles, _Codes, _Doubles, _Doubles, _Doubles, _Codes]: ...
def finite_population_difference_one(
    events: int,
    total: int,
    population: int,
    reference_events: int,
    reference_total: int,
    reference_population: int,
    confidence_level: float,
    alternative: str,
) -> _Estimate: ...
def finite_population_difference(
    events: _Counts,
    total: _Counts,
    population: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    reference_population: _Counts,
    confidence_level: float,
    alternative: str,
    threads: int = 1,
) -> _Estimates: ...
def finite_population_ratio_one(
    events: int,
    total: int,
    population: int,
    reference_events: int,
    reference_total: int,
    reference_population: int,
    confidence_level: float,
    alternative: str,
) -> _Estimate: ...
def finite_population_ratio(
    events: _Counts,
    total: _Counts,
    population: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    reference_population: _Counts,
    confidence_level: float,
    alternative: str,
    threads: int = 1,
) -> _Estimates: ...
def finite_population_test_one(
    events: int,
    total: int,
    population: int,
    reference_events: int,
    reference_total: int,
    reference_population: int,
    method: str,
    alternative: str,
) -> _Test: ...
def finite_population_test(
    events: _Counts,
    total: _Counts,
    population: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    reference_population: _Counts,
    method: str,
    alternative: str,
    threads: int = 1,
) -> _Tests: ...
def finite_population_equivalence_one(
    events: int,
    total: int,
    population: int,
    reference_events: int,
    reference_total: int,
    reference_population: int,
    margin_lower: float,
    margin_upper: float,
) -> _Test: ...
def finite_population_equivalence(
    events: _Counts,
    total: _Counts,
    population: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    reference_population: _Counts,
    margin_lower: float,
    margin_upper: float,
    threads: int = 1,
) -> _Tests: ...

# significance/
def significance_one(
    events: int, total: int, reference_events: int, reference_total: int, method: str, alternative: str, measure: str, null: float
) -> _Test: ...
def significance(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    method: str,
    alternative: str,
    measure: str,
    null: float,
    threads: int = 1,
) -> _Tests: ...

# statistic, pvalue, pvalue_upper, nuisance, region size, status
def unconditional_one(
    events: int, total: int, reference_events: int, reference_total: int, method: str, alternative: str
) -> tuple[float, float, float, float, int, int]: ...
def unconditional(
    events: _Counts, total: _Counts, reference_events: _Counts, reference_total: _Counts, method: str, alternative: str, threads: int = 1
) -> tuple[_Doubles, _Doubles, _Doubles, _Doubles, _Counts, _Codes]: ...

# statistic, pvalue, lower_statistic, lower_pvalue, upper_statistic, upper_pvalue, status
def equivalence_one(
    events: int,
    total: int,
    reference_events: int,
    reference_total: int,
    measure: str,
    margin_lower: float,
    margin_upper: float,
    method: str,
) -> tuple[float, float, float, float, float, float, int]: ...
def equivalence(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    measure: str,
    margin_lower: float,
    margin_upper: float,
    method: str,
    threads: int = 1,
) -> tuple[_Doubles, _Doubles, _Doubles, _Doubles, _Doubles, _Doubles, _Codes]: ...
def noninferiority_one(
    events: int, total: int, reference_events: int, reference_total: int, measure: str, margin: float, method: str, alternative: str
) -> _Test: ...
def noninferiority(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    measure: str,
    margin: float,
    method: str,
    alternative: str,
    threads: int = 1,
) -> _Tests: ...
def proportion_test_one(events: int, total: int, rate: float, method: str, alternative: str) -> _Test: ...
def proportion_test(events: _Counts, total: _Counts, rate: _Doubles, method: str, alternative: str, threads: int = 1) -> _Tests: ...

# power, status
def power_one(
    rate: float, total: int, reference_rate: float, reference_total: int, method: str, confidence_level: float
) -> tuple[float, int]: ...
def power(
    rate: _Doubles, total: _Counts, reference_rate: _Doubles, reference_total: _Counts, method: str, confidence_level: float
) -> tuple[_Doubles, _Codes]: ...
def equivalence_power_one(
    rate: float, total: int, reference_rate: float, reference_total: int, margin_lower: float, margin_upper: float, confidence_level: float
) -> tuple[float, int]: ...
def equivalence_power(
    rate: _Doubles,
    total: _Counts,
    reference_rate: _Doubles,
    reference_total: _Counts,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
) -> tuple[_Doubles, _Codes]: ...
def cohen_h_one(rate: float, reference_rate: float) -> tuple[float]: ...
def cohen_h(rate: _Doubles, reference_rate: _Doubles) -> tuple[_Doubles]: ...

# total_real, total, reference_total, status
def sample_size_one(
    rate: float, reference_rate: float, method: str, confidence_level: float, power: float, ratio: float
) -> tuple[float, int, int, int]: ...
def sample_size(
    rate: _Doubles, reference_rate: _Doubles, method: str, confidence_level: float, power: float, ratio: float
) -> tuple[_Doubles, _Counts, _Counts, _Codes]: ...
def equivalence_sample_size_one(
    rate: float, reference_rate: float, margin_lower: float, margin_upper: float, confidence_level: float, power: float, ratio: float
) -> tuple[float, int, int, int]: ...
def equivalence_sample_size(
    rate: _Doubles, reference_rate: _Doubles, margin_lower: float, margin_upper: float, confidence_level: float, power: float, ratio: float
) -> tuple[_Doubles, _Counts, _Counts, _Codes]: ...

# below, above, status
def detectable_ratio_one(
    total: int, reference_rate: float, reference_total: int, method: str, confidence_level: float, power: float
) -> _Test: ...
def detectable_ratio(
    total: _Counts, reference_rate: _Doubles, reference_total: _Counts, method: str, confidence_level: float, power: float
) -> _Tests: ...
def smallest_equivalence_margin_one(total: int, rate: float, reference_total: int, confidence_level: float, power: float) -> _Test: ...
def smallest_equivalence_margin(
    total: _Counts, rate: _Doubles, reference_total: _Counts, confidence_level: float, power: float
) -> _Tests: ...

def attainable_pvalue_one(
    events: int, total: int, reference_events: int, reference_total: int, method: str, alternative: str
) -> _Test: ...
def attainable_pvalue(
    events: _Counts, total: _Counts, reference_events: _Counts, reference_total: _Counts, method: str, alternative: str
) -> _Tests: ...
def conditional_attainable_pvalue_one(
    events: int, total: int, reference_events: int, reference_total: int, method: str, alternative: str
) -> _Test: ...
def conditional_attainable_pvalue(
    events: _Counts, total: _Counts, reference_events: _Counts, reference_total: _Counts, method: str, alternative: str
) -> _Tests: ...

# -1 where no number of people changes the answer
def people_to_change_significance_one(
    events: int, total: int, reference_events: int, reference_total: int, method: str, alternative: str, confidence_level: float
) -> tuple[int]: ...
def people_to_change_significance(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    method: str,
    alternative: str,
    confidence_level: float,
) -> tuple[_Counts]: ...

# verdict/: state, grade, ratio, lower, upper, equivalence lower, equivalence upper, statistic, pvalue, status
def verdict_one(
    events: int, total: int, reference_events: int, reference_total: int, margin_lower: float, margin_upper: float, confidence_level: float
) -> tuple[int, int, float, float, float, float, float, float, float, int]: ...
def verdict(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
    threads: int = 1,
) -> tuple[_Codes, _Codes, _Doubles, _Doubles, _Doubles, _Doubles, _Doubles, _Doubles, _Doubles, _Codes]: ...

# -1 where no number of people changes the state
def people_to_change_state_one(
    events: int, total: int, reference_events: int, reference_total: int, margin_lower: float, margin_upper: float, confidence_level: float
) -> tuple[int]: ...
def people_to_change_state(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
) -> tuple[_Counts]: ...

# the complement's state, and whether it is another than the mirror image
def framing_one(
    events: int, total: int, reference_events: int, reference_total: int, margin_lower: float, margin_upper: float, confidence_level: float
) -> tuple[int, bool]: ...
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
def policies_one(
    events: int, total: int, reference_events: int, reference_total: int, margin_lower: float, margin_upper: float, confidence_level: float
) -> tuple[bool, bool, bool, bool, int, float]: ...
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

# person-time
def person_time_rate_one(events: int, exposure: float, method: str, confidence_level: float, alternative: str) -> _Estimate: ...
def person_time_rate(
    events: _Counts, exposure: _Doubles, method: str, confidence_level: float, alternative: str, threads: int = 1
) -> _Estimates: ...
def person_time_ratio_one(
    events: int,
    exposure: float,
    reference_events: int,
    reference_exposure: float,
    method: str,
    confidence_level: float,
    alternative: str,
) -> _Estimate: ...
def person_time_ratio(
    events: _Counts,
    exposure: _Doubles,
    reference_events: _Counts,
    reference_exposure: _Doubles,
    method: str,
    confidence_level: float,
    alternative: str,
    threads: int = 1,
) -> _Estimates: ...
def person_time_difference_one(
    events: int,
    exposure: float,
    reference_events: int,
    reference_exposure: float,
    method: str,
    confidence_level: float,
    alternative: str,
) -> _Estimate: ...
def person_time_difference(
    events: _Counts,
    exposure: _Doubles,
    reference_events: _Counts,
    reference_exposure: _Doubles,
    method: str,
    confidence_level: float,
    alternative: str,
    threads: int = 1,
) -> _Estimates: ...
def person_time_test_one(events: int, expected: float, method: str, alternative: str) -> _Test: ...
def person_time_test(events: _Counts, expected: _Doubles, method: str, alternative: str, threads: int = 1) -> _Tests: ...
def person_time_comparison_test_one(
    events: int,
    exposure: float,
    reference_events: int,
    reference_exposure: float,
    method: str,
    alternative: str,
    null_ratio: float,
) -> _Test: ...
def person_time_comparison_test(
    events: _Counts,
    exposure: _Doubles,
    reference_events: _Counts,
    reference_exposure: _Doubles,
    method: str,
    alternative: str,
    null_ratio: float,
    threads: int = 1,
) -> _Tests: ...
def funnel_rate_limits_one(target: float, total: int, method: str, confidence_level: float) -> tuple[float, float]: ...
def funnel_rate_limits(target: _Doubles, total: _Counts, method: str, confidence_level: float) -> tuple[_Doubles, _Doubles]: ...
def funnel_expected_limits_one(expected: float, method: str, confidence_level: float) -> tuple[float, float]: ...
def funnel_expected_limits(expected: _Doubles, method: str, confidence_level: float) -> tuple[_Doubles, _Doubles]: ...
def funnel_observed_limits_one(observed: int, confidence_level: float) -> tuple[float, float]: ...
def funnel_observed_limits(observed: _Counts, confidence_level: float) -> tuple[_Doubles, _Doubles]: ...
def standardised_rate(
    events: _Counts,
    population: _Doubles,
    standard_population: _Doubles,
    method: str,
    confidence_level: float,
    alternative: str,
    per: float,
) -> tuple[float, float, float, int, float, int]: ...

# the same people twice
def paired_difference_one(
    both: int, first_only: int, second_only: int, neither: int, method: str, confidence_level: float, alternative: str
) -> _Estimate: ...
def paired_difference(
    both: _Counts,
    first_only: _Counts,
    second_only: _Counts,
    neither: _Counts,
    method: str,
    confidence_level: float,
    alternative: str,
    threads: int = 1,
) -> _Estimates: ...
def paired_ratio_one(
    both: int, first_only: int, second_only: int, neither: int, method: str, confidence_level: float, alternative: str
) -> _Estimate: ...
def paired_ratio(
    both: _Counts,
    first_only: _Counts,
    second_only: _Counts,
    neither: _Counts,
    method: str,
    confidence_level: float,
    alternative: str,
    threads: int = 1,
) -> _Estimates: ...
def paired_odds_ratio_one(
    both: int, first_only: int, second_only: int, neither: int, method: str, confidence_level: float, alternative: str
) -> _Estimate: ...
def paired_odds_ratio(
    both: _Counts,
    first_only: _Counts,
    second_only: _Counts,
    neither: _Counts,
    method: str,
    confidence_level: float,
    alternative: str,
    threads: int = 1,
) -> _Estimates: ...
def paired_test_one(both: int, first_only: int, second_only: int, neither: int, method: str, alternative: str) -> _Test: ...
def paired_test(
    both: _Counts, first_only: _Counts, second_only: _Counts, neither: _Counts, method: str, alternative: str, threads: int = 1
) -> _Tests: ...

# groups/
def homogeneity(table: _Counts, method: str) -> tuple[float, float, float, float, int]: ...
def homogeneity_monte_carlo(
    table: _Counts, method: str, samples: int, seed: int, confidence_level: float
) -> tuple[float, float, float, float, int]: ...
def association(table: _Counts, method: str) -> tuple[float, int]: ...
def residuals(table: _Counts, adjust: str) -> tuple[tuple[Any, ...], str]: ...
def marascuilo(events: _Counts, totals: _Counts, confidence_level: float) -> tuple[Any, ...]: ...
def family_verdicts(
    events: _Counts,
    totals: _Counts,
    against: str,
    reference: int,
    adjust: str,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
) -> tuple[tuple[Any, ...], str]: ...
def sentence_of_grade(
    events: int,
    total: int,
    reference_events: int,
    reference_total: int,
    grade: int,
    margin_lower: float,
    margin_upper: float,
    group: str,
    reference: str,
    outcome: str,
    ratio_decimals: int,
    percent_decimals: int,
) -> str: ...
def pooled_verdict(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
) -> tuple[int, int, float, float, float, float, float, float, float, float, int, bool, int, int]: ...
def pooled_sentence(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
    group: str,
    reference: str,
    outcome: str,
    ratio_decimals: int,
) -> str: ...
def pairwise(
    events: _Counts,
    totals: _Counts,
    against: str,
    reference: int,
    adjust: str,
    ratio_method: str,
    test: str,
    alternative: str,
    confidence_level: float,
) -> tuple[tuple[Any, ...], str]: ...
def adjust_pvalues(pvalues: _Doubles, method: str) -> _Doubles: ...
def trend(
    events: _Counts, totals: _Counts, scores: _Doubles, method: str, alternative: str
) -> tuple[float, float, float, int]: ...
def trend_slope(
    events: _Counts, totals: _Counts, scores: _Doubles, method: str, confidence_level: float, alternative: str
) -> tuple[float, float, float, int, float]: ...
def linear_by_linear(
    table: _Counts, row_scores: _Doubles, column_scores: _Doubles, method: str, alternative: str
) -> tuple[float, float, float, float, int]: ...
def slope_index(events: _Counts, totals: _Counts, form: str, confidence_level: float, alternative: str) -> tuple[Any, ...]: ...
def stratified(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    measure: str,
    method: str,
    confidence_level: float,
    alternative: str,
) -> tuple[Any, ...]: ...
def stratified_test(
    events: _Counts, totals: _Counts, reference_events: _Counts, reference_totals: _Counts, method: str, alternative: str
) -> _Test: ...
def stratified_homogeneity(
    events: _Counts, totals: _Counts, reference_events: _Counts, reference_totals: _Counts, measure: str, method: str
) -> tuple[tuple[float, float, float, float, int], str]: ...
def shares(counts: _Counts, method: str, confidence_level: float) -> tuple[_Doubles, _Doubles, _Doubles, _Codes]: ...
def composition(counts: _Counts, reference_shares: _Doubles, method: str) -> tuple[float, float, float, float, int]: ...
def composition_against_counts(
    counts: _Counts, reference_counts: _Counts, method: str
) -> tuple[float, float, float, float, int]: ...
def decomposition(
    events: _Counts, totals: _Counts, reference_events: _Counts, reference_totals: _Counts, confidence_level: float
) -> tuple[Any, ...]: ...
def shortfall(
    events: _Counts, totals: _Counts, group: int, standard: str, reference: int, confidence_level: float
) -> tuple[Any, ...]: ...
def inequality(
    events: _Counts,
    totals: _Counts,
    measure: str,
    method: str,
    confidence_level: float,
    favourable: bool,
    reference: int,
    group: int,
    shares: _Doubles,
    replicates: int,
    seed: int,
) -> tuple[_Estimate, float, str]: ...
bootstrap_methods: tuple[str, ...]

def bootstrap(
    events: _Counts,
    totals: _Counts,
    measure: str,
    method: str,
    confidence_level: float,
    favourable: bool,
    reference: int,
    group: int,
    shares: _Doubles,
    replicates: int,
    seed: int,
    threads: int,
) -> tuple[_Estimate, float, float, int]: ...
def segregation(
    table: _Counts, index: str, group: int, other: int, draws: int, seed: int
) -> tuple[float, float, float, int, float, float, float, float]: ...
def change_one(
    events: int,
    total: int,
    reference_events: int,
    reference_total: int,
    later_events: int,
    later_total: int,
    later_reference_events: int,
    later_reference_total: int,
    measure: str,
    method: str,
    confidence_level: float,
) -> tuple[Any, ...]: ...
def change(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    later_events: _Counts,
    later_total: _Counts,
    later_reference_events: _Counts,
    later_reference_total: _Counts,
    measure: str,
    method: str,
    confidence_level: float,
) -> tuple[Any, ...]: ...

# recruitment in stages
missing_trends: tuple[str, ...]

def stages(group: _Counts, reference: _Counts, unknown: _Counts, confidence_level: float) -> tuple[tuple[Any, ...], tuple[Any, ...]]: ...
def allocation_bounds_one(
    events: int,
    total: int,
    reference_events: int,
    reference_total: int,
    unknown_events: int,
    unknown_total: int,
    confidence_level: float,
) -> tuple[Any, ...]: ...
def allocation_bounds(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    unknown_events: _Counts,
    unknown_total: _Counts,
    confidence_level: float,
) -> tuple[Any, ...]: ...
def unknowns_to_change_state_one(
    events: int,
    total: int,
    reference_events: int,
    reference_total: int,
    unknown_events: int,
    unknown_total: int,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
) -> tuple[Any, ...]: ...
def unknowns_to_change_state(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    unknown_events: _Counts,
    unknown_total: _Counts,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
) -> tuple[Any, ...]: ...

# many organisations
funnel_dispersions: tuple[str, ...]
rank_methods: tuple[str, ...]
shrinkage_methods: tuple[str, ...]
meta_analysis_methods: tuple[str, ...]

def funnel_rates(
    events: _Counts, totals: _Counts, dispersion: str, target: float, winsorise: float, inner: float, outer: float
) -> tuple[Any, ...]: ...
def funnel_observed_expected(
    observed: _Counts, expected: _Doubles, dispersion: str, target: float, winsorise: float, inner: float, outer: float
) -> tuple[Any, ...]: ...
def funnel_log_ratios(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    dispersion: str,
    target: float,
    winsorise: float,
    inner: float,
    outer: float,
) -> tuple[Any, ...]: ...
def funnel_effects(
    values: _Doubles, standard_errors: _Doubles, dispersion: str, target: float, winsorise: float, inner: float, outer: float
) -> tuple[Any, ...]: ...
def percentile_rank(
    events: _Counts,
    totals: _Counts,
    places: _Counts,
    method: str,
    favourable: bool,
    confidence_level: float,
    replicates: int,
    seed: int,
) -> tuple[Any, ...]: ...
def shrunken_rates(
    events: _Counts, totals: _Counts, method: str, confidence_level: float
) -> tuple[float, float, float, int, _Estimates]: ...
def meta_analysis(
    effects: _Doubles, variances: _Doubles, method: str, hartung_knapp: bool, confidence_level: float
) -> tuple[Any, ...]: ...
def meta_analysis_of_tables(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    measure: str,
    method: str,
    hartung_knapp: bool,
    confidence_level: float,
) -> tuple[Any, ...]: ...

# families of comparisons
simultaneous_ratio_methods: tuple[str, ...]

def adjust_tree(pvalues: _Doubles, parents: _Counts, family: str) -> tuple[_Doubles, str]: ...
def letter_display(
    events: _Counts, totals: _Counts, adjust: str, method: str, confidence_level: float
) -> tuple[list[str], str, int]: ...
def simultaneous_ratios(
    events: _Counts, totals: _Counts, reference: int, method: str, confidence_level: float
) -> tuple[tuple[Any, ...], float, str]: ...

# standardisation and overdispersion
standardisation_methods: tuple[str, ...]

def standardise(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    standard: _Doubles,
    method: str,
    confidence_level: float,
    alternative: str,
) -> tuple[Any, ...]: ...
def standardise_indirectly(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    method: str,
    confidence_level: float,
    alternative: str,
) -> tuple[float, float, float, int, int, float, float]: ...
def person_time_overdispersion(events: _Counts, exposure: _Doubles, rate: float) -> tuple[float, float, float, float, int]: ...

# from one period to the next
change_state_names: tuple[str, ...]

def period_heterogeneity(
    events: _Counts, totals: _Counts, reference_events: _Counts, reference_totals: _Counts, measure: str
) -> tuple[float, float, float, int]: ...
def overlapping_change_one(
    stayers_events: int,
    stayers_total: int,
    leavers_events: int,
    leavers_total: int,
    joiners_events: int,
    joiners_total: int,
    confidence_level: float,
) -> tuple[Any, ...]: ...
def overlapping_change(
    stayers_events: _Counts,
    stayers_total: _Counts,
    leavers_events: _Counts,
    leavers_total: _Counts,
    joiners_events: _Counts,
    joiners_total: _Counts,
    confidence_level: float,
) -> tuple[Any, ...]: ...
def change_verdict_one(
    events: int,
    total: int,
    reference_events: int,
    reference_total: int,
    later_events: int,
    later_total: int,
    later_reference_events: int,
    later_reference_total: int,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
) -> tuple[Any, ...]: ...
def change_verdict(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    later_events: _Counts,
    later_total: _Counts,
    later_reference_events: _Counts,
    later_reference_total: _Counts,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
) -> tuple[Any, ...]: ...
def target(
    events: int,
    total: int,
    target: float,
    periods: int,
    turnover: float,
    other_turnover: float,
    appointment_share: float,
    new_posts: int,
    confidence_level: float,
) -> tuple[Any, ...]: ...
def appointment_share_for_chance(
    events: int,
    total: int,
    target: float,
    periods: int,
    turnover: float,
    other_turnover: float,
    new_posts: int,
    chance: float,
) -> float: ...

max_cells: int

class Codes:
    """A column of codes where it lies: a NumPy array of integers or bools, or an Arrow column of integers, bools or dictionary indices."""

    def __init__(self, array: NDArray[Any]) -> None: ...
    @staticmethod
    def from_arrow_stream(stream: object) -> Codes: ...
    @staticmethod
    def from_arrow_arrays(pieces: Sequence[tuple[object, object]]) -> Codes: ...
    def __len__(self) -> int: ...

def tabulate(
    keys: Sequence[Codes],
    categories: Sequence[int],
    outcome: Codes | None,
    weights: _Counts | None,
    missing: bool,
    rows: int,
    threads: int,
    into: _Counts | None = None,
) -> tuple[_Counts, _Counts | None, _Counts | None]: ...

def many_homogeneity(
    events: _Counts, totals: _Counts, offsets: _Counts, method: str, threads: int
) -> tuple[_Doubles, _Doubles, _Codes, _Doubles]: ...
def many_trend(
    events: _Counts, totals: _Counts, scores: _Doubles, offsets: _Counts, method: str, alternative: str, threads: int
) -> _Tests: ...
def many_linear_by_linear(
    counts: _Counts, row_scores: _Doubles, column_scores: _Doubles, offsets: _Counts, method: str, alternative: str, threads: int
) -> tuple[_Doubles, _Doubles, _Doubles, _Codes]: ...
def many_slope_index(
    events: _Counts, totals: _Counts, offsets: _Counts, form: str, confidence_level: float, alternative: str, threads: int
) -> tuple[_Estimates, _Estimates, _Doubles, _Doubles, _Doubles, _Doubles]: ...
def many_stratified(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    offsets: _Counts,
    measure: str,
    method: str,
    confidence_level: float,
    alternative: str,
    threads: int,
) -> tuple[_Estimates, _Doubles, _Tests]: ...
def many_stratified_test(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    offsets: _Counts,
    method: str,
    alternative: str,
    threads: int,
) -> _Tests: ...
def many_stratified_homogeneity(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    offsets: _Counts,
    measure: str,
    method: str,
    threads: int,
) -> tuple[_Doubles, _Doubles, _Codes, _Doubles, _Doubles, _Codes]: ...
def many_pairwise(
    events: _Counts,
    totals: _Counts,
    offsets: _Counts,
    against: str,
    reference: int,
    adjust: str,
    ratio_method: str,
    test: str,
    alternative: str,
    confidence_level: float,
    threads: int,
) -> tuple[tuple[_Counts, _Counts], _Estimates, _Tests, _Doubles, _Counts]: ...
def many_adjust_pvalues(pvalues: _Doubles, offsets: _Counts, method: str, threads: int) -> _Doubles: ...
def many_reject_pvalues(pvalues: _Doubles, offsets: _Counts, method: str, level: float, threads: int) -> _Flags: ...
def many_shares(counts: _Counts, offsets: _Counts, method: str, confidence_level: float, threads: int) -> _Estimates: ...
def many_composition(
    counts: _Counts, reference_shares: _Doubles, offsets: _Counts, method: str, threads: int
) -> tuple[_Doubles, _Doubles, _Codes, _Doubles, _Doubles]: ...
def many_composition_against_counts(
    counts: _Counts, reference_counts: _Counts, offsets: _Counts, method: str, threads: int
) -> tuple[_Doubles, _Doubles, _Codes, _Doubles, _Doubles]: ...
def many_segregation(
    events: _Counts, totals: _Counts, offsets: _Counts, index: str, group: int, other: int, threads: int
) -> tuple[_Doubles, _Doubles, _Doubles, _Doubles, _Codes]: ...
def many_inequality(
    events: _Counts,
    totals: _Counts,
    offsets: _Counts,
    measure: str,
    method: str,
    confidence_level: float,
    favourable: bool,
    reference: int,
    group: int,
    replicates: int,
    seed: int,
    threads: int,
) -> tuple[_Doubles, _Doubles, _Doubles, _Codes, _Doubles, _Codes]: ...  # the last: positions in inequality_methods
def many_change(
    events: _Counts,
    total: _Counts,
    reference_events: _Counts,
    reference_total: _Counts,
    later_events: _Counts,
    later_total: _Counts,
    later_reference_events: _Counts,
    later_reference_total: _Counts,
    measure: str,
    method: str,
    confidence_level: float,
    threads: int,
) -> tuple[_Estimates, _Estimates, _Estimates, _Tests]: ...
def many_shortfall(
    events: _Counts, totals: _Counts, offsets: _Counts, standard: str, reference: int, confidence_level: float, threads: int
) -> tuple[_Estimates, _Doubles, _Doubles, _Counts, _Counts]: ...
def many_decomposition(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    offsets: _Counts,
    confidence_level: float,
    threads: int,
) -> tuple[_Estimates, _Estimates, _Estimates, _Doubles, _Doubles, _Doubles, _Doubles, _Doubles]: ...
def many_standardise(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    standard: _Doubles,
    offsets: _Counts,
    method: str,
    confidence_level: float,
    alternative: str,
    threads: int,
) -> tuple[tuple[_Doubles, _Doubles, _Doubles, _Codes, _Doubles], ...]: ...
def many_trend_slope(
    events: _Counts,
    totals: _Counts,
    scores: _Doubles,
    offsets: _Counts,
    method: str,
    confidence_level: float,
    alternative: str,
    threads: int,
) -> tuple[_Doubles, _Doubles, _Doubles, _Codes, _Doubles]: ...
def many_marascuilo(
    events: _Counts, totals: _Counts, offsets: _Counts, confidence_level: float, threads: int
) -> tuple[tuple[_Counts, _Counts], _Doubles, _Doubles, _Tests, _Counts]: ...
def many_simultaneous_ratios(
    events: _Counts, totals: _Counts, offsets: _Counts, reference: int, method: str, confidence_level: float, threads: int
) -> tuple[tuple[_Counts, _Counts], _Estimates, _Tests, _Counts, _Doubles]: ...
def many_adjust_tree(pvalues: _Doubles, parents: _Counts, offsets: _Counts, threads: int) -> tuple[_Doubles, _Codes]: ...
def many_letter_display(
    events: _Counts, totals: _Counts, offsets: _Counts, adjust: str, method: str, confidence_level: float, threads: int
) -> tuple[list[str], _Codes]: ...
def many_association(
    events: _Counts, totals: _Counts, offsets: _Counts, method: str, threads: int
) -> tuple[_Doubles, _Codes]: ...
def many_residuals(
    events: _Counts, totals: _Counts, offsets: _Counts, adjust: str, threads: int
) -> tuple[_Doubles, _Doubles, _Doubles, _Doubles, _Doubles, _Codes]: ...
def many_standardise_indirectly(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    offsets: _Counts,
    method: str,
    confidence_level: float,
    alternative: str,
    threads: int,
) -> tuple[_Doubles, _Doubles, _Doubles, _Codes, _Doubles, _Doubles]: ...
def many_standardised_rate(
    events: _Counts,
    population: _Doubles,
    standard_population: _Doubles,
    offsets: _Counts,
    method: str,
    confidence_level: float,
    alternative: str,
    per: float,
    threads: int,
) -> tuple[_Doubles, _Doubles, _Doubles, _Codes, _Doubles]: ...
def many_stages(
    group: _Counts, reference: _Counts, unknown: _Counts, offsets: _Counts, confidence_level: float, threads: int
) -> tuple[_Estimates, _Tests, _Estimates, _Tests, tuple[_Doubles, _Doubles, _Doubles, _Doubles, _Doubles, _Codes, _Codes]]: ...
def many_funnel_rates(
    events: _Counts,
    totals: _Counts,
    offsets: _Counts,
    dispersion: str,
    target: float,
    winsorise: float,
    inner: float,
    outer: float,
    threads: int,
) -> _Funnels: ...
def many_funnel_observed_expected(
    observed: _Counts,
    expected: _Doubles,
    offsets: _Counts,
    dispersion: str,
    target: float,
    winsorise: float,
    inner: float,
    outer: float,
    threads: int,
) -> _Funnels: ...
def many_funnel_effects(
    values: _Doubles,
    standard_errors: _Doubles,
    offsets: _Counts,
    dispersion: str,
    target: float,
    winsorise: float,
    inner: float,
    outer: float,
    threads: int,
) -> _Funnels: ...
def many_funnel_log_ratios(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    offsets: _Counts,
    dispersion: str,
    target: float,
    winsorise: float,
    inner: float,
    outer: float,
    threads: int,
) -> _Funnels: ...
def many_person_time_overdispersion(
    events: _Counts, exposure: _Doubles, offsets: _Counts, rate: float, threads: int
) -> tuple[_Doubles, _Doubles, _Doubles, _Codes, _Doubles]: ...
def many_percentile_rank(
    events: _Counts,
    totals: _Counts,
    offsets: _Counts,
    method: str,
    favourable: bool,
    confidence_level: float,
    replicates: int,
    seed: int,
    threads: int,
) -> tuple[_Doubles, _Doubles, _Doubles, _Codes, _Doubles, _Doubles, _Doubles, _Counts]: ...
def many_shrinkage(
    events: _Counts, totals: _Counts, offsets: _Counts, method: str, confidence_level: float, threads: int
) -> tuple[_Estimates, _Doubles, _Doubles, _Doubles, _Codes]: ...
def many_meta_analysis(
    effects: _Doubles,
    variances: _Doubles,
    offsets: _Counts,
    method: str,
    hartung_knapp: bool,
    confidence_level: float,
    threads: int,
) -> tuple[_Estimates, tuple[_Doubles, ...], _Counts]: ...
def many_meta_analysis_of_tables(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    offsets: _Counts,
    measure: str,
    method: str,
    hartung_knapp: bool,
    confidence_level: float,
    threads: int,
) -> tuple[_Estimates, tuple[_Doubles, ...], _Counts]: ...
def many_period_heterogeneity(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    offsets: _Counts,
    measure: str,
    threads: int,
) -> tuple[_Doubles, _Doubles, _Codes, _Doubles]: ...
def many_verdicts(
    events: _Counts,
    totals: _Counts,
    offsets: _Counts,
    against: str,
    reference: int,
    adjust: str,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
    threads: int,
) -> tuple[
    tuple[_Counts, _Counts],
    tuple[_Codes, _Codes, _Codes, _Codes],
    _Estimates,
    tuple[_Doubles, _Doubles, _Doubles, _Doubles, _Doubles],
    _Counts,
]: ...
def many_pooled_verdict(
    events: _Counts,
    totals: _Counts,
    reference_events: _Counts,
    reference_totals: _Counts,
    offsets: _Counts,
    margin_lower: float,
    margin_upper: float,
    confidence_level: float,
    threads: int,
) -> tuple[_Codes, _Codes, _Estimates, _Doubles, _Doubles, _Doubles, _Doubles, _Doubles, _Codes, _Flags, _Counts]: ...
