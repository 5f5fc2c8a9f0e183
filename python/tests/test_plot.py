"""Charts: drawn from printed figures only, the same bytes every time, readable at two widths, told in words."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import matplotlib
import pytest
from matplotlib.figure import Figure

from equitable import plot
from equitable.plot import band_shares, board_gaps, group_rates, rates_over_time, ratios
from equitable.plot.chart import Chart
from equitable.plot.gallery import by_band, part_name
from equitable.plot.numbers import count_text, fixed, in_order, listed, percent_text, printed

SVG = "{http://www.w3.org/2000/svg}"
NUMBERLESS = dict.fromkeys(
    ("events", "total", "rate", "lower", "upper", "reference_events", "reference_total", "reference_rate", "ratio", "gap", "gap_lower", "gap_upper")
)


def figure(group: str, period: str, rate: str, events: str = "", total: str = "", **given: Any) -> dict[str, Any]:
    return {
        **NUMBERLESS, "indicator": 5, "outcome": "q14a_hba_public", "population": "survey_substantive", "staff_type": "all", "stratum": "Overall",
        "group": group, "period": period, "period_kind": "survey_year", "place": "", "events_text": events, "total_text": total, "rate_text": rate,
        "status": "c" if rate == "R" else "", **given,
    }  # fmt: skip


def comparison(ratio: str, lower: float | None, upper: float | None, state: str, grade: str, **given: Any) -> dict[str, Any]:
    return {
        **NUMBERLESS, "indicator": 2, "outcome": "appointed_from_shortlisting", "population": "shortlisted_applicants", "staff_type": "all",
        "stratum": "Overall", "group": "White", "reference": "BME", "period": "2021/22", "period_kind": "financial_year", "framing": "relative_likelihood",
        "ratio_text": ratio, "gap_text": "", "lower": lower, "upper": upper, "state": state, "grade": grade, "status": "", **given,
    }  # fmt: skip


FIVE = [
    figure("Other", "2021", "38.1", "R", "R"),
    figure("White", "2021", "21.8", "488", "2237", lower=0.2015, upper=0.2357),
    figure("BME", "2021", "24.3", "139", "571", lower=0.2100, upper=0.2803),
    figure("Black", "2021", "43.7", "45", "103", lower=0.3452, upper=0.5333),
    figure("Asian", "2021", "16.9", "R", "R"),
    figure("Mixed", "2021", "R", "R", "R"),
    figure("White", "2020", "22.3", "487", "2183", lower=0.2061, upper=0.2410),
    figure("BME", "2020", "24.4", "126", "516", lower=0.2091, upper=0.2831),
    figure("White", "2019", "22.9", "429", "1876", lower=0.2102, upper=0.2483),
    figure("BME", "2019", "R", "R", "435"),
    figure("White", "2018", "23.1", "460", "1991", lower=0.2131, upper=0.2500),
    figure("BME", "2018", "24.0", "117", "488", lower=0.2041, upper=0.2796),
]
SHARES = [
    figure("BME", "March 2022", "39.2", "104", "265", lower=0.3356, upper=0.4525, staff_type="non-clinical", stratum="Band 2"),
    figure("BME", "March 2022", "R", "R", "R", staff_type="non-clinical", stratum="Band 8b"),
    figure("BME", "March 2022", "10.2", "17", "166", lower=0.0650, upper=0.1579, staff_type="clinical", stratum="Band 8a"),
    figure("BME", "March 2022", "25.0", "179", "717", lower=0.2193, upper=0.2827, staff_type="clinical", stratum="Band 5"),
]
OVERALL = figure("BME", "March 2022", "25.6", "1409", "5511", lower=0.2443, upper=0.2674)
RATIOS = [
    comparison("1.97", 1.62, 2.40, "higher", "substantial", period="2018/19"),
    comparison("1.14", 0.96, 1.35, "inconclusive", "unclear", period="2019/20"),
    comparison("1.07", 1.03, 1.12, "similar", "detectable", period="2020/21"),
    comparison("1.41", None, None, "not_assessable", "none", period="2021/22"),
    comparison("R", None, None, "not_assessable", "none", period="2022/23", status="c"),
    comparison("2.00", 0.5, math.inf, "inconclusive", "suggestive", period="2023/24"),
]
BOARD = [
    comparison("", None, None, "not_assessable", "none", population="board", stratum=part, period=period, gap_text=text, status=status)
    for part, period, text, status in (
        ("overall", "March 2021", "-12.6", "x"), ("overall", "March 2022", "-8.9", "x"), ("voting", "March 2021", "-6.2", "x"),
        ("voting", "March 2022", "+1.7", "x"), ("non-voting", "March 2021", "R", "c"), ("non-voting", "March 2022", "", "z"),
    )
]  # fmt: skip


def every_chart() -> dict[str, Chart]:
    return {
        "groups": group_rates.chart(FIVE, title="By group", what="percent harassed, bullied or abused by patients or the public"),
        "trend": rates_over_time.chart(FIVE, title="Change", what="percent harassed, bullied or abused by patients or the public"),
        "bands": band_shares.chart(SHARES, overall=OVERALL, title="Bands", what="BME share of staff of known ethnicity"),
        "forest": ratios.chart(RATIOS, title="Ratios", heading=lambda one: "Appointment from shortlisting"),
        "board": board_gaps.chart(BOARD, title="Board", name=part_name),
    }


CHARTS = every_chart()
WIDTHS = (720, 340)


@pytest.mark.parametrize("name", CHARTS)
def test_description_is_in_the_drawing_and_nothing_else_can_be_fetched(name: str) -> None:
    text = CHARTS[name].svg("chart-1")
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", CHARTS[name].title)
    assert (description.tag, description.text) == (f"{SVG}desc", CHARTS[name].description)
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    tags = {element.tag for element in root.iter()}
    assert not tags & {f"{SVG}style", f"{SVG}script", f"{SVG}image", f"{SVG}metadata", f"{SVG}foreignObject"}
    assert text.count("http") == 1  # the name space


@pytest.mark.parametrize("name", CHARTS)
def test_ids_are_unique_and_carry_the_name_of_the_chart(name: str) -> None:
    root = ElementTree.fromstring(CHARTS[name].svg("chart-7"))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(identity.startswith("chart-7-") for identity in ids if identity)
    used = {value[1:] for element in root.iter() for key, value in element.attrib.items() if key == "href"}
    assert used <= set(ids)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", CHARTS)
def test_same_bytes_every_time_whatever_the_style_of_the_caller(name: str, width: int) -> None:
    first = every_chart()[name].svg("chart-1", width=width)
    with matplotlib.rc_context({"font.size": 30, "axes.grid": True, "lines.linewidth": 9, "axes.facecolor": "black", "svg.fonttype": "path"}):
        assert every_chart()[name].svg("chart-1", width=width) == first
        assert matplotlib.rcParams["font.size"] == 30


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", CHARTS)
def test_no_text_touches_another_or_leaves_the_drawing(name: str, width: int) -> None:
    drawn = CHARTS[name].figure(width=width)
    boxes = texts_of(drawn)
    frame = drawn.bbox
    for text, box in boxes:
        assert frame.x0 - 0.5 <= box.x0, text
        assert box.x1 <= frame.x1 + 0.5, text
        assert frame.y0 - 0.5 <= box.y0, text
        assert box.y1 <= frame.y1 + 0.5, text
    for (text, box), (other, beside) in itertools.combinations(boxes, 2):
        apart = box.x1 <= beside.x0 + 1 or beside.x1 <= box.x0 + 1 or box.y1 <= beside.y0 + 2 or beside.y1 <= box.y0 + 2
        assert apart, f"{text!r} and {other!r} overlap"


def texts_of(drawn: Figure) -> list[tuple[str, Any]]:
    canvas: Any = drawn.canvas
    canvas.draw()
    found = []
    for artist in drawn.findobj(matplotlib.text.Text):
        text = artist.get_text()
        if text.strip() and artist.get_visible():
            box = matplotlib.text.Text.get_window_extent(artist, canvas.get_renderer())
            found.append((text, box))
    return found


def test_drawn_from_the_printed_text_only() -> None:
    """What a figure was rounded from changes not one byte."""
    other = [{**one, "rate": 0.123456, "events": 80317, "total": 90401} for one in FIVE]
    nudged = [{**one, "lower": one["lower"] and one["lower"] + 0.00004, "upper": one["upper"] and one["upper"] - 0.00004} for one in other]
    for made in (group_rates, rates_over_time):
        before, after = (made.chart(rows, title="t", what="percent") for rows in (FIVE, nudged))
        assert before.svg("c") == after.svg("c")
    others = [{**one, "ratio": 1.23456, "events": 80317, "lower": one["lower"] and one["lower"] + 0.004} for one in RATIOS]
    assert ratios.chart(RATIOS, title="t").svg("c") == ratios.chart(others, title="t").svg("c")


def test_numbers_planted_behind_withheld_texts_are_not_drawn() -> None:
    def planted(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        hidden = {"rate": 0.888452, "lower": 0.8812, "upper": 0.8934, "gap": 0.4, "gap_lower": 0.3, "gap_upper": 0.5, "ratio": 3.3}
        is_hidden = [one["status"] == "c" or one.get("events_text") == "R" for one in rows]
        return [{**one, **hidden} if secret else one for one, secret in zip(rows, is_hidden, strict=True)]

    pairs = [
        (group_rates.chart(FIVE, title="t", what="w"), group_rates.chart(planted(FIVE), title="t", what="w")),
        (rates_over_time.chart(FIVE, title="t", what="w"), rates_over_time.chart(planted(FIVE), title="t", what="w")),
        (band_shares.chart(SHARES, overall=OVERALL, title="t", what="w"), band_shares.chart(planted(SHARES), overall=OVERALL, title="t", what="w")),
        (ratios.chart(RATIOS, title="t"), ratios.chart(planted(RATIOS), title="t")),
        (board_gaps.chart(BOARD, title="t"), board_gaps.chart(planted(BOARD), title="t")),
    ]
    for without, with_numbers in pairs:
        assert without.description == with_numbers.description
        assert [without.svg("c", width=width) for width in WIDTHS] == [with_numbers.svg("c", width=width) for width in WIDTHS]


def test_groups_in_words() -> None:
    words = CHARTS["groups"].description
    assert "Highest: Black at 43.7%. Lowest: Asian at 16.9%." in words
    assert "White 21.8%, 95% interval 20.2% to 23.6%." in words
    assert "Asian 16.9%, no interval because its counts are not shown." in words
    assert "Withheld because the numbers are small: Mixed." in words
    assert "A dashed line marks White 21.8%." in words


def test_trend_in_words_and_with_a_gap() -> None:
    words = CHARTS["trend"].description
    assert "BME: 2018 24.0% (20.4% to 28.0%), 2019 R, 2020 24.4% (20.9% to 28.3%) and 2021 24.3% (21.0% to 28.0%)." in words
    assert "Withheld because the numbers are small: BME in 2019." in words
    lines = [line for line in CHARTS["trend"].figure().axes[0].lines if len(line.get_xdata()) > 1 and line.get_xdata()[0] != line.get_xdata()[1]]
    assert sorted(len(line.get_xdata()) for line in lines) == [2, 4]  # BME is broken at 2019: one piece of two years, one lone dot


def test_bands_in_words() -> None:
    words = CHARTS["bands"].description
    assert "A dashed line marks the workforce share, 25.6%." in words
    assert "Whole interval above the line: non-clinical Band 2 at 39.2%." in words
    assert "Whole interval below the line: clinical Band 8a at 10.2%." in words
    assert "Withheld because the numbers are small: non-clinical Band 8b." in words


def test_forest_in_words_and_shapes() -> None:
    words = CHARTS["forest"].description
    assert "2018/19: 1.97 (1.62 to 2.40), clear difference." in words
    assert "2023/24: 2.00 (0.50 to no upper limit)" in words
    assert "2021/22: 1.41, not assessable." in words
    lines = CHARTS["forest"].figure().axes[0].lines
    shapes = [(line.get_marker(), line.get_markerfacecolor() != "#ffffff") for line in lines if line.get_marker() not in ("None", "<", ">")]
    assert shapes == [("o", True), ("o", False), ("s", True), ("D", False), ("o", False)]
    assert [line.get_marker() for line in lines].count(">") == 1  # the interval without an upper limit


def test_board_in_words() -> None:
    words = CHARTS["board"].description
    assert "All members: March 2021 −12.6 and March 2022 −8.9." in words
    assert "Voting members: March 2021 −6.2 and March 2022 +1.7." in words
    assert "Non-voting members: March 2021 R and March 2022 not applicable." in words
    shown = [text for text, _ in texts_of(CHARTS["board"].figure())]
    assert "R (withheld)" in shown
    assert "not applicable" in shown


def test_withheld_rows_of_a_heading_may_be_counted_instead() -> None:
    hidden = [comparison("R", None, None, "not_assessable", "none", stratum=f"Band {band}", status="c") for band in (7, 8, 9)]
    rows = ratios.chart([*RATIOS, *hidden], title="t", heading=lambda one: "h", gather_withheld=True)
    shown = [text for text, _ in texts_of(rows.figure())]
    assert "4 others" in shown
    assert shown.count("R") == 1


@pytest.mark.parametrize(
    ("draw", "given"),
    [(plot.groups, (FIVE,)), (plot.trend, (FIVE,)), (plot.bands, (SHARES,)), (plot.forest, (RATIOS,)), (plot.board, (BOARD,))],
)
def test_functions_return_a_figure_and_draw_on_given_axes(draw: Any, given: tuple[Any, ...]) -> None:
    assert isinstance(draw(*given), Figure)
    mine = Figure()
    axes = mine.add_subplot()
    assert draw(*given, ax=axes) is mine
    assert axes.lines


def test_outcome_picks_the_chart_of_a_report() -> None:
    model = SimpleNamespace(figures=FIVE, comparisons=[], specification={"confidence_level": 0.95, "margin": (0.8, 1.25)})
    assert isinstance(plot.outcome(model, "q14a_hba_public"), Figure)
    assert len(plot.outcome(model, "q14a_hba_public", kind="trend").axes) == 1
    with pytest.raises(ValueError, match="no chart of kind 'pie', only groups, trend"):
        plot.outcome(model, "q14a_hba_public", kind="pie")
    with pytest.raises(ValueError, match="no chart for the outcome 'q99'; it has q14a_hba_public"):
        plot.outcome(model, "q99")


def test_no_pyplot_and_no_window() -> None:
    code = "import sys, equitable.plot; assert 'matplotlib.pyplot' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_groups_of_bands_keep_the_single_bands_that_no_group_covers() -> None:
    def at(stratum: str) -> dict[str, Any]:
        return figure("BME", "March 2022", "20.0", staff_type="clinical", stratum=stratum)

    names = ("Apprentices", "Band 2", "Band 3", "Band 4", "Band 5", "Band 6", "VSM", "Bands 3 to 4", "Bands 6 to VSM")
    single, grouped = by_band([at(name) for name in names])
    assert [one["stratum"] for one in single] == list(names[:7])
    assert [one["stratum"] for one in grouped] == ["Band 2", "Bands 3 to 4", "Band 5", "Bands 6 to VSM"]


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0.125, 2, "0.13"), (-0.125, 2, "−0.13"), (1.005, 2, "1.01"), (2.5, 0, "3"), (-0.04, 1, "0.0"), (math.inf, 2, "∞"), (None, 2, ""), (math.nan, 2, "")],
)
def test_fixed_rounds_half_away_from_zero(value: float | None, decimals: int, text: str) -> None:
    assert fixed(value, decimals) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("15.5", 15.5), ("52.8%", 52.8), ("−8.9", -8.9), ("-8.9", -8.9), ("+1.7", 1.7), ("1,234", 1234.0), ("R", None), ("–", None), ("", None), ("nan", None)],
)
def test_printed_reads_what_a_reader_reads(text: str, value: float | None) -> None:
    assert printed(text) == value


def test_texts_of_cells() -> None:
    assert percent_text(FIVE[1]) == "21.8%"
    assert count_text(FIVE[1]) == "488 of 2237"
    assert (percent_text(FIVE[5]), count_text(FIVE[5]), count_text(FIVE[9])) == ("R", "R", "R")
    assert percent_text({"rate_text": "", "status": "z"}) == "not applicable"
    assert percent_text({"rate_text": "", "status": "x"}) == "–"


def test_order_of_periods_and_lists() -> None:
    assert in_order(["2020/21", "2018/19", "2019/20", "2020/21"]) == ["2018/19", "2019/20", "2020/21"]
    assert in_order(["March 2022", "March 2019"]) == ["March 2019", "March 2022"]
    assert in_order(["2019/20 to 2020/21", "2017/18 to 2018/19"]) == ["2017/18 to 2018/19", "2019/20 to 2020/21"]
    assert in_order(["1999/00", "1998/99", "2000/01"]) == ["1998/99", "1999/00", "2000/01"]
    assert [listed(words) for words in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == ["", "a", "a and b", "a, b and c"]
