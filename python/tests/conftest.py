"""Options of the test run: ``--accuracy-page PATH`` writes how far the functions are from the reference values, method by method."""

from __future__ import annotations

from pathlib import Path

import pytest

from accuracy import Ledger
from engines import spark

__all__ = ["spark"]  # a fixture: one Spark for all test files

LEDGER = pytest.StashKey[Ledger]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accuracy-page", metavar="PATH", help="write the worst error of every method against the reference values as Markdown")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[LEDGER] = Ledger()


@pytest.fixture(scope="session")
def ledger(pytestconfig: pytest.Config) -> Ledger:
    """Where golden tests write down the errors that they met."""
    return pytestconfig.stash[LEDGER]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    path = session.config.getoption("--accuracy-page")
    if path:
        Path(path).write_text(session.config.stash[LEDGER].page(), encoding="utf-8")
