"""What a published report says in words, and what its counts carry: pay bands, four years of a survey, and the board of one trust.

Prints three tables in Markdown, worked out from the figures that Leicestershire Partnership NHS Trust published for 2021/22. They stand in
docs/published-words.md. Figures that the trust withheld are not touched.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import equitable as eq

FOLDER = eq.wres.example("lpt")
YEARS = ("2018", "2019", "2020", "2021")
INDICATORS = {
    "q14a_hba_public": "5: harassed by patients or the public",
    "q14b_or_q14c_hba_staff": "6: harassed by staff",
    "q15_equal_opportunities": "7: believe in equal opportunities",
    "q16b_discrimination": "8: discriminated against by a manager or colleague",
}
WORDS = {
    "OVER_REPRESENTED": "over-represented",
    "UNDER_REPRESENTED": "under-represented",
    "LOWER_REPRESENTATION": "lower representation",
    "PROPORTIONATE": "proportionately represented",
    "SIMILARLY_LIKELY": "similarly likely",
    "LESS_LIKELY": "less likely",
    "MORE_THAN_TWICE_AS_LIKELY": "more than twice as likely",
}
REPRESENTED = {
    ("higher", "substantial"): "over-represented",
    ("higher", "material"): "over-represented",
    ("higher", "slight"): "slightly over-represented",
    ("lower", "substantial"): "under-represented",
    ("lower", "material"): "under-represented",
    ("lower", "slight"): "slightly under-represented",
    ("similar", "equivalent"): "proportionately represented",
    ("similar", "detectable"): "proportionately represented",
    ("inconclusive", "untestable"): "too few to assess",
}


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def p_text(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def table(header: str, lines: list[str]) -> Iterator[str]:
    yield f"| {header} |"
    yield "|" + "---|" * (header.count(" | ") + 1)
    yield from (f"| {line} |" for line in lines)


def bands() -> Iterator[str]:
    """Every band whose counts were printed, against the rest of the workforce."""
    said = {
        (row["staff_type"], row["stratum"]): WORDS[row["verdict"]]
        for row in rows("statements")
        if row["measure"] == "bame_share_of_workforce" and row["comparison"] == "vs_workforce" and row["period"] == "March 2022" and row["verdict"] in WORDS
    }
    printed = [
        (row["staff_type"], row["stratum"], int(row["numerator"]), int(row["denominator"]))
        for row in rows("counts")
        if row["metric"] == "1" and row["population"] == "substantive" and row["period"] == "March 2022" and row["group"] == "BAME"
        and row["numerator"] and (row["staff_type"], row["stratum"]) in said and row["table"]
        and " to " not in row["stratum"]  # a range holds the bands that are listed by themselves
    ]  # fmt: skip
    printed = sorted(set(printed))
    whole, people = 1409, 5511
    x, n = [row[2] for row in printed], [row[3] for row in printed]
    rest, rest_people = [whole - each for each in x], [people - each for each in n]
    alone = eq.verdict(x, n, rest, rest_people)
    holm, bh = eq.adjust_pvalues(alone.pvalue, method="holm"), eq.adjust_pvalues(alone.pvalue, method="bh")
    lines = []
    for place, (kind, band, events, total) in enumerate(printed):
        verdict = alone[place]
        word = REPRESENTED.get((verdict.state, verdict.grade), "not shown to differ")
        stands = "" if verdict.state not in ("higher", "lower") else "yes" if holm[place] < 0.05 else "no"
        lines.append(
            f"{kind}, {band} | {events} of {total} ({events / total:.1%}) | {said[kind, band]} | {word} | {p_text(verdict.pvalue)} | "
            f"{p_text(holm[place])} | {p_text(bh[place])} | {stands}"
        )
    yield from table("band | BME staff | published word | what the counts carry, alone | p | Holm | BH | a difference after Holm", lines)


def surveys() -> Iterator[str]:
    """Four years of each indicator: year by year, pooled within years, and the last against the first."""
    counts = {
        (row["measure"], row["period"], row["group"]): (int(row["numerator"]), int(row["denominator"]))
        for row in rows("counts")
        if row["population"] == "survey_substantive" and row["group"] in ("BAME", "White") and row["numerator"]
    }
    said = {
        row["measure"]: WORDS[row["verdict"]]
        for row in rows("statements")
        if row["population"] == "survey_substantive" and row["subject_group"] == "BAME" and row["comparator"] == "White" and row["period"] == "2021"
        and row["verdict"] in WORDS
    }  # fmt: skip
    lines = []
    for measure, title in INDICATORS.items():
        group = [counts[measure, year, "BAME"] for year in YEARS]
        reference = [counts[measure, year, "White"] for year in YEARS]
        x, n = [list(column) for column in zip(*group, strict=True)]
        y, m = [list(column) for column in zip(*reference, strict=True)]
        yearly = eq.verdict(x, n, y, m)
        pooled = eq.pooled_verdict(x, n, y, m)
        change = eq.change((*group[0], *reference[0]), (*group[-1], *reference[-1]))
        moved = "changed" if change.pvalue < 0.05 else "no clear change"
        lines.append(
            f"{title} | {said.get(measure, '')} | {', '.join(f'{r:.2f} {g}' for r, g in zip(yearly.ratio, yearly.grade, strict=True))} | "
            f"{pooled.ratio:.2f} ({pooled.interval.lower:.2f} to {pooled.interval.upper:.2f}) | {pooled.state}, {pooled.grade} | "
            f"{'differ' if pooled.strata_differ else 'may be alike'} (p {p_text(pooled.heterogeneity_pvalue)}) | {moved} (p {p_text(change.pvalue)})"
        )
    yield from table("indicator | published word, 2021 | ratio and grade, 2018 to 2021 | pooled within years | verdict | the years | 2021 against 2018", lines)


def board() -> Iterator[str]:
    """The differences that were printed, without headcounts; and what a board of some size could show at all."""
    printed = {(row["board_part"], row["period"]): row["published_value"] for row in rows("board") if row["measure"] == "board_difference" and row["table"]}
    years = ("March 2019", "March 2020", "March 2021", "March 2022")
    lines = [f"{part} | {' | '.join(printed[part, year] for year in years)} | not assessable: no headcounts" for part in ("overall", "voting", "executive")]
    yield from table("board members | 2019 | 2020 | 2021 | 2022 | verdict", lines)
    yield ""
    share = [1409 / 5511, 1 - 1409 / 5511]

    def p_of_nobody(size: int) -> float:
        return float(eq.composition([0, size], share, method="exact_multinomial_minlike").pvalue)

    least = next(size for size in range(1, 100) if p_of_nobody(size) < 0.05)
    sizes = ", ".join(f"{size} members p = {p_of_nobody(size):.2f}" for size in (6, 8, 10))
    yield (
        f"If nobody on it were BME while {share[0]:.1%} of the workforce are: {sizes} (two-sided exact test). By that test no board of "
        f"fewer than {least} members can show under-representation at 5 %, whoever they are."
    )


def pages() -> dict[str, str]:
    """The three tables by name."""
    return {each.__name__: "\n".join(each()) for each in (bands, surveys, board)}


if __name__ == "__main__":
    for name, text in pages().items():
        print(f"<!-- {name} -->\n{text}\n")
    if len(sys.argv) > 1:
        folder = Path(sys.argv[1])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "published_words.md").write_text("\n\n".join(pages().values()) + "\n", encoding="utf-8")
