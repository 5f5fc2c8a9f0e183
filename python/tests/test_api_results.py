"""How results read, and how they travel: text, HTML, frames, plain values, copies."""

from __future__ import annotations

import copy
import dataclasses
import html.parser
import importlib.util
import json
import math
import pickle

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import equitable as eq
from equitable.results import frame

COUNTS = (596, 3842, 207, 2386)
GROUPS = ([371, 341, 596, 0], [3844, 3005, 3842, 12])
STRATA = ([512, 353, 120], [825, 560, 325], [89, 17, 202], [108, 25, 593])
COLUMNS = ([596, 0, 3], [3842, 0, 30], [207, 207, 0], [2386, 2386, 20])
SINGLE = {
    "proportion": eq.proportion(596, 3842),
    "relative_likelihood": eq.relative_likelihood(*COUNTS),
    "rate_difference": eq.rate_difference(*COUNTS),
    "odds_ratio": eq.odds_ratio(*COUNTS, alternative="less"),
    "conditional_odds_ratio": eq.conditional_odds_ratio(*COUNTS),
    "significance": eq.significance(*COUNTS),
    "unconditional": eq.significance(9, 12, 2, 10, method="barnard"),
    "equivalence": eq.equivalence(*COUNTS),
    "noninferiority": eq.noninferiority(*COUNTS),
    "proportion_test": eq.proportion_test(596, 3842, 0.1),
    "finite_population": eq.finite_population(596, 3842, 5000),
    "finite_population_comparison": eq.finite_population_comparison(596, 3842, 5000, 207, 2386, 9000),
    "benchmark": eq.benchmark(596, 3842, 0.1),
    "counted_benchmark": eq.benchmark(596, 3842, benchmark_events=207, benchmark_total=2386),
    "power": eq.power(0.5, 50, 0.75, 50),
    "equivalence_power": eq.equivalence_power(0.5, 500, 0.5, 500),
    "sample_size": eq.sample_size(0.5, 0.75),
    "equivalence_sample_size": eq.equivalence_sample_size(0.5, 0.5),
    "smallest_detectable_ratio": eq.smallest_detectable_ratio(100, 0.25, 100),
    "attainable_pvalue": eq.attainable_pvalue(1, 4, 3, 10),
    "fragility": eq.fragility(21, 56, 26, 113),
    "e_value": eq.e_value(*COUNTS),
    "representation": eq.representation(53, 336, 1409, 5511),
    "verdict": eq.verdict(*COUNTS),
    "homogeneity": eq.homogeneity(*GROUPS),
    "simulated homogeneity": eq.homogeneity(*GROUPS, method="freeman_halton_minlike", samples=1000),
    "association": eq.association(*GROUPS),
    "trend": eq.trend(*GROUPS),
    "trend_slope": eq.trend_slope(*GROUPS, method="logistic_slope"),
    "linear_by_linear": eq.linear_by_linear([[10, 5, 1], [4, 7, 6]]),
    "slope_index": eq.slope_index(*GROUPS),
    "stratified": eq.stratified(*STRATA),
    "stratified_test": eq.stratified_test(*STRATA, method="exact_midp_central"),
    "stratified_homogeneity": eq.stratified_homogeneity(*STRATA, method="cochran_q"),
    "composition": eq.composition([10, 2], [0.744, 0.256]),
    "counted_composition": eq.composition([10, 2], reference_counts=[4102, 1409]),
    "person_time_rate": eq.person_time_rate(12, 1500),
    "person_time_ratio": eq.person_time_ratio(12, 1500, 0, 1400),
    "person_time_difference": eq.person_time_difference(12, 1500, 3, 1400, alternative="greater"),
    "person_time_test": eq.person_time_test(10, 5.22),
    "person_time_comparison_test": eq.person_time_comparison_test(12, 1500, 3, 1400, null_ratio=2),
    "standardised_rate": eq.standardised_rate([107, 141, 60], [230061, 329449, 114920], [1, 1, 1]),
    "funnel_limits": eq.funnel_limits(166, 0.2557),
    "paired_difference": eq.paired_difference(53, 16, 8, 9),
    "paired_ratio": eq.paired_ratio(53, 16, 8, 9, alternative="less"),
    "paired_odds_ratio": eq.paired_odds_ratio(53, 16, 0, 9),
    "paired_test": eq.paired_test(53, 16, 8, 9),
    "decomposition": eq.decomposition(*STRATA),
    "shortfall": eq.shortfall([240, 60], [3000, 1200], 1),
    "inequality": eq.inequality(*GROUPS[:2], measure="D", method="mover", reference=0, group=1),
    "segregation": eq.segregation([[10, 2], [3, 10]], index="dissimilarity", draws=99),
    "change": eq.change((60, 1200, 240, 3000), (90, 1200, 240, 3000), measure="rd"),
}
MANY = {
    "proportion": eq.proportion(*COLUMNS[:2]),
    "relative_likelihood": eq.relative_likelihood(*COLUMNS),
    "rate_difference": eq.rate_difference(*COLUMNS),
    "odds_ratio": eq.odds_ratio(*COLUMNS, alternative="less"),
    "conditional_odds_ratio": eq.conditional_odds_ratio(*COLUMNS),
    "significance": eq.significance(*COLUMNS),
    "unconditional": eq.significance([9, 0, 3], [12, 0, 8], [2, 2, 0], [10, 10, 4], method="barnard"),
    "equivalence": eq.equivalence(*COLUMNS),
    "noninferiority": eq.noninferiority(*COLUMNS),
    "proportion_test": eq.proportion_test(*COLUMNS[:2], 0.1),
    "finite_population": eq.finite_population(*COLUMNS[:2], 5000),
    "finite_population_comparison": eq.finite_population_comparison(*COLUMNS[:2], 5000, *COLUMNS[2:], 9000),
    "benchmark": eq.benchmark(*COLUMNS[:2], 0.1),
    "counted_benchmark": eq.benchmark(*COLUMNS[:2], benchmark_events=COLUMNS[2], benchmark_total=COLUMNS[3]),
    "power": eq.power([0.5, 0.5, 0.1], 50, 0.75, 50),
    "equivalence_power": eq.equivalence_power([0.5, 0.5, 0.1], 500, 0.5, 500),
    "sample_size": eq.sample_size([0.5, 0.75, 0.9], 0.75),
    "equivalence_sample_size": eq.equivalence_sample_size([0.5, 0.1, 0.45], 0.5),
    "smallest_detectable_ratio": eq.smallest_detectable_ratio([100, 3, 9], 0.25, 100),
    "attainable_pvalue": eq.attainable_pvalue([1, 0, 3], [4, 0, 3], [3, 3, 0], 10),
    "fragility": eq.fragility([21, 0, 3], [56, 0, 3], 26, 113),
    "e_value": eq.e_value(*COLUMNS),
    "representation": eq.representation([53, 0, 9], [336, 0, 30], 1409, 5511),
    "verdict": eq.verdict(*COLUMNS),
    "residuals": eq.residuals([[21, 36, 0], [2, 3, 0]])[:, [0, 2, 1]][0],
    "marascuilo": eq.marascuilo([371, 0, 596], [3844, 12, 3842], groups=["a", "b", "c"]),
    "pairwise": eq.pairwise([371, 0, 596], [3844, 12, 3842], against="rest"),
    "shares": eq.shares([10, 0, 30]),
    "person_time_rate": eq.person_time_rate([12, 0, 3], [1500, 10, 0.5]),
    "person_time_ratio": eq.person_time_ratio([12, 0, 0], 1500, [3, 1, 0], 1400),
    "person_time_difference": eq.person_time_difference([12, 0, 0], 1500, [3, 1, 0], 1400),
    "person_time_test": eq.person_time_test([10, 0, 3], 5.22),
    "person_time_comparison_test": eq.person_time_comparison_test([12, 0, 0], 1500, [3, 1, 0], 1400),
    "funnel_limits": eq.funnel_limits([0, 3, 50], statistic="ratio_obs_over_exp"),
    "paired_difference": eq.paired_difference([53, 0, 3], [16, 0, 0], 8, 9),
    "paired_ratio": eq.paired_ratio([53, 0, 0], [16, 0, 0], [8, 3, 0], 9),
    "paired_odds_ratio": eq.paired_odds_ratio([53, 0, 0], [16, 0, 0], [8, 3, 0], 9),
    "paired_test": eq.paired_test([53, 0, 0], [16, 0, 0], [8, 3, 0], 9),
    "change": eq.change(([60, 0, 3], 1200, 240, 3000), (90, 1200, [240, 240, 0], 3000)),
}
single = pytest.mark.parametrize("result", SINGLE.values(), ids=SINGLE.keys())
many = pytest.mark.parametrize("result", MANY.values(), ids=MANY.keys())
both = pytest.mark.parametrize(
    "result", [*SINGLE.values(), *MANY.values()], ids=[*SINGLE, *(f"many {name}" for name in MANY)]
)


# ------------------------------------------------------------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("proportion", "Rate 15.5% (95% interval 14.4% to 16.7%): 596 of 3,842, wilson."),
        (
            "relative_likelihood",
            "Relative likelihood 1.79 (95% interval 1.54 to 2.08): 596 of 3,842 against 207 of 2,386, miettinen_nurminen.",
        ),
        (
            "rate_difference",
            "Rate difference +6.8 percentage points (95% interval +5.2 to +8.4): 596 of 3,842 against 207 of 2,386, newcombe.",
        ),
        ("significance", "Difference: p < 0.001 (statistic 61.25), 596 of 3,842 against 207 of 2,386, n_minus_1_chi2 two-sided."),
        (
            "representation",
            "Share 15.8% in the part and 25.6% in the whole: gap -9.8 percentage points (95% interval -13.3 to -5.6), ratio 0.62, "
            "p < 0.001: 53 of 336 within 1,409 of 5,511.",
        ),
        (
            "verdict",
            "Higher (substantial): relative likelihood 1.79 (95% interval 1.54 to 2.08, p < 0.001), 596 of 3,842 against 207 of 2,386.",
        ),
    ],
)
def test_a_result_reads_as_a_sentence(name: str, text: str) -> None:
    assert repr(SINGLE[name]) == text
    assert str(SINGLE[name]) == text


def test_a_result_without_an_answer_says_so() -> None:
    assert repr(eq.proportion(0, 0)) == "Rate undefined (no interval): 0 of 0, wilson, undefined."
    assert repr(eq.relative_likelihood(3, 30, 0, 20)).startswith("Relative likelihood ∞ (95% interval ")
    assert " to ∞): 3 of 30 against 0 of 20, miettinen_nurminen, unbounded." in repr(eq.relative_likelihood(3, 30, 0, 20))
    assert repr(eq.relative_likelihood(0, 30, 0, 20)).startswith("Relative likelihood undefined (95% interval 0.00 to ∞)")
    assert repr(eq.significance(0, 3, 0, 4)).startswith("Difference: p undefined (statistic undefined), 0 of 3 against 0 of 4")
    assert repr(eq.verdict(0, 0, 3, 4)).startswith("Not assessable: relative likelihood undefined (no interval, p undefined)")


def test_small_ratios_keep_their_figures() -> None:
    assert repr(eq.relative_likelihood(1, 10_000, 9, 1000)).startswith("Relative likelihood 0.0111 (95% interval 0.00")


def test_many_rows_read_as_a_list_of_the_first() -> None:
    lines = repr(eq.proportion(range(10), 10)).splitlines()
    assert lines[0] == "10 × rates with 95% intervals, wilson"
    assert lines[1] == "  rate 0.0% (95% interval 0.0% to 27.8%): 0 of 10, wilson"
    assert lines[-1] == "  … and 4 more"
    assert len(lines) == 8


@both
def test_explains_itself(result: eq.Estimate) -> None:
    text = result.explain()
    assert "source: " in text
    assert ("inputs: 3 rows of counts" in text) == bool(result.shape)
    if result.shape:
        assert "inputs: " in result[0].explain()
        assert "inputs: 3 rows" not in result[0].explain()
    else:
        assert "inputs: " in text
        assert "answer: " in text


def test_every_method_can_be_explained() -> None:
    from equitable import _core

    for method in _core.relative_likelihood_methods:
        assert method in eq.relative_likelihood(*COUNTS, method=method).explain()
    for method in _core.rate_difference_methods:
        assert method in eq.rate_difference(*COUNTS, method=method).explain()
    for method in _core.significance_methods:
        assert method in eq.significance(*COUNTS, method=method).explain()
    assert "signed root" in eq.significance(*COUNTS, alternative="less").explain()


# -------------------------------------------------------------------------------------------------------------- sentences


def test_sentences_name_the_groups() -> None:
    text = SINGLE["verdict"].sentence(group="White applicants", reference="BME applicants", outcome="be appointed from shortlisting")
    assert text == (
        "White applicants were 1.79 times as likely as BME applicants to be appointed from shortlisting (15.5% against 8.7%). "
        "The difference is statistically significant and clearly beyond the 0.80 to 1.25 range."
    )
    assert SINGLE["verdict"].sentence().startswith("The group were 1.79 times as likely as the reference group")


def test_sentences_of_many_rows() -> None:
    verdict = MANY["verdict"]
    texts = verdict.sentence(group=["A", "B", "C"], reference="R", outcome="go")
    assert isinstance(texts, list)
    assert [text.split()[0] for text in texts] == ["A", "No", "C"]
    assert texts[0] == verdict[0].sentence(group="A", reference="R", outcome="go")
    with pytest.raises(eq.InvalidInput, match="group has 2 names, but must be one name or 3 of them"):
        verdict.sentence(group=["A", "B"])
    with pytest.raises(eq.InvalidInput, match="reference has 2 names, but must be one name$"):
        verdict[0].sentence(reference=["A", "B"])
    with pytest.raises(eq.InvalidInput, match="outcome is None, but must be one name$"):
        verdict[0].sentence(outcome=None)
    with pytest.raises(eq.InvalidInput, match="group is \\[1, 2, 3\\], but must be one name or 3 of them"):
        verdict.sentence(group=[1, 2, 3])
    with pytest.raises(eq.InvalidInput, match="ratio_decimals is 19, but must be a whole number from 0 to 18"):
        verdict[0].sentence(ratio_decimals=19)


def test_representation_has_its_own_sentence_and_verdict() -> None:
    share = SINGLE["representation"]
    text = share.sentence(group="BME colleagues", part="clinical band 4", whole="the workforce")
    assert text.startswith("BME colleagues were under-represented in clinical band 4 (15.8% against 25.6% of the workforce)")
    assert share.verdict() == eq.verdict(53, 336, 1409 - 53, 5511 - 336)
    assert len(MANY["representation"].sentence(part=["one", "two", "three"])) == 3
    with pytest.raises(eq.InvalidInput, match="margin is 0.8, but must be two numbers"):
        share.sentence(margin=0.8)


def test_no_sentence_says_more_likely_for_a_ratio_or_puts_a_percent_sign_on_it() -> None:
    random = np.random.default_rng(11)
    total = random.integers(1, 400, (2, 3000))
    events = random.binomial(total, random.uniform(0, 1, (2, 3000)))
    verdicts = eq.verdict(events[0], total[0], events[1], total[1])
    assert set(verdicts.grade.tolist()) >= {"substantial", "material", "slight", "equivalent", "suggestive", "unclear", "untestable"}
    for grade, text in zip(verdicts.grade, verdicts.sentence(), strict=True):
        assert "times more likely" not in text
        assert "times less likely" not in text
        assert ("equivalent" in text) == (grade == "equivalent")
        assert text[0].isupper()
        assert text.endswith(".")


# ------------------------------------------------------------------------------------------------------------------- HTML


class Cells(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.heads: list[str] = []
        self.cells: list[str] = []
        self.caption = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if tag == "th":
            assert ("scope", "col") in attributes
            self.heads.append("")
        elif tag == "td":
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1] == "th":
            self.heads[-1] += data
        elif self.open[-1] == "td":
            self.cells[-1] += data
        elif self.open[-1] == "caption":
            self.caption += data


@both
def test_html_is_a_table_with_a_caption_and_headed_columns(result: eq.Estimate) -> None:
    parsed = Cells()
    parsed.feed(result._repr_html_())
    assert parsed.open == []
    assert parsed.caption == (repr(result) if not result.shape else repr(result).splitlines()[0])
    rows = len(result.to_frame("polars"))
    assert len(parsed.cells) == rows * len(parsed.heads)
    assert all(parsed.cells)
    assert "nan" not in parsed.cells


def test_html_shows_the_first_rows_and_escapes() -> None:
    page = eq.proportion(np.arange(50), 60)._repr_html_()
    assert page.count("<tr>") == 1 + 20
    assert "… and 30 more rows" in page
    assert "p &lt; 0.001" in SINGLE["verdict"]._repr_html_()


# ----------------------------------------------------------------------------------------------------------------- frames

GROUPS = "events total rate reference_events reference_total reference_rate"
TIDY = f"{GROUPS} measure estimate lower upper confidence_level"
ORDER = {
    "proportion": "events total rate measure estimate lower upper confidence_level method alternative status",
    "relative_likelihood": f"{TIDY} method alternative status",
    "rate_difference": f"{TIDY} method alternative status",
    "odds_ratio": f"{TIDY} method alternative status",
    "significance": f"{GROUPS} measure null statistic pvalue method alternative status",
    "unconditional": f"{GROUPS} measure null statistic pvalue pvalue_upper nuisance region_size method alternative status",
    "equivalence": f"{GROUPS} measure margin_lower margin_upper lower_statistic lower_pvalue upper_statistic upper_pvalue statistic pvalue "
    "method alternative status",
    "proportion_test": "events total rate measure null statistic pvalue method alternative status",
    "finite_population": "events total rate population measure estimate lower upper confidence_level method alternative status",
    "benchmark": "events total rate measure estimate lower upper confidence_level benchmark_rate error method alternative status",
    "representation": f"{TIDY} statistic pvalue method alternative status",
    "verdict": f"{TIDY} statistic pvalue method alternative state grade status test_status equivalence_lower equivalence_upper margin_lower "
    "margin_upper fragility complement_state policy_lpt policy_four_fifths policy_two_standard_deviations policy_banding",
}


PAIRS = ("representation", "benchmark", "finite_population_comparison")


@pytest.mark.parametrize("name", ORDER)
@pytest.mark.parametrize(("backend", "kind"), [("pandas", pd.DataFrame), ("polars", pl.DataFrame), ("pyarrow", pa.Table)])
def test_frames_are_tidy_in_every_engine(name: str, backend: str, kind: type) -> None:
    for results in (SINGLE, MANY):
        table = results[name].to_frame(backend)
        assert isinstance(table, kind)
        names = table.column_names if backend == "pyarrow" else list(table.columns)
        assert names == ORDER[name].split()
        assert len(table) == (3 if results is MANY else 1) * (2 if name in PAIRS else 1)
        records = {"pandas": "to_dict", "polars": "to_dicts", "pyarrow": "to_pylist"}[backend]
        for row, values in enumerate(getattr(table, records)(*(["records"] if backend == "pandas" else []))):
            one = results[name] if results is SINGLE else results[name][row // 2 if name in PAIRS else row]
            assert values["events"] == one.events
            assert values["total"] == one.total
            assert values["status"] in (one.status, "undefined")


def test_frames_hold_the_right_types() -> None:
    table = MANY["verdict"].to_frame("polars")
    assert table.schema["events"] == pl.Int64
    assert table.schema["estimate"] == pl.Float64
    assert table.schema["grade"] == pl.String
    assert table["fragility"].to_list() == [205, None, eq.verdict(3, 30, 0, 20).fragility]
    pandas = MANY["verdict"].to_frame("pandas")
    assert pandas["fragility"].dtype == "Int64"
    assert pandas["fragility"].isna().tolist() == [False, True, False]
    assert pandas["lower"].dtype == np.float64


def test_empty_frames_keep_their_types() -> None:
    table = eq.verdict([], [], [], []).to_frame("polars")
    assert len(table) == 0
    assert table.schema["events"] == pl.Int64
    assert table.schema["state"] == pl.String


def test_broom_renames_and_changes_nothing_else() -> None:
    plain, broom = SINGLE["verdict"].to_frame("polars"), SINGLE["verdict"].to_frame("polars", names="broom")
    renamed = {"lower": "conf.low", "upper": "conf.high", "confidence_level": "conf.level", "pvalue": "p.value"}
    assert broom.columns == [renamed.get(name, name) for name in plain.columns]
    assert broom.rows() == plain.rows()
    with pytest.raises(eq.InvalidInput, match="names is 'tidy', but must be 'equitable' or 'broom'"):
        SINGLE["verdict"].to_frame(names="tidy")


def test_the_frame_is_of_an_installed_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    result = SINGLE["proportion"]
    assert isinstance(result.to_frame(), pd.DataFrame)
    with pytest.raises(eq.InvalidInput, match="backend is 'dask', but must be one of pandas, polars, pyarrow"):
        result.to_frame("dask")
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pandas" else found(name))
    assert isinstance(result.to_frame(), pl.DataFrame)
    with pytest.raises(eq.MissingDependency, match="pandas is not installed"):
        result.to_frame("pandas")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(eq.MissingDependency, match="needs pandas, polars or pyarrow"):
        result.to_frame()


def test_frame_takes_flags_and_words_and_missing_numbers() -> None:
    columns = {"flag": np.array([True, False]), "word": ["a", "b"], "people": [1, None], "none": [None, None]}
    assert frame(columns, backend="polars").rows() == [(True, "a", 1, None), (False, "b", None, None)]
    assert list(frame(columns, backend="pandas").columns) == list(columns)


# ----------------------------------------------------------------------------------------------------------- plain values


@both
def test_plain_values_are_json(result: eq.Estimate) -> None:
    values = result.to_dict()
    hanging_on_it = ["test_status", "fragility", "complement_state", "framing_changes"] if isinstance(result, eq.Verdict) else []
    assert list(values) == [*(field.name for field in dataclasses.fields(result)), *hanging_on_it]
    assert json.loads(json.dumps(values, allow_nan=False)) == values


def test_plain_values_tell_infinite_from_missing_by_status() -> None:
    unbounded = eq.relative_likelihood(3, 30, 0, 20).to_dict()
    assert (unbounded["value"], unbounded["upper"], unbounded["status"]) == (None, None, "unbounded")
    nothing = eq.proportion([0], [0]).to_dict()
    assert (nothing["value"], nothing["status"]) == ([None], ["undefined"])


@both
def test_results_are_frozen(result: eq.Estimate) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.status = "ok"
    with pytest.raises((AttributeError, TypeError)):
        result.anything = 1
    assert not hasattr(result, "__dict__")
    assert not isinstance(result, tuple)


@many
def test_arrays_of_results_are_read_only(result: eq.Estimate) -> None:
    for field in dataclasses.fields(result):
        value = getattr(result, field.name)
        if isinstance(value, np.ndarray):
            with pytest.raises(ValueError, match="read-only"):
                value[0] = value[1]


@both
def test_results_copy_pickle_and_compare(result: eq.Estimate) -> None:
    for other in (copy.copy(result), copy.deepcopy(result), pickle.loads(pickle.dumps(result))):
        assert other == result
        assert repr(other) == repr(result)
    assert result != 1
    if not result.shape:
        assert hash(result) == hash(copy.deepcopy(result))


def test_different_results_differ() -> None:
    assert eq.proportion(1, 4) != eq.proportion(1, 5)
    assert eq.proportion([1], [4]) != eq.proportion([1, 1], [4, 4])
    assert eq.proportion(0, 0) == eq.proportion(0, 0)
    assert hash(eq.proportion(0, 0)) == hash(eq.proportion(0, 0))


@many
def test_rows_of_a_result(result: eq.Estimate) -> None:
    assert [row.shape for row in result] == [()] * 3
    assert result[1:].shape == (2,)
    assert result[np.array([True, False, True])][1] == result[2]
    assert result[-1] == result[2]
    with pytest.raises(IndexError):
        result[3]


@single
def test_a_single_result_has_no_rows(result: eq.Estimate) -> None:
    with pytest.raises(TypeError, match="has no rows"):
        result[0]


def test_an_interval_unpacks() -> None:
    lower, upper = SINGLE["verdict"].interval
    assert (lower, upper) == (SINGLE["verdict"].interval.lower, SINGLE["verdict"].interval.upper)
    assert SINGLE["relative_likelihood"].interval == SINGLE["verdict"].interval
    assert eq.Interval(0.0, math.inf).to_dict() == {"lower": 0.0, "upper": None}


# ---------------------------------------------------------------------------------------------------------------- verdict


def test_policies_stand_side_by_side() -> None:
    policies = SINGLE["verdict"].policies
    assert policies.to_dict() == {
        "lpt": "different",
        "lpt_board": "different",
        "four_fifths": "different",
        "two_standard_deviations": "different",
        "banding": "much_higher",
        "impact_ratio": pytest.approx((207 / 2386) / (596 / 3842), rel=1e-14),
    }
    seats = eq.verdict(1, 8, 1409, 5511).policies  # one of eight seats: a ratio of 0.49 that could be chance
    assert (seats.lpt, seats.lpt_board, seats.four_fifths, seats.two_standard_deviations, seats.banding) == (
        "similar",
        "different",
        "different",
        "similar",
        "similar",
    )
    assert MANY["verdict"].policies.four_fifths.tolist() == ["different", "similar", "different"]


def test_the_complement_is_the_verdict_on_the_others() -> None:
    verdict = eq.verdict(3203, 3982, 894, 1221)
    assert verdict.complement == eq.verdict(3982 - 3203, 3982, 1221 - 894, 1221)
    assert verdict.complement.complement == verdict
    assert (verdict.state, verdict.complement.state, verdict.framing_changes) == ("similar", "lower", True)


def test_one_person_can_decide() -> None:
    verdict = eq.verdict(21, 56, 26, 113)
    assert verdict.fragility == 1
    assert eq.verdict(20, 56, 26, 113).state != verdict.state
    assert eq.verdict(0, 1, 0, 1).fragility is None


def test_a_verdict_as_a_dict_carries_what_hangs_on_it() -> None:
    # lpt/verdict_cases.csv: M6 2019 B/W slight, 2 people; M4 2019/20 W/B detectable, complement lower
    assert json.loads(json.dumps(eq.verdict(107, 438, 373, 1879).to_dict()))["fragility"] == 2
    both = json.loads(json.dumps(eq.verdict([3203, 107], [3982, 438], [894, 373], [1221, 1879]).to_dict()))
    assert both["complement_state"][0] == "lower"
    assert both["framing_changes"][0] is True
    assert both["fragility"][1] == 2


def test_a_representation_tells_its_gap_from_its_ratio_in_html() -> None:
    page = eq.representation(53, 336, 1409, 5511)._repr_html_()
    assert ">representation gap<" in page
    assert page.count("<tr") == 3
    assert ">measure<" in page
