"""The coverage study of the documentation: its published figures come out again, and they say what docs/coverage.md says."""

from __future__ import annotations

import csv
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("matplotlib")

ROOT = Path(__file__).resolve().parents[2]


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("coverage_study", ROOT / "bench" / "coverage" / "coverage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["coverage_study"] = module
    spec.loader.exec_module(module)
    return module


def published() -> dict[tuple[str, str, int], list[float]]:
    with (ROOT / "docs" / "coverage" / "coverage.csv").open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        names = table.fieldnames[3:] if table.fieldnames else []
        return {(row["task"], row["method"], int(row["people"])): [float(row[name]) for name in names] for row in table}


def test_published_figures_come_out_again(tmp_path: Path) -> None:
    study = load()
    figures = published()
    assert len(figures) == sum(len(task.methods) for task in study.TASKS) * len(study.SIZES)
    assert study.main([str(tmp_path), "--sizes", "10", "30"]) == 0
    with (tmp_path / "coverage.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    assert len(rows) == 2 * sum(len(task.methods) for task in study.TASKS)
    for task, method, people, *numbers in rows:
        assert [float(number) for number in numbers] == pytest.approx(figures[task, method, int(people)], abs=0.02), (task, method, people)


def test_binomial_probabilities_add_up() -> None:
    study = load()
    assert study.binomial(37, study.TWO_RATES).sum(axis=0) == pytest.approx(1.0, abs=1e-12)


def test_the_page_says_what_the_figures_say() -> None:
    figures = published()
    mean, fifth, least, width = 0, 1, 2, 4
    sizes = {people for _, _, people in figures}
    assert round(figures["proportion", "wald", 10][mean]) == 77
    assert figures["relative_likelihood", "katz_log", 10][mean] == pytest.approx(75, abs=1)
    for people in sizes:
        assert figures["proportion", "clopper_pearson", people][least] >= 95
        assert figures["odds_ratio", "exact_conditional_central", people][least] >= 95
        for task, default in (
            ("proportion", "wilson"),
            ("relative_likelihood", "miettinen_nurminen"),
            ("rate_difference", "newcombe"),
            ("odds_ratio", "miettinen_nurminen"),
        ):
            assert 94.9 <= figures[task, default, people][mean] <= 97
            assert figures[task, default, people][fifth] >= 91
    widest = max(figures["odds_ratio", "exact_conditional_central", n][width] / figures["odds_ratio", "miettinen_nurminen", n][width] for n in sizes)
    assert 1.35 <= widest <= 1.45
