"""Clusters on this machine: Dask's and Spark's, with millions of rows in several partitions, whose answer is known beforehand.

The rows follow from their number alone, so that every partition can be made where it is counted and the counts worked out by NumPy.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest

import equitable as eq

pytestmark = [
    pytest.mark.filterwarnings("ignore:Dask support is moving out of Narwhals:FutureWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # sockets of workers that were killed
    pytest.mark.filterwarnings("ignore:Port .* is already in use:UserWarning"),
]

ROWS = int(os.environ.get("EQUITABLE_CLUSTER_ROWS", "1_000_000"))
PARTS, PERSONS = 8, 300_000
ORGANISATIONS, GROUPS = 220, 18


def rows_of(first: int, length: int) -> pd.DataFrame:
    """Rows by their number: the rows of a person lie PERSONS apart, hence in several partitions."""
    number = np.arange(first, first + length)
    person = number % PERSONS
    trained = np.where(person % 10 == 9, np.nan, (person * 7919 % 101 < 40).astype(float))  # one in ten said nothing
    trained = np.where((person % 1000 == 3) & (number >= PERSONS), 1 - trained, trained)  # one in a thousand says another thing later
    return pd.DataFrame({"person": person, "organisation": person % ORGANISATIONS, "code": person % GROUPS, "trained": trained, "number": number})


def part(place: int, pause: float = 0.0) -> pd.DataFrame:
    time.sleep(pause)
    return rows_of(place * ROWS // PARTS, ROWS // PARTS)


@pytest.fixture(scope="module")
def whole() -> pd.DataFrame:
    return rows_of(0, ROWS)


def expected_rows(whole: pd.DataFrame) -> dict[Any, tuple[int, int, int]]:
    cell = whole["organisation"].to_numpy() * GROUPS + whole["code"].to_numpy()
    known, event = whole["trained"].notna().to_numpy(), (whole["trained"] == 1).to_numpy()
    size = ORGANISATIONS * GROUPS
    total, events, everybody = (np.bincount(cell, weights=weights, minlength=size).astype(int) for weights in (known, event, None))
    return {
        (str(place // GROUPS), str(place % GROUPS)): (int(events[place]), int(total[place]), int(everybody[place] - total[place]))
        for place in np.flatnonzero(everybody)
    }


def expected_persons() -> dict[Any, tuple[int, int, int, int]]:
    """By the rule that made the rows: each person's first answer, and whether a later row says the other."""
    person = np.arange(PERSONS)
    says_nothing, conflict = person % 10 == 9, person % 1000 == 3
    yes = (person * 7919 % 101 < 40) & ~says_nothing & ~conflict
    columns = [np.bincount(person % GROUPS, weights=mask, minlength=GROUPS).astype(int) for mask in (yes, ~says_nothing & ~conflict, says_nothing, conflict)]
    return {(str(code),): tuple(int(column[code]) for column in columns) for code in range(GROUPS)}  # type: ignore[misc]


def check(data: Any, whole: pd.DataFrame) -> None:
    table = eq.count(data, by=["organisation", "code"], outcome="trained")
    assert table.rows_read == ROWS
    assert {row.labels: (row.events, row.total, row.missing) for row in table.rows} == expected_rows(whole)
    once = eq.count(data, by="code", outcome="trained", unit="person")
    assert once.rows_read == PERSONS
    assert {row.labels: (row.events, row.total, row.missing, row.conflicting) for row in once.rows} == expected_persons()


# --- Dask -----------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dask() -> Iterator[Any]:
    distributed = pytest.importorskip("distributed")
    config = pytest.importorskip("dask").config
    with (
        config.set({"distributed.comm.retry.count": 3, "distributed.scheduler.allowed-failures": 10}),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0, silence_logs=50) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def _frame(pause: float = 0.0) -> Any:
    import dask.dataframe

    return dask.dataframe.from_map(part, range(PARTS), pause=pause, meta=rows_of(0, 1))


def test_dask_distributed(dask: Any, whole: pd.DataFrame) -> None:
    check(_frame(), whole)


def test_dask_answers_alike_when_a_worker_is_killed_half_way(dask: Any) -> None:
    killed = []

    def kill() -> None:
        for _ in range(600):  # until a worker has taken up the work
            if any(dask.processing().values()):
                break
            time.sleep(0.05)
        time.sleep(0.3)
        workers = dask.run(os.getpid)
        killed.append(next(iter(workers.values())))
        os.kill(killed[0], signal.SIGKILL)

    assassin = threading.Thread(target=kill)
    assassin.start()
    table = eq.count(_frame(pause=0.4), by="code", outcome="trained", unit="person")
    assassin.join()
    assert killed and killed[0] not in dask.run(os.getpid).values()
    assert {row.labels: (row.events, row.total, row.missing, row.conflicting) for row in table.rows} == expected_persons()
    assert eq.count(_frame(), by="code", outcome="trained", unit="person") == table


# --- Spark ----------------------------------------------------------------------------------------------------------------------------------


def test_spark(spark: Any, whole: pd.DataFrame) -> None:
    rows = spark.range(0, ROWS, 1, PARTS).selectExpr("id as number", f"id % {PERSONS} as person")
    said = "case when person % 10 = 9 then null when person * 7919 % 101 < 40 then 1 else 0 end"
    later = f"person % 1000 = 3 and number >= {PERSONS}"
    data = rows.selectExpr(
        "person", f"person % {ORGANISATIONS} as organisation", f"person % {GROUPS} as code", f"case when {later} then 1 - ({said}) else {said} end as trained"
    )
    assert data.rdd.getNumPartitions() == PARTS
    check(data, whole)


def test_spark_leaves_out_what_is_outside_the_window(spark: Any) -> None:
    data = spark.range(0, 100_000, 1, 4).selectExpr("id % 3 as code", "date_add(date'2021-01-01', cast(id % 500 as int)) as day", "id % 2 as won")
    table = eq.count(data, by="code", outcome="won", window=("day", "2021-04-01", "2022-03-31"))
    number = np.arange(100_000)
    day = np.datetime64("2021-01-01") + number % 500
    inside = (day >= np.datetime64("2021-04-01")) & (day <= np.datetime64("2022-03-31"))
    assert table.outside == int((~inside).sum())
    assert {row.labels[0]: (row.events, row.total) for row in table.rows} == {
        str(code): (int((inside & (number % 3 == code) & (number % 2 == 1)).sum()), int((inside & (number % 3 == code)).sum())) for code in range(3)
    }
