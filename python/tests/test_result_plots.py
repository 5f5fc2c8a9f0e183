"""``result.plot()``: what is drawn of every kind of result, what the alternative text says, and what is refused."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import equitable as eq
from equitable import results
from equitable.results.base import Result

matplotlib = pytest.importorskip("matplotlib")

from matplotlib.figure import Figure  # noqa: E402

from equitable.plot import to_svg  # noqa: E402
from equitable.plot.results import chart  # noqa: E402
from equitable.results.funnel_curves import limits_at  # noqa: E402

FOUR = (596, 3842, 207, 2386)
STRATA = ([512, 353, 120], [825, 560, 325], [89, 17, 202], [108, 25, 593])
GROUPS: tuple[list[int], list[int]] = ([596, 44, 100, 50], [3842, 390, 600, 350])
NAMED = {"groups": ["White", "Black", "Asian", "Mixed"]}
TOTALS = [446, 480, 689, 857, 69, 163, 747, 855, 254, 308, 787, 404]
EVENTS = [95, 106, 147, 385, 17, 38, 186, 68, 61, 83, 164, 97]
TRUSTS = [f"Trust {letter}" for letter in "ABCDEFGHIJKL"]
REFERENCE = ([60, 101, 160, 150, 14, 40, 150, 160, 60, 70, 160, 90], [300, 470, 700, 700, 70, 180, 700, 800, 260, 310, 780, 410])

DRAWN: dict[str, Callable[[], Any]] = {
    "AllocationBounds": lambda: eq.allocation_bounds(30, 100, 40, 120, 5, 20),
    "BenchmarkResult": lambda: eq.benchmark(30, 100, 0.25),
    "Bootstrap": lambda: eq.bootstrap(*GROUPS, measure="R", reference=0, group=1, replicates=99),
    "Change": lambda: eq.change(FOUR, (500, 3700, 230, 2500)),
    "ChangeVerdict": lambda: eq.change_verdict(FOUR, (500, 3700, 230, 2500)),
    "Composition": lambda: eq.composition([3, 2, 9], [0.2, 0.2, 0.6]),
    "Decomposition": lambda: eq.decomposition(*STRATA),
    "DetectableRatio": lambda: eq.smallest_detectable_ratio([100, 400], 0.2, 400),
    "EValue": lambda: eq.e_value(*FOUR),
    "EquivalenceMargin": lambda: eq.smallest_equivalence_margin([300, 900], 0.2, 900),
    "Estimate": lambda: eq.relative_likelihood([596, 44], [3842, 390], 207, 2386),
    "FamilyVerdicts": lambda: eq.verdicts(*GROUPS, **NAMED),
    "FinitePopulationComparison": lambda: eq.finite_population_comparison(30, 100, 150, 40, 90, 200),
    "Funnel": lambda: eq.funnel(EVENTS, TOTALS, organisations=TRUSTS),
    "FunnelLimits": lambda: eq.funnel_limits(np.arange(20, 500, 5), 0.2557),
    "IndirectlyStandardised": lambda: eq.standardise_indirectly(*STRATA),
    "Inequality": lambda: eq.inequality(*GROUPS, measure="D", reference=0, group=1),
    "LetterDisplay": lambda: eq.letter_display(EVENTS[:4], TOTALS[:4], groups=TRUSTS[:4]),
    "Marascuilo": lambda: eq.marascuilo(*GROUPS, **NAMED),
    "MetaAnalysis": lambda: eq.meta_analysis(EVENTS, TOTALS, *REFERENCE, organisations=TRUSTS),
    "OverlappingChange": lambda: eq.overlapping_change((300, 1500), (40, 250), (75, 260)),
    "PairedEstimate": lambda: eq.paired_difference(10, 12, 5, 60),
    "Pairwise": lambda: eq.pairwise(*GROUPS, **NAMED),
    "PercentileRank": lambda: eq.percentile_rank(EVENTS, TOTALS, organisations=TRUSTS),
    "PersonTimeEstimate": lambda: eq.person_time_rate([12, 31], [100, 110]),
    "PooledVerdict": lambda: eq.pooled_verdict(*STRATA),
    "Power": lambda: eq.power(0.3, [50, 100, 200], 0.2, 200),
    "Representation": lambda: eq.representation(104, 265, 1409, 5511),
    "Residuals": lambda: eq.residuals([[21, 36, 30], [2, 3, 8]]),
    "SampleEstimate": lambda: eq.finite_population(30, 100, 150),
    "Segregation": lambda: eq.segregation([[30, 10], [20, 40], [50, 12]]),
    "Shares": lambda: eq.shares([10, 25, 31, 44]),
    "Shortfall": lambda: eq.shortfall(*GROUPS, "Black", **NAMED),
    "Shrinkage": lambda: eq.shrinkage(EVENTS, TOTALS, organisations=TRUSTS),
    "SimultaneousRatios": lambda: eq.simultaneous_ratios(*GROUPS, **NAMED),
    "SlopeIndex": lambda: eq.slope_index([10, 15, 29, 34], [80, 90, 95, 82]),
    "Stages": lambda: eq.stages([1200, 300, 60], [3000, 900, 240], [50, 20, 9], names=["applied", "shortlisted", "appointed"]),
    "Standardised": lambda: eq.standardise(*STRATA),
    "StandardisedRate": lambda: eq.standardised_rate([107, 141, 60], [230061, 329449, 114920], [1, 1, 1]),
    "Stratified": lambda: eq.stratified(*STRATA),
    "Target": lambda: eq.target(53, 336, 0.256, periods=5, turnover=0.12, appointment_share=0.30),
    "TrendSlope": lambda: eq.trend_slope([10, 15, 29, 34], [80, 90, 95, 82]),
    "Verdict": lambda: eq.verdict([596, 5], [3842, 60], [207, 207], [2386, 2386]),
}  # fmt: skip
NOT_DRAWN: dict[str, Callable[[], Any]] = {
    "Association": lambda: eq.association(table=[[3, 4], [5, 6]]),
    "Attainable": lambda: eq.attainable_pvalue(*FOUR),
    "EquivalenceResult": lambda: eq.equivalence(*FOUR),
    "Fragility": lambda: eq.fragility(*FOUR),
    "GroupTest": lambda: eq.homogeneity([1, 2], [3, 4]),
    "LinearByLinear": lambda: eq.linear_by_linear([[3, 4], [5, 6]]),
    "Overdispersion": lambda: eq.person_time_overdispersion([12, 31, 9], [100, 110, 90]),
    "PairedTest": lambda: eq.paired_test(10, 12, 5, 60),
    "PersonTimeTest": lambda: eq.person_time_test(12, expected=8.0),
    "SampleSize": lambda: eq.sample_size(0.2, 0.3),
    "TestResult": lambda: eq.significance(*FOUR),
    "TreeAdjustment": lambda: eq.adjust_tree([0.01, 0.02], [None, 0]),
}  # fmt: skip


def drawn_text(figure: Figure) -> str:
    texts = [text.get_text() for text in figure.texts]
    for ax in figure.axes:
        texts += [text.get_text() for text in ax.texts]
        texts.append(ax.get_xlabel())
    return "\n".join(texts)


# ----------------------------------------------------------------------------------------------------- every kind of result


def test_every_kind_of_result_is_drawn_or_says_that_there_is_nothing_to_draw() -> None:
    kinds = {name for name in results.__all__ if isinstance(getattr(results, name), type) and issubclass(getattr(results, name), Result)}
    assert kinds - {"Result", "Many"} == DRAWN.keys() | NOT_DRAWN.keys()
    assert not DRAWN.keys() & NOT_DRAWN.keys()


@pytest.mark.parametrize("name", NOT_DRAWN)
def test_nothing_to_draw(name: str) -> None:
    result = NOT_DRAWN[name]()
    assert type(result).__name__ == name
    with pytest.raises(TypeError, match=f"a {name} has no estimates with intervals to draw"):
        result.plot()


@pytest.mark.parametrize("name", DRAWN)
def test_no_text_touches_another_or_leaves_the_drawing(name: str) -> None:
    result = DRAWN[name]()
    assert type(result).__name__ == name
    picture = chart(result)
    assert picture.marks or name == "FunnelLimits"
    for width in (720, 340):
        figure = picture.figure(width=width)
        boxes = texts_of(figure)
        for text, box in boxes:
            assert figure.bbox.x0 - 0.5 <= box.x0 and box.x1 <= figure.bbox.x1 + 0.5, (width, text)
            assert figure.bbox.y0 - 0.5 <= box.y0 and box.y1 <= figure.bbox.y1 + 0.5, (width, text)
        for (text, box), (other, beside) in itertools.combinations(boxes, 2):
            apart = box.x1 <= beside.x0 + 1 or beside.x1 <= box.x0 + 1 or box.y1 <= beside.y0 + 2 or beside.y1 <= box.y0 + 2
            assert apart, f"{width}: {text!r} and {other!r} overlap"


def texts_of(figure: Figure) -> list[tuple[str, Any]]:
    canvas: Any = figure.canvas
    canvas.draw()
    found: list[Any] = figure.findobj(matplotlib.text.Text)
    return [(text.get_text(), text.get_window_extent(canvas.get_renderer())) for text in found if text.get_text().strip() and text.get_visible()]


@pytest.mark.parametrize("name", ["Funnel", "Target", "Stages"])
def test_same_bytes_every_time_whatever_the_style_of_the_caller(name: str) -> None:
    first = chart(DRAWN[name]()).svg("one")
    with matplotlib.rc_context({"font.size": 30, "axes.grid": True, "lines.linewidth": 9, "axes.facecolor": "black"}):
        assert chart(DRAWN[name]()).svg("one") == first


@pytest.mark.parametrize("name", ["Estimate", "Decomposition", "Funnel", "FunnelLimits", "Target"])
def test_draws_on_given_axes(name: str) -> None:
    own = Figure()
    ax = own.add_subplot()
    assert DRAWN[name]().plot(ax=ax) is own
    assert ax.lines


# -------------------------------------------------------------------------------------------------------------- in rows


def test_a_ratio_is_drawn_with_its_interval_and_told_in_words() -> None:
    result = eq.relative_likelihood([596, 44], [3842, 390], [207, 207], [2386, 2386])
    figure = result.plot(labels=["White", "Black"])
    assert isinstance(figure, Figure)
    assert "1.79 (1.54 to 2.08)" in drawn_text(figure)
    assert "relative likelihood (logarithmic axis)" in drawn_text(figure)
    assert figure.alternative_text == (
        "2 rows, each an estimate with its 95% interval: relative likelihood. White: 1.79 (1.54 to 2.08). "
        f"Black: 1.30 ({result.lower[1]:.2f} to {result.upper[1]:.2f})."
    )


def test_rates_in_percent_and_differences_in_points() -> None:
    assert "20.0% (11.2% to 33.0%)" in drawn_text(eq.proportion(10, 50).plot())
    assert "−1.8 (−17.1 to +14.0)" in drawn_text(eq.rate_difference(10, 50, 12, 55).plot())
    assert "88.0% (72.2% to 95.4%)" in drawn_text(eq.shares([1, 2, 3, 44]).plot())


def test_several_levels_say_which_is_which() -> None:
    figure = eq.proportion(12, 60, confidence_level=[0.8, 0.95]).plot()
    assert "1 row" not in figure.alternative_text
    assert "12 of 60: 20.0% (14.2% to 27.4%), 80%." in figure.alternative_text
    assert "12 of 60: 20.0% (11.8% to 31.8%), 95%." in figure.alternative_text


def test_verdicts_bring_their_words_and_their_margin() -> None:
    verdict = chart(eq.verdict([596, 5], [3842, 60], [207, 207], [2386, 2386]))
    assert "clear difference" in verdict.description
    assert "A shaded band marks 0.80 to 1.25." in verdict.description
    family = chart(eq.verdicts(*GROUPS, **NAMED))
    assert "The intervals hold all at once." in family.description
    wide = eq.relative_likelihood(44, 390, 596, 3842, confidence_level=1 - 0.05 / 3)
    assert f"Black against White: 0.73 ({wide.lower:.2f} to {wide.upper:.2f})" in family.description


def test_pairs_say_that_the_p_is_adjusted_and_the_interval_is_not() -> None:
    said = chart(eq.pairwise(*GROUPS, **NAMED)).description
    alone = eq.relative_likelihood(44, 390, 596, 3842)
    assert "Each interval stands by itself; the p-values are adjusted by holm." in said
    assert f"Black against White: 0.73 ({alone.lower:.2f} to {alone.upper:.2f}), p = 0.079 adjusted." in said


def test_a_forest_ends_with_the_mean_and_where_a_further_one_may_lie() -> None:
    found = eq.meta_analysis(EVENTS, TOTALS, *REFERENCE, organisations=TRUSTS)
    alone = eq.relative_likelihood(EVENTS, TOTALS, *REFERENCE)
    assert found.organisation.tolist() == TRUSTS
    for one, other in ((found.effect, alone.value), (found.effect_lower, alone.lower), (found.effect_upper, alone.upper)):
        np.testing.assert_array_equal(one, other)
    said = chart(found).description
    assert f"Trust D: {alone.value[3]:.2f} ({alone.lower[3]:.2f} to {alone.upper[3]:.2f})." in said
    assert said.index("Trust L:") < said.index("Together.") < said.index("mean of 12 organisations:")
    assert said.endswith(f"in a further organisation: {found.prediction_lower:.2f} to {found.prediction_upper:.2f}.")
    given = eq.meta_analysis(effects=[0.3, 0.1, 0.5], variances=[0.04, 0.01, 0.09], confidence_level=0.9)
    assert given.effect_lower == pytest.approx([0.3 - 1.6448536269514722 * 0.2, 0.1 - 0.16448536269514722, 0.5 - 1.6448536269514722 * 0.3], rel=1e-14)
    assert hash(given) == hash(eq.meta_analysis(effects=[0.3, 0.1, 0.5], variances=[0.04, 0.01, 0.09], confidence_level=0.9))


def test_of_too_many_strata_only_what_they_come_to() -> None:
    many = [column * 30 for column in STRATA]
    said = chart(eq.stratified(*many)).description
    assert said.startswith("2 rows") and "within 90 strata" in said


def test_a_gap_in_bars_that_add_up() -> None:
    found = eq.decomposition(*STRATA)
    picture = found._picture()
    whole, mix, rates, heading, *strata = picture.entries
    assert [entry.start for entry in (whole, mix, rates, *strata)] == [0.0] * 6
    assert heading.heading
    assert mix.value + rates.value == pytest.approx(whole.value, abs=1e-15)
    assert sum(entry.value for entry in strata) == pytest.approx(whole.value, abs=1e-15)
    said = chart(found, labels=["Nursing", "Admin", "Medical"]).description
    assert "the whole gap: +15.2 (" in said and "Medical: −20.8, make-up −22.2, rates +1.4." in said
    with pytest.raises(eq.InvalidInput, match="labels has 2 names, but there must be 3, one for each row"):
        found.plot(labels=["one", "two"])


def test_stages_as_steps_that_begin_where_the_one_before_ended() -> None:
    found = eq.stages([1200, 300, 60, 30], [3000, 900, 240, 150], names=["applied", "shortlisted", "interviewed", "appointed"])
    entries = found._picture().entries
    steps = [entry for entry in entries if entry.start is not None]
    assert [entry.label for entry in steps] == ["shortlisted", "interviewed", "appointed"]
    assert [entry.start for entry in steps] == [1.0, steps[0].value, steps[1].value]
    each = [entry.value for entry in entries if entry.start is None and not entry.heading]
    assert math.prod(each) == pytest.approx(steps[-1].value, rel=1e-14)
    assert "applied → shortlisted: 0.83" in chart(found).description


def test_rings_show_what_an_estimate_is_compared_with() -> None:
    shrunk = chart(eq.shrinkage(EVENTS, TOTALS, organisations=TRUSTS)).description
    assert "Rings show each organisation's own rate." in shrunk and f"ring {100 * EVENTS[3] / TOTALS[3]:.1f}%" in shrunk
    body = chart(eq.composition([3, 2, 9], [0.2, 0.2, 0.6]), labels=["Asian", "Black", "White"]).description
    assert "Black: 14.3%, ring 20.0%, 2 of 14." in body
    against_counts = eq.composition([3, 2, 9], reference_counts=[20, 20, 60])
    assert [entry.beside for entry in against_counts._picture().entries] == pytest.approx([0.2, 0.2, 0.6])


def test_edges_are_drawn_and_said() -> None:
    assert "0.00 (0.00 to 1.50)" in drawn_text(eq.relative_likelihood(0, 50, 3, 60).plot())
    infinite = chart(eq.relative_likelihood(3, 50, 0, 60))
    assert "∞" in infinite.description
    assert "undefined" in chart(eq.relative_likelihood([0, 3], [0, 50], [0, 5], [0, 60])).description
    infinite.figure()
    for nothing in (
        eq.decomposition([0], [0], [0], [0]), eq.stages([0, 0], [0, 0]), eq.stratified([0], [0], [0], [0]), eq.segregation([[0, 0], [0, 0]]),
        eq.meta_analysis([0, 0], [0, 5], [0, 0], [0, 5]), eq.shrinkage([0, 0], [0, 0]), eq.composition([0, 0], [0.5, 0.5]), eq.standardise([0], [0], [0], [0]),
        eq.pairwise([0, 0], [0, 0]), eq.verdicts([0, 3], [0, 10]),
    ):  # fmt: skip
        nothing.plot()
    with pytest.raises(eq.InvalidInput, match="there are no posts"):
        eq.target(0, 0, 0.2, periods=2, turnover=0.1, appointment_share=0.2).plot()


# -------------------------------------------------------------------------------------------------------------- funnels


_OPTIONS: list[dict[str, Any]] = [{}, {"dispersion": "additive"}, {"dispersion": "multiplicative"}, {"target": 0.3}, {"method": "exact"}]


@pytest.mark.parametrize(
    ("kind", "options"),
    [(kind, given) for kind in ("rates", "expected", "ratios", "effects") for given in _OPTIONS if "method" not in given or kind in ("rates", "expected")],
)
def test_the_curves_run_through_the_limits_of_every_organisation(kind: str, options: dict[str, Any]) -> None:
    if kind == "rates":
        found = eq.funnel(EVENTS, TOTALS, **options)
    elif kind == "expected":
        found = eq.funnel(EVENTS, expected=[0.22 * total for total in TOTALS], **options)
    elif kind == "ratios":
        found = eq.funnel(EVENTS, TOTALS, *REFERENCE, **options)
    else:
        found = eq.funnel_effects([0.1, -0.2, 0.4, 1.9], [0.2, 0.3, 0.25, 0.1], **options)
    picture = found._picture()
    sizes = found.total if options.get("method") and kind == "rates" else np.asarray(picture.sizes)
    limits = (found.inner_lower, found.inner_upper, found.outer_lower, found.outer_upper)
    for curve, limit in zip(limits_at(found, sizes), limits, strict=True):
        np.testing.assert_allclose(curve, limit, rtol=1e-12, atol=1e-13)
    assert min(picture.at) < min(sizes) and max(sizes) < max(picture.at) * 1.001
    chart(found).figure(width=340)


def test_a_funnel_names_those_beyond_the_outer_limits() -> None:
    found = eq.funnel(EVENTS, TOTALS, organisations=TRUSTS)
    figure = found.plot()
    assert found.outside.organisation.tolist() == ["Trust D", "Trust H"]
    texts = drawn_text(figure).split("\n")
    assert {"Trust D", "Trust H", "middle 23.9%", "99.8% limit", "95% limit", "people"} <= set(texts)
    assert not {"Trust A", "Trust E"} & set(texts)
    said = figure.alternative_text
    assert said.startswith("Funnel plot of 12 organisations: rate over size in people, round a middle of 23.9%")
    assert "Above the 99.8% limits: Trust D 44.9%. Below the 99.8% limits: Trust H 8.0%." in said
    within = int((found.position == "within").sum())
    assert said.endswith(f"Within all limits: {within}.")


def test_a_funnel_tells_of_overdispersion_whether_it_is_allowed_for_or_not() -> None:
    found, allowed = (eq.funnel(EVENTS, TOTALS, dispersion=dispersion) for dispersion in ("none", "additive"))
    printed = repr(found).partition("overdispersion ")[2].partition(",")[0]
    assert f"The limits make no allowance for overdispersion, {printed}." in chart(found).description
    assert "The limits allow for additive overdispersion, " in chart(allowed).description


def test_organisations_without_people_are_left_out_of_the_funnel_and_told() -> None:
    said = chart(eq.funnel([*EVENTS, 0], [*TOTALS, 0])).description
    assert "1 organisation without a value is left out." in said
    with pytest.raises(eq.InvalidInput, match="the funnel has no organisation with a place in it"):
        eq.funnel([0, 0], [0, 0]).plot()
    with pytest.raises(TypeError, match="a single organisation has no funnel"):
        eq.funnel(EVENTS, TOTALS)[0].plot()


def test_sizes_far_apart_are_drawn_on_a_logarithmic_axis() -> None:
    figure = eq.funnel([2, 25, 260, 2400], [10, 100, 1000, 10_000]).plot()
    assert figure.axes[0].get_xscale() == "log"
    assert "people (logarithmic axis)" in drawn_text(figure)


def test_limits_of_a_few_sizes_in_rows_and_of_many_as_curves() -> None:
    assert "166 people: 25.6% (18.9% to 32.2%)" in chart(eq.funnel_limits(166, 0.2557)).description
    many = chart(eq.funnel_limits([400, 20, 100], 0.2557))
    lower, upper = (eq.funnel_limits(20, 0.2557).lower, eq.funnel_limits(400, 0.2557).upper)
    assert f"Lower from {100 * lower:.1f}% at 20" in many.description and f"{100 * upper:.1f}% at 400." in many.description


# ----------------------------------------------------------------------------------------------------- the path to a target


def test_the_path_begins_today_and_ends_with_the_plan() -> None:
    plan = eq.target(53, 336, 0.256, periods=5, turnover=0.12, appointment_share=0.30)
    figure = plan.plot()
    line = max(figure.axes[0].lines, key=lambda one: len(one.get_xdata()) * one.get_linewidth())
    assert line.get_ydata() == pytest.approx([100 * 53 / 336, *(100 * plan.share)])
    assert {"target 25.6%", f"expected {100 * plan.share[-1]:.1f}%"} <= set(drawn_text(figure).split("\n"))
    last = f"After 5: 22.5% ({100 * plan.lower[-1] / 336:.1f}% to {100 * plan.upper[-1] / 336:.1f}%), chance {100 * plan.chance:.1f}%."
    assert figure.alternative_text.endswith(last)
    assert "Line chart over 1 period:" in chart(eq.target(53, 336, 0.2, periods=1, turnover=0.1, appointment_share=0.3)).description
    with pytest.raises(eq.InvalidInput, match="has no rows to name"):
        plan.plot(labels=["one"])


# ----------------------------------------------------------------------------------------------------- files and refusals


def test_svg_has_title_and_description() -> None:
    result = eq.proportion([3, 4], [10, 12])
    figure = result.plot(title="Two rates")
    svg = to_svg(figure, title="Two rates", description=figure.alternative_text, identity="two")
    assert "<title" in svg and "Two rates" in svg and figure.alternative_text in svg
    assert svg == to_svg(result.plot(title="Two rates"), title="Two rates", description=figure.alternative_text, identity="two")


def test_refusals_say_what_to_do() -> None:
    with pytest.raises(eq.InvalidInput, match=r"100 rows are too many for one chart; choose at most 60"):
        eq.proportion([1] * 100, [5] * 100).plot()
    with pytest.raises(eq.InvalidInput, match="labels has 1 name, but there must be 2, one for each row"):
        eq.proportion([1, 2], [5, 5]).plot(labels=["one"])
    with pytest.raises(eq.InvalidInput, match="labels has 1 name, but there must be 12, one for each organisation"):
        eq.funnel(EVENTS, TOTALS).plot(labels="one")
