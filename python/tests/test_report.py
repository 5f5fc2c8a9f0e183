"""The three files of a report: whole or not at all, readable by anybody, and nothing withheld in any of them."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import equitable as eq
from equitable._writing import inert
from equitable.report import folder, write
from equitable.report.folder import write_folder
from equitable.report.release import release
from equitable.wres import Report

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
FILES = ["report.csv", "report.html", "report.json"]

# Planted behind what prints as R, and nowhere else.
SECRETS = ("80317", "90401", "0.888452", "88.8", "88.85", "3.14159", "3.14", "2.71828", "2.72", "0.0468", "4417", "6113")


def figure(
    indicator: int, outcome: str, population: str, group: str, period: str, rate_text: str, events_text: str, total_text: str, **given: Any
) -> dict[str, Any]:
    shown = events_text.isdigit() and total_text.isdigit() and rate_text != ""
    return {
        "indicator": indicator, "outcome": outcome, "population": population, "staff_type": "all", "stratum": "Overall", "group": group, "period": period,
        "period_kind": "financial_year", "place": "Table 1", "events": int(events_text) if shown else None, "total": int(total_text) if shown else None,
        "events_text": events_text, "total_text": total_text, "rate": int(events_text) / int(total_text) if shown else None, "rate_text": rate_text,
        "lower": max(0.0, float(rate_text) / 100 - 0.02) if shown else None, "upper": float(rate_text) / 100 + 0.02 if shown else None, "status": "",
        **given,
    }  # fmt: skip


def comparison(indicator: int, outcome: str, population: str, group: str, reference: str, period: str, ratio_text: str, **given: Any) -> dict[str, Any]:
    numbers = dict.fromkeys((
        "events", "total", "rate", "reference_events", "reference_total", "reference_rate", "whole_events", "whole_total", "whole_rate", "ratio", "lower",
        "upper", "whole_ratio", "whole_ratio_lower", "whole_ratio_upper", "gap", "gap_lower", "gap_upper", "statistic", "pvalue", "pvalue_adjusted",
        "fragility", "equivalence_lower", "equivalence_upper", "impact_ratio",
    ))  # fmt: skip
    words = dict.fromkeys(
        ("gap_text", "whole_ratio_text", "family", "complement_state", "policy_lpt", "policy_four_fifths", "policy_two_standard_deviations",
         "policy_banding", "sentence", "status"), "",
    )  # fmt: skip
    return {
        **numbers, **words, "indicator": indicator, "outcome": outcome, "population": population, "staff_type": "all", "stratum": "Overall", "group": group,
        "reference": reference, "period": period, "period_kind": "financial_year", "framing": "relative_likelihood", "ratio_text": ratio_text,
        "method": "miettinen_nurminen", "alternative": "two-sided", "confidence_level": 0.95, "state": "not_assessable", "grade": "none",
        "framing_changes": False, "notes": [], "previous": None, **given,
    }  # fmt: skip


def model(**changes: Any) -> Report:
    """A report written by hand, with numbers planted where nothing may be printed."""
    share, shortlist, discipline = "bame_share_of_workforce", "appointed_from_shortlisting", "entered_formal_disciplinary"
    snapshot = {"period_kind": "snapshot"}
    hidden = {"events": 80317, "total": 90401, "rate": 0.888452, "lower": 0.8812, "upper": 0.8934, "status": "c"}
    figures = [
        figure(1, share, "substantive", "BME", "March 2021", "24.4", "1287", "5278", **snapshot),
        figure(1, share, "substantive", "BME", "March 2022", "25.6", "1409", "5511", **snapshot),
        figure(1, share, "substantive", "BME", "March 2021", "37.3", "98", "263", staff_type="non-clinical", stratum="Band 2", **snapshot),
        figure(1, share, "substantive", "BME", "March 2022", "39.2", "104", "265", staff_type="non-clinical", stratum="Band 2", **snapshot),
        figure(1, share, "substantive", "BME", "March 2021", "R", "R", "R", staff_type="non-clinical", stratum="Band 8b", **snapshot, **hidden),
        figure(1, share, "substantive", "BME", "March 2022", "R", "R", "R", staff_type="non-clinical", stratum="Band 8b", **snapshot, **hidden),
        figure(1, share, "substantive", "BME", "March 2021", "–", "", "", staff_type="clinical", stratum="VSM", **{**snapshot, "status": "x"}),
        figure(1, share, "substantive", "BME", "March 2022", "", "0", "0", staff_type="clinical", stratum="VSM",
               **{**snapshot, "status": "z"}),
        figure(2, shortlist, "shortlisted_applicants", "White", "2020/21", "12.0", "400", "3327"),
        figure(2, shortlist, "shortlisted_applicants", "White", "2021/22", "15.5", "596", "3842"),
        figure(2, shortlist, "shortlisted_applicants", "BME", "2020/21", "8.2", "171", "2082"),
        figure(2, shortlist, "shortlisted_applicants", "BME", "2021/22", "8.7", "207", "2386"),
        figure(2, shortlist, "shortlisted_applicants", "Not stated", "2021/22", "9.1", "11", "121"),
        figure(3, discipline, "substantive", "BME", "2021/22", "R", "R", "1409", **{**hidden, "total": 1409}),
        figure(3, discipline, "substantive", "White", "2021/22", "R", "R", "4102", **{**hidden, "total": 4102}),
    ]  # fmt: skip
    planted = {"events": 80317, "total": 90401, "ratio": 3.14159, "lower": 2.71828, "upper": 4.4, "pvalue": 0.0468, "statistic": 4417.0, "fragility": 6113,
               "gap": 0.888452, "policy_lpt": "different", "status": "c"}  # fmt: skip
    comparisons = [
        comparison(1, share, "substantive", "BME", "workforce", "March 2022", "1.58", framing="representation", staff_type="non-clinical", stratum="Band 2",
                   events=104, total=265, ratio=1.577, lower=1.35, upper=1.83, gap=0.137, gap_text="+13.7", gap_lower=0.08, gap_upper=0.19, state="higher",
                   grade="substantial", pvalue=0.0000004, pvalue_adjusted=0.0000012, fragility=24, sentence="BME staff are over-represented in Band 2.",
                   period_kind="snapshot",
                   previous={"period": "March 2021", "ratio_text": "1.57", "gap_text": "+12.9", "state": "higher", "grade": "substantial"}),
        comparison(1, share, "substantive", "BME", "workforce", "March 2022", "R", framing="representation", staff_type="non-clinical", stratum="Band 8b",
                   period_kind="snapshot", sentence="The share in Band 8b was 80317 out of 90401.", gap_text="R", **planted),
        comparison(2, shortlist, "shortlisted_applicants", "White", "BME", "2020/21", "1.46", ratio=1.464, lower=1.23, upper=1.74, state="higher",
                   grade="material", pvalue=0.00002, fragility=66, sentence="White applicants were 1.46 times as likely to be appointed."),
        comparison(2, shortlist, "shortlisted_applicants", "White", "BME", "2021/22", "1.79", ratio=1.788, lower=1.54, upper=2.08, state="higher",
                   grade="substantial", pvalue=0.00002, fragility=1, complement_state="similar", framing_changes=True, policy_lpt="different",
                   sentence="White applicants were 1.79 times as likely to be appointed (15.5% against 8.7%).",
                   previous={"period": "2020/21", "ratio_text": "1.46", "gap_text": "", "state": "higher", "grade": "material"}),
        comparison(3, discipline, "substantive", "BME", "White", "2021/22", "1.64", **planted),
        *(comparison(9, "board_difference", "board", "BME", "workforce", period, "", framing="representation", stratum=part, gap_text=text, status=status,
                     period_kind="snapshot", sentence="")
          for part, period, text, status in (
              ("overall", "March 2021", "-12.6", "x"), ("overall", "March 2022", "-8.9", "x"), ("voting", "March 2021", "-6.2", "x"),
              ("voting", "March 2022", "+1.7", "x"), ("non-voting", "March 2021", "", "z"), ("non-voting", "March 2022", "", "z"),
          )),
    ]  # fmt: skip
    kinds = ("higher", "similar", "inconclusive", "not_assessable")
    findings = [
        {"indicator": 1 + index, "outcome": share, "population": "substantive", "period": "March 2022", "kind": "representation", "text": f"Finding {state}.",
         "previous_text": f"Last year {state}.", "state": state, "grade": "", "concern": "neutral"}
        for index, state in enumerate(kinds)
    ]  # fmt: skip
    unknown = [{
        "indicator": 1, "outcome": share, "population": "substantive", "period": "March 2022", "period_kind": "snapshot", "known": 5511, "not_stated": 100,
        "not_known": 50, "empty": 30, "unknown": 180, "total": 5691, "percent_text": "96.8", "share_text": "25.6",
        "share_lower": 0.247584, "share_upper": 0.279213,
        "share_lower_text": "24.8", "share_upper_text": "27.9", "status": "",
    }]  # fmt: skip
    given: dict[str, Any] = {
        "figures": tuple(figures), "comparisons": tuple(comparisons), "findings": tuple(findings), "unknown": tuple(unknown),
        "checks": ({"id": "LC0086", "place": "Table 1", "what": "percentage", "published": "61.9", "recomputed": "62.9", "indicator": 1, "group": "BME",
                    "staff_type": "medical", "stratum": "Consultant", "period": "March 2021"},),
        "notes": ("Denominators: staff of known ethnicity <only> & no others.",),
        "specification": {"organisation": "Acorn & Oak NHS Trust", "confidence_level": 0.95, "margin": (0.8, 1.25), "threshold": 10, "bme_label": "BME",
                          "denominator_policy": "known ethnicity", "example": False},
    }  # fmt: skip
    return Report(**{**given, **changes})


class Page(HTMLParser):
    """Just enough of a browser: the tree is balanced, and what we want to count is counted."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str]]] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.tags: Counter[str] = Counter()
        self.references: list[str] = []
        self.tables: list[dict[str, Any]] = []
        self.figures: list[Counter[str]] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(text)
        self.close()
        assert not self.open, f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        self.attributes += [(tag, name, value) for name, value in given.items()]
        if "id" in given:
            self.ids.append(given["id"])
        self.references += given.get("aria-labelledby", "").split()
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "a":
            self.links.append(given["href"])
        if tag == "table":
            self.tables.append({"caption": "", "rows": [], "unscoped": 0})
        if tag == "tr":
            self.tables[-1]["rows"].append([])
        if tag in ("td", "th"):
            self.tables[-1]["rows"][-1].append("")
            self.tables[-1]["unscoped"] += tag == "th" and given.get("scope") not in ("col", "row", "colgroup", "rowgroup")
        if tag == "figure":
            self.figures.append(Counter())
        if any(name == "figure" for name, _ in self.open):
            self.figures[-1][tag] += 1
        if tag == "svg":
            assert given["role"] == "img"
            assert given["aria-labelledby"]
        if tag == "img":
            assert given["alt"]
        if tag not in VOID:
            self.open.append((tag, given))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1][0] == tag, f"</{tag}> closes <{self.open[-1][0]}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        inside = [name for name, _ in self.open]
        if "style" not in inside:
            self.words.append(data)
        if "caption" in inside:
            self.tables[-1]["caption"] += data
        elif "td" in inside or ("th" in inside and "table" in inside):
            self.tables[-1]["rows"][-1][-1] += data

    def table(self, caption: str) -> list[list[str]]:
        found = [table for table in self.tables if table["caption"] == caption]
        assert len(found) == 1, [table["caption"] for table in self.tables]
        rows: list[list[str]] = found[0]["rows"]
        return rows

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(model(), tmp_path_factory.mktemp("report") / "out")


@pytest.fixture(scope="module")
def page(made: Path) -> Page:
    return Page((made / "report.html").read_text(encoding="utf-8"))


# --- the page ----------------------------------------------------------------------------------------------------------------------------


def test_three_files_and_nothing_else(made: Path) -> None:
    assert sorted(os.listdir(made)) == FILES
    assert [entry.name for entry in made.parent.iterdir()] == [made.name]


def test_page_fetches_nothing(made: Path, page: Page) -> None:
    text = (made / "report.html").read_text(encoding="utf-8")
    assert page.tags["script"] == page.tags["link"] == page.tags["img"] == page.tags["iframe"] == 0
    assert "@import" not in text
    assert "@font-face" not in text
    assert all("url(" not in value or "url(#" in value for _, _, value in page.attributes)
    assert {value for _, name, value in page.attributes if name in ("src", "srcset", "data", "poster")} == set()
    assert {link for link in page.links if not link.startswith("#")} == {"report.csv", "report.json"}
    assert set(re.findall(r"https?://[^\"'\s<]*", text)) == {"http://www.w3.org/2000/svg"}


def test_links_and_references_lead_somewhere(page: Page) -> None:
    assert [identity for identity, count in Counter(page.ids).items() if count > 1] == []
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert set(page.references) <= set(page.ids)


def test_headings_come_in_order(page: Page) -> None:
    assert page.headings.count(1) == 1
    assert page.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))


def test_page_says_its_language_and_lets_a_reader_skip(made: Path, page: Page) -> None:
    assert ("html", "lang", "en-GB") in page.attributes
    assert page.links[0] == "#content"
    assert page.tags["main"] == page.tags["header"] == page.tags["footer"] == 1
    assert "@media print" in (made / "report.html").read_text(encoding="utf-8")


def test_tables_have_captions_and_scopes(page: Page) -> None:
    assert len(page.tables) > 5
    for table in page.tables:
        assert table["caption"].strip()
        assert table["unscoped"] == 0


def test_figures_have_captions_and_both_drawings_their_words(made: Path, page: Page) -> None:
    assert len(page.figures) >= 5
    for tags in page.figures:
        assert tags["figcaption"] == 1
        assert tags["svg"] == 2
        assert tags["title"] == tags["desc"] == 2
    drawings = re.findall(r"<svg.*?</svg>", (made / "report.html").read_text(encoding="utf-8"), re.DOTALL)
    assert len(drawings) == 2 * len(page.figures)
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)
        assert root[1].text


def test_front_page_groups_the_findings(page: Page) -> None:
    text = page.text
    places = [text.index(words) for words in (
        "A difference is shown", "Finding higher.", "Last year higher.", "Similarity is shown", "Finding similar.", "Neither is shown",
        "Finding inconclusive.", "Withheld or not assessable", "Finding not_assessable.",
    )]  # fmt: skip
    assert places == sorted(places)
    assert "#indicator-1" in page.links


def test_band_table_in_the_printed_shape(page: Page) -> None:
    assert page.table("BME share of substantive staff of known ethnicity in each pay band") == [
        ["Band", "Percent BME", "Number BME out of all of known ethnicity"],
        ["March 2021", "March 2022", "March 2021", "March 2022"],
        ["All staff"],
        ["Whole workforce", "24.4%", "25.6%", "1287 out of 5278", "1409 out of 5511"],
        ["Non-clinical"],
        ["Band 2", "37.3%", "39.2%", "98 out of 263", "104 out of 265"],
        ["Band 8b", "R", "R", "R", "R"],
        ["Clinical"],
        ["VSM", "–", "not applicable", "–", "0 out of 0"],
    ]


def test_ratio_table_in_the_printed_shape(page: Page) -> None:
    assert page.table("Appointment from shortlisting") == [
        ["Measure and group", "2020/21", "2021/22"],
        ["Relative likelihood"],
        ["White ÷ BME", "1.46", "1.79"],
        ["Percent"],
        ["White", "12.0%", "15.5%"],
        ["BME", "8.2%", "8.7%"],
        ["Not stated", "–", "9.1%"],
        ["Number out of all counted"],
        ["White", "400 out of 3327", "596 out of 3842"],
        ["BME", "171 out of 2082", "207 out of 2386"],
        ["Not stated", "–", "11 out of 121"],
    ]
    assert page.table("Entry into the formal disciplinary process")[1:] == [
        ["Relative likelihood"],
        ["BME ÷ White", "1.64"],
        ["Percent"],
        ["White", "R"],
        ["BME", "R"],
        ["Number out of all counted"],
        ["White", "R out of 4102"],
        ["BME", "R out of 1409"],
    ]


def test_board_table_in_the_printed_shape(page: Page) -> None:
    assert page.table("BME share of the board against the workforce") == [
        ["Measure", "March 2021", "March 2022"],
        ["Percent of the workforce"],
        ["BME", "24.4%", "25.6%"],
        ["Number out of the workforce of known ethnicity"],
        ["BME", "1287 out of 5278", "1409 out of 5511"],
        ["Difference from the workforce, percentage points"],
        ["All members", "−12.6", "−8.9"],
        ["Voting members", "−6.2", "+1.7"],
        ["Non-voting members", "not applicable", "not applicable"],
    ]


def test_sentences_with_what_would_change_them(page: Page) -> None:
    text = page.text
    assert "White applicants were 1.79 times as likely to be appointed (15.5% against 8.7%)." in text
    assert "One person’s outcome would change this verdict." in text
    assert "24 people with another outcome would change this verdict." in text
    assert "Counted the other way round, the verdict is: similar." in text
    assert "2020/21: ratio 1.46, higher." in text
    assert "White applicants were 1.46" not in text  # of the latest period only
    assert "BME ÷ White: 1.64, as printed. Without the counts no verdict can be reached." in text
    assert "Withheld: Band 8b." in text


def test_estimates_and_other_rules_stand_side_by_side(page: Page) -> None:
    estimates = page.table("Indicator 2: the estimates behind every verdict")
    assert estimates[-1] == ["White ÷ BME, 2021/22", "1.79", "1.54 to 2.08", "–", "–", "< 0.001", "–"]
    rules = page.table("Indicator 2: every verdict, and what other rules would say")
    assert rules[-1] == ["White ÷ BME, 2021/22", "clear difference", "1", "similar", "different", "–", "–", "–"]
    bands = page.table("Indicator 1: the estimates behind every verdict")
    assert bands[-1][3:5] == ["+13.7", "+8.0 to +19.0"]
    assert len(bands) == 3  # two rows of heads, and the one band that is not withheld


def test_unknown_ethnicity_is_counted_and_bounded(page: Page) -> None:
    assert page.table("How complete the records of ethnicity are")[1:] == [
        ["Substantive staff"],
        ["March 2022", "5511", "100", "50", "30", "180", "5691", "96.8%", "25.6%", "24.8% to 27.9%"],
    ]


def test_check_of_printed_figures(page: Page) -> None:
    assert page.table("Printed figures that their own counts contradict")[-1] == [
        "LC0086", "Table 1", "percentage", "Indicator 1: BME, medical Consultant, March 2021", "61.9", "62.9",
    ]  # fmt: skip


def test_chart_of_nothing_but_withheld_figures_is_not_drawn(page: Page) -> None:
    assert "By ethnic group, substantive staff, 2021/22: not drawn, because every figure is withheld or not available." in page.text


def test_text_is_escaped(page: Page, made: Path) -> None:
    assert "Acorn &amp; Oak NHS Trust" in (made / "report.html").read_text(encoding="utf-8")
    assert "staff of known ethnicity <only> & no others." in page.text


def test_banner_says_whose_figures_these_are(tmp_path: Path) -> None:
    real, invented = model(), model(specification={**model().specification, "example": True})
    bare = model(figures=tuple({**one, "place": ""} for one in model().figures))
    texts = [Page((write(one, tmp_path / str(index)) / "report.html").read_text(encoding="utf-8")).text for index, one in enumerate((real, invented, bare))]
    assert ["Figures as published by the organisation." in text for text in texts] == [True, False, False]
    assert ["Invented data." in text for text in texts] == [False, True, False]


# --- nothing withheld --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("secret", SECRETS)
def test_no_withheld_number_is_anywhere(made: Path, name: str, secret: str) -> None:
    text = (made / name).read_text(encoding="utf-8")
    assert not re.search(rf"(?<![\d.#]){re.escape(secret)}(?!\d)", _without_paths(text))


def _without_paths(text: str) -> str:
    """Without the shapes of the drawings, whose pixels may look like any number."""
    return re.sub(r' (?:d|transform|x|y|points)="[^"]*"', "", text)


def test_drawings_are_the_same_with_and_without_the_withheld_numbers(made: Path, tmp_path: Path) -> None:
    empty = dict.fromkeys(("events", "rate", "lower", "upper"))
    figures = tuple({**one, **empty} if one["status"] == "c" else one for one in model().figures)
    blank = dict.fromkeys(("events", "total", "ratio", "lower", "upper", "pvalue", "statistic", "fragility", "gap"))
    comparisons = tuple({**one, **blank, "sentence": "", "policy_lpt": ""} if one["status"] == "c" else one for one in model().comparisons)
    clean = write(model(figures=figures, comparisons=comparisons), tmp_path / "clean")
    for name in FILES:
        assert (clean / name).read_bytes() == (made / name).read_bytes()


def test_release_keeps_what_was_printed() -> None:
    released = release(model())
    ratio = next(one for one in released.comparisons if one["indicator"] == 3)
    assert (ratio["ratio"], ratio["lower"], ratio["pvalue"], ratio["fragility"], ratio["state"]) == (1.64, None, None, None, "not_assessable")
    headcount = next(one for one in released.figures if one["indicator"] == 3 and one["group"] == "BME")
    assert (headcount["events"], headcount["events_text"], headcount["total"], headcount["rate"]) == (None, "R", 1409, None)
    percent = release(model(figures=(figure(5, "q14a_hba_public", "survey_substantive", "Asian", "2021", "16.9", "R", "R", rate=0.168831, status="c"),)))
    assert percent.figures[0]["rate"] == 0.169
    assert model().figures[4]["events"] == 80317  # the model itself is left alone


def test_release_keeps_completeness_from_giving_a_withheld_share_away() -> None:
    row = {**model().unknown[0], "percent_text": "R", "share_text": "R", "status": "c"}
    kept = release(model(unknown=(row,))).unknown[0]
    assert [kept[name] for name in ("known", "total", "share_lower", "share_upper")] == [None, None, None, None]
    assert [kept[name] for name in ("share_lower_text", "share_upper_text")] == ["R", "R"]
    partly = release(model(unknown=({**row, "total": None, "share_text": "25.6"},))).unknown[0]
    assert (partly["known"], partly["share_text"]) == (5511, "25.6")


# --- the tidy table and the document -----------------------------------------------------------------------------------------------------


def rows_of(path: Path) -> list[dict[str, str]]:
    raw = (path / "report.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_csv_round_trip(made: Path) -> None:
    rows = rows_of(made)
    white = next(row for row in rows if row["measure"] == "rate" and row["group"] == "White" and row["period"] == "2021/22")
    assert (int(white["events"]), int(white["total"]), float(white["estimate"])) == (596, 3842, 596 / 3842)
    assert white["organisation"] == "Acorn & Oak NHS Trust"
    ratio = next(row for row in rows if row["measure"] == "relative_likelihood" and row["period"] == "2021/22" and row["group"] == "White")
    assert [float(ratio[name]) for name in ("estimate", "lower", "upper")] == [1.788, 1.54, 2.08]
    hidden = [row for row in rows if row["stratum"] == "Band 8b"]
    assert hidden
    assert {row[name] for row in hidden for name in ("events", "total", "rate", "estimate", "lower", "upper", "pvalue")} == {""}
    assert {row["status"] for row in hidden} == {"c"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_csv_holds_no_formula(tmp_path: Path, start: str) -> None:
    evil = f'{start}HYPERLINK("x", "y")'
    made = write(model(specification={**model().specification, "organisation": evil}), tmp_path / "out")
    assert {row["organisation"] for row in rows_of(made)} == {f"'{evil}"}


def test_numbers_of_a_csv_file_stay_as_they_are(tmp_path: Path) -> None:
    texts = ["-8.9", "+1.7", "-12.6%", "-1,204", "+.5", "-8.9+1", "-", "=1", "+44 20", "-a", "@home", "a=1", ""]
    assert [inert(text) for text in texts] == [*texts[:5], "'-8.9+1", "'-", "'=1", "'+44 20", "'-a", "'@home", "a=1", ""]
    made = write(model(specification={**model().specification, "organisation": "-8.9"}), tmp_path / "out")
    assert {row["organisation"] for row in rows_of(made)} == {"-8.9"}


def test_json_document(made: Path) -> None:
    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    document = json.loads((made / "report.json").read_text(encoding="utf-8"), parse_constant=refuse)
    assert (document["schema"], document["schema_version"]) == ("equitable.report", 1)
    assert document["code"] == {"name": "equitable", "version": eq.__version__}
    assert document["settings"]["organisation"] == "Acorn & Oak NHS Trust"
    assert document["method"]["margin"] == [0.8, 1.25]
    assert len(document["figures"]) == len(model().figures)
    assert len(document["comparisons"]) == len(model().comparisons)


def test_json_has_null_for_what_is_no_number(tmp_path: Path) -> None:
    comparisons = tuple({**one, "upper": float("inf"), "pvalue": float("nan")} for one in model().comparisons)
    document = json.loads((write(model(comparisons=comparisons), tmp_path / "out") / "report.json").read_text(encoding="utf-8"))
    assert {(one["upper"], one["pvalue"]) for one in document["comparisons"]} == {(None, None)}


# --- all or nothing ----------------------------------------------------------------------------------------------------------------------


def test_second_run_is_the_same_to_the_byte(made: Path, tmp_path: Path) -> None:
    again = write(model(), tmp_path / "again")
    for name in FILES:
        assert (again / name).read_bytes() == (made / name).read_bytes()


def test_earlier_report_is_replaced_and_other_files_stay(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("old", encoding="utf-8")
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    write(model(), tmp_path)
    assert sorted(os.listdir(tmp_path)) == ["letter.txt", *FILES]
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "mine"


def test_a_file_in_the_way_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "taken"
    file.write_text("mine", encoding="utf-8")
    with pytest.raises(eq.InvalidInput, match="taken' is a file, but must be a folder"):
        write(model(), file)
    with pytest.raises(eq.InvalidInput, match="cannot be written"):
        write_folder(file / "inside", NEW)
    assert os.listdir(tmp_path) == ["taken"]
    assert file.read_text(encoding="utf-8") == "mine"


NEW = {name: f"new {name}".encode() for name in FILES}


def test_failure_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(eq.InvalidInput, match="No space left on device"):
        write_folder(tmp_path / "new" / "deep" / "out", NEW)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("failing", [1, 2, 3, 4, 5, 6])
def test_failure_half_way_keeps_the_earlier_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int) -> None:
    old = {name: f"old {name}" for name in FILES}
    for name, text in old.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    calls = 0
    move = os.replace

    def sometimes(source: Path, target: Path) -> None:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise OSError(5, "Input/output error")
        move(source, target)

    monkeypatch.setattr(folder.os, "replace", sometimes)
    with pytest.raises(eq.InvalidInput, match=r"Input/output error.*nothing was changed"):
        write_folder(tmp_path, NEW)
    assert calls >= failing
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in os.listdir(tmp_path)} == old
    assert list(tmp_path.parent.glob(f".{tmp_path.name}-*")) == []


def test_failure_takes_away_the_new_files_where_there_were_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    move = os.replace

    def last_fails(source: Path, target: Path) -> None:
        if Path(target).name == FILES[-1]:
            raise OSError(28, "No space left on device")
        move(source, target)

    monkeypatch.setattr(folder.os, "replace", last_fails)
    with pytest.raises(eq.InvalidInput, match="No space left on device"):
        write_folder(tmp_path, NEW)
    assert os.listdir(tmp_path) == ["letter.txt"]


def test_error_before_writing_touches_nothing(tmp_path: Path) -> None:
    with pytest.raises((KeyError, TypeError, AttributeError)):
        write(model(figures=({"indicator": 1},)), tmp_path / "out")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(("missing", "named"), [("jinja2", "Jinja2"), ("matplotlib", "matplotlib")])
def test_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str, named: str) -> None:
    for name in [name for name in sys.modules if name.startswith((missing, "equitable.plot", "equitable.report.page"))]:
        monkeypatch.delitem(sys.modules, name)
    for parent, child in (("equitable", "plot"), ("equitable.report", "page")):
        monkeypatch.delattr(sys.modules[parent], child, raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(eq.errors.MissingDependency, match=rf"{named} is needed for .*; install it with `pip install"):
        write(model(), tmp_path / "out")
    assert os.listdir(tmp_path) == []


# --- the bundled data --------------------------------------------------------------------------------------------------------------------


Bundled = tuple[Report, Path, Page]


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Bundled]:
    @cache
    def make(name: str) -> Bundled:
        report = eq.wres.from_directory(eq.wres.example(name))
        made = write(report, tmp_path_factory.mktemp(name) / "out")
        return report, made, Page((made / "report.html").read_text(encoding="utf-8"))

    return make


NAMES = pytest.mark.parametrize("name", ["lpt", "exemplar"])


@NAMES
def test_bundled_reports_are_whole(bundled: Callable[[str], Bundled], name: str) -> None:
    report, made, page = bundled(name)
    assert {f"indicator-{number}" for number in range(1, 10)} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert set(page.references) <= set(page.ids)
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert all(table["caption"] and not table["unscoped"] for table in page.tables)
    assert ("Invented data." in page.text) == (name == "exemplar")
    said = re.sub("[“”]", '"', page.text.replace("’", "'"))
    assert [finding["text"] for finding in report.findings if re.sub(r"(?<=[ (])-(?=\d)", "−", finding["text"]) not in said] == []
    assert len(rows_of(made)) == len(report.columns()["measure"])


@NAMES
def test_every_figure_of_the_model_stands_in_a_table(bundled: Callable[[str], Bundled], name: str) -> None:
    report, _, page = bundled(name)
    cells = {text for table in page.tables for row in table["rows"] for text in row}
    counted = [one for one in report.figures if one["events"] is not None and one["total"] and not one["outcome"].startswith("ethnicity_")]
    # The standard prints bands for three years; the fourth snapshot of the invented trust stands in the data files only.
    early_bands = [one for one in counted if one["stratum"] != "Overall" and one["period"] == "March 2019"]
    assert bool(early_bands) == (name == "exemplar")
    shown = [one for one in counted if one not in early_bands]
    assert len(shown) > 150
    assert [one for one in shown if f"{one['events']} out of {one['total']}" not in cells or f"{one['rate_text']}%" not in cells] == []


@NAMES
def test_every_outcome_can_be_plotted(bundled: Callable[[str], Bundled], name: str) -> None:
    report, _, _ = bundled(name)
    outcomes = {str(one["outcome"]) for one in (*report.figures, *report.comparisons)}
    for outcome in sorted(outcomes - {"ethnicity_known", "ethnicity_unknown"}):
        assert report.plot(outcome).axes
    with pytest.raises(eq.InvalidInput, match="no chart for the outcome 'q99'"):
        report.plot("q99")


def published(file: str) -> list[dict[str, str]]:
    with (Path(eq.wres.example("lpt")) / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_graph_of_the_published_report_is_there(bundled: Callable[[str], Bundled]) -> None:
    _, made, _ = bundled("lpt")
    drawn = re.findall(r"<strong>Graph ([A-M])\.", (made / "report.html").read_text(encoding="utf-8"))
    assert sorted(drawn) == [row["graph"] for row in published("graphs.csv")]


def test_every_published_percentage_stands_in_a_table(bundled: Callable[[str], Bundled]) -> None:
    """Each percentage and count of the published tables, if not beside a withheld count, is in a cell; what its counts contradict stands corrected."""
    report, _, page = bundled("lpt")
    cells = {text for table in page.tables for row in table["rows"] for text in row}
    printed = [row for row in published("counts.csv") if row["table"] and row["published_percent"] and row["redacted"] == "0"]
    assert len(printed) == 140
    contradicted = {check["published"] for check in report.checks}
    assert len(contradicted) == 4
    assert {row["published_percent"] for row in printed if f"{row['published_percent']}%" not in cells} <= contradicted
    assert [row["id"] for row in printed if f"{row['numerator']} out of {row['denominator']}" not in cells] == []


def test_what_stands_beside_a_withheld_count_is_withheld(bundled: Callable[[str], Bundled]) -> None:
    _, _, page = bundled("lpt")
    bands = page.table("BME share of substantive staff of known ethnicity in each pay band")
    assert [row for row in bands if row[0] == "Apprentices"] == [["Apprentices", *["R"] * 6]] * 2
    windows = page.table("Entry into the formal disciplinary process: substantive staff, two years together")
    assert windows[2] == ["BME ÷ White", "R", "R", "R", "R"]


def test_every_published_ratio_and_board_difference_stands_in_a_table(bundled: Callable[[str], Bundled]) -> None:
    _, _, page = bundled("lpt")
    cells = {text for table in page.tables for row in table["rows"] for text in row}
    ratios = [row["published_ratio"] for row in published("ratios.csv") if row["table"] and row["redacted"] == "0"]
    assert len(ratios) == 8
    assert set(ratios) <= cells
    gaps = [float(row["published_value"]) for row in published("board.csv") if row["measure"] == "board_difference"]
    assert {f"{gap:+.1f}".replace("-", "−") for gap in gaps} <= cells
