"""Times of two ways of doing one thing, taken in turn, so that the machine's moods fall on both alike."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Absent", "Case", "Limit", "Measured", "in_turn", "pin", "seconds_each"]


class Absent(Exception):
    """Why a row cannot be measured here: the peer is not installed, or the function is not in this build."""


@dataclass(frozen=True)
class Case:
    """Two ways of doing one thing: what each does to how many items, and how far their answers are apart."""

    ours: Callable[[], Any]
    ours_items: float
    peer: Callable[[], Any]
    peer_items: float
    agreement: Callable[[], tuple[bool, str]]
    """Whether the values agree as they should, and what there is to say about them."""


@dataclass(frozen=True)
class Limit:
    """A row without a peer's ratio: what was measured, and what it may be at most."""

    measure: Callable[[], float]
    most: float
    unit: str
    said: str


@dataclass(frozen=True)
class Measured:
    """Seconds an item, ours and the peer's, and the median of the ratios of the rounds."""

    ours: float
    peer: float
    ratio: float
    rounds: int


def pin() -> int | None:
    """Keeps this process on one processor, the last of those it may use; which one, or None where that cannot be done."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    processor = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {processor})
    return processor


def processor_seconds(call: Callable[[], Any], repeats: int) -> float:
    start = time.process_time_ns()
    for _ in range(repeats):
        call()
    return (time.process_time_ns() - start) / 1e9


def repeats_for(call: Callable[[], Any], moment: float) -> int:
    """How often a call fits a moment; at least once."""
    repeats = 1
    while (spent := processor_seconds(call, repeats)) < moment / 4:
        repeats *= 2
    return max(1, round(repeats * moment / max(spent, 1e-9)))


def seconds_each(call: Callable[[], Any], *, moment: float, rounds: int) -> float:
    """Processor time of one call, the least of several rounds."""
    repeats = repeats_for(call, moment)
    return min(processor_seconds(call, repeats) for _ in range(rounds)) / repeats


def in_turn(case: Case, *, moment: float, rounds: int, budget: float) -> Measured:
    """Ours and the peer's in turn, each for about a moment or for one call, until the rounds are done or the budget is spent."""
    ours_repeats, peer_repeats = repeats_for(case.ours, moment), repeats_for(case.peer, moment)
    ours, peer = [], []
    start = time.monotonic()
    while len(ours) < rounds and (not ours or time.monotonic() - start < budget):
        peer.append(processor_seconds(case.peer, peer_repeats) / peer_repeats / case.peer_items)
        ours.append(processor_seconds(case.ours, ours_repeats) / ours_repeats / case.ours_items)
    ratio = statistics.median(theirs / mine for theirs, mine in zip(peer, ours, strict=True))
    return Measured(statistics.median(ours), statistics.median(peer), ratio, len(ours))
