"""docs/published-words.md: its tables are those of the example, and the example's are right."""

from __future__ import annotations

import importlib.util
import math
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("published_words", ROOT / "examples" / "python" / "published_words.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cells(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in text.splitlines()[2:] if line.startswith("|")]


def test_the_page_holds_the_tables(example: ModuleType) -> None:
    page = (ROOT / "docs" / "published-words.md").read_text(encoding="utf-8")
    for name, text in example.pages().items():
        found = re.search(rf"<!-- begin {name} -->\n(.*?)\n<!-- end {name} -->", page, re.DOTALL)
        assert found is not None, name
        assert found[1] == text, f"{name}: write the tables anew from examples/python/published_words.py"


def p_of(x: int, n: int, y: int, m: int) -> float:
    total, cross = n + m, x * (m - y) - y * (n - x)
    return math.erfc(math.sqrt((total - 1) * cross**2 / (n * m * (x + y) * (total - x - y)) / 2))


def test_bands_by_hand(example: ModuleType) -> None:
    """N − 1 chi-squared of a band and its rest, and Holm's procedure, written out."""
    rows = cells(example.pages()["bands"])
    assert len(rows) == 15
    pvalues = []
    for row in rows:
        x, n = (int(number) for number in re.findall(r"\d+", row[1])[:2])
        pvalues.append(p_of(x, n, 1409 - x, 5511 - n))
    order = sorted(range(15), key=pvalues.__getitem__)
    worst = 0.0
    for rank, place in enumerate(order):
        worst = max(worst, min(1.0, (15 - rank) * pvalues[place]))
        assert rows[place][4] == example.p_text(pvalues[place])
        assert rows[place][5] == example.p_text(worst)
        if len(rows[place]) == 8 and rows[place][7] in ("yes", "no"):
            assert (rows[place][7] == "yes") == (worst < 0.05)


def test_pooled_ratios_by_hand(example: ModuleType) -> None:
    """Mantel and Haenszel's ratio of the third indicator, written out."""
    bme = [(244, 491), (193, 441), (250, 519), (302, 572)]
    white = [(1311, 1986), (1145, 1871), (1428, 2191), (1495, 2228)]
    above = sum(a * n0 / (n1 + n0) for (a, n1), (_, n0) in zip(bme, white, strict=True))
    below = sum(c * n1 / (n1 + n0) for (_, n1), (c, n0) in zip(bme, white, strict=True))
    (row,) = [row for row in cells(example.pages()["surveys"]) if row[0].startswith("7")]
    assert row[3].startswith(f"{above / below:.2f} (")


def test_smallest_board_by_hand(example: ModuleType) -> None:
    """The exact two-sided binomial test of nobody among n members, written out with fractions."""
    from fractions import Fraction

    share = Fraction(1409, 5511)

    def p_of_nobody(n: int) -> Fraction:
        mass = [math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(n + 1)]
        return sum((each for each in mass if each <= mass[0]), Fraction(0))

    least = next(n for n in range(1, 100) if p_of_nobody(n) < Fraction(1, 20))
    text = example.pages()["board"]
    assert f"no board of fewer than {least} members can show" in text
    assert all(f"{n} members p = {float(p_of_nobody(n)):.2f}" in text for n in (6, 8, 10))
    assert text.count("not assessable: no headcounts") == 3
