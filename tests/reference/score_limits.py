#!/usr/bin/env python3
"""Reference values of the score limits of two rates, by mpmath alone, with 120 digits.

    python3 tests/reference/score_limits.py > tests/data/reference/score_limits.csv

A limit is the contrast at which the score statistic, of the restricted rates in their closed forms (the root of a quadratic for the ratio and the
odds ratio, of Farrington and Manning's cubic for the difference), passes through z or −z; it is found by bisection. z is a double, taken at its
exact value. Nothing is shared with the library, which solves other equations for another unknown. Takes a minute.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from mpmath import acos, cos, exp, inf, mp, mpf, nstr, pi, sqrt

mp.dps = 120

Z = [0.6744897501960817, 1.6448536269514722, 1.959963984540054, 3.8905918864131354, 6.109410204869, 0.012533469508069276]
LARGEST = 2**53
Table = tuple[int, int, int, int]


def studentised(contrast: mpf, variance: mpf) -> mpf:
    """A contrast in standard errors; without variance (as rounding may have it, below 0) its sign without end."""
    if variance > 0:
        return contrast / sqrt(variance)
    return inf if contrast > 0 else -inf if contrast < 0 else mpf(0)


def ratio_score(table: Table, log_ratio: mpf) -> mpf:
    x1, n1, x2, n2 = table
    phi = exp(log_ratio)
    linear = phi * (n1 + x2) + x1 + n2
    q2 = 2 * mpf(x1 + x2) / (linear + sqrt(max(mpf(0), linear**2 - 4 * phi * (n1 + n2) * (x1 + x2))))
    q1 = phi * q2
    return studentised(mpf(x1) / n1 - phi * x2 / n2, q1 * (1 - q1) / n1 + phi**2 * q2 * (1 - q2) / n2)


def odds_ratio_score(table: Table, log_ratio: mpf) -> mpf:
    x1, n1, x2, n2 = table
    psi = exp(log_ratio)
    linear = n1 * psi + n2 - (x1 + x2) * (psi - 1)
    q2 = 2 * mpf(x1 + x2) / (linear + sqrt(linear**2 + 4 * n2 * (psi - 1) * (x1 + x2)))
    q1 = psi * q2 / (1 + q2 * (psi - 1))
    return (x1 - n1 * q1) * sqrt(1 / (n1 * q1 * (1 - q1)) + 1 / (n2 * q2 * (1 - q2)))


def difference_score(table: Table, delta: mpf) -> mpf:
    x1, n1, x2, n2 = table
    total, events = n1 + n2, x1 + x2
    square = ((n1 + 2 * n2) * delta - total - events) / (3 * mpf(total))
    linear = ((n2 * delta - total - 2 * x2) * delta + events) / (3 * mpf(total))
    constant = x2 * delta * (1 - delta) / total
    skew = square**3 - 3 * square * linear / 2 + constant / 2
    size = sqrt(max(mpf(0), square**2 - linear)) * (1 if skew >= 0 else -1)
    angle = acos(max(mpf(-1), min(mpf(1), skew / size**3))) if size else mpf(0)
    q2 = 2 * size * cos((pi + angle) / 3) - square
    q1 = q2 + delta
    return studentised(mpf(x1) / n1 - mpf(x2) / n2 - delta, q1 * (1 - q1) / n1 + q2 * (1 - q2) / n2)


def crossing(score: Callable[[Table, mpf], mpf], table: Table, z: mpf, low: mpf, high: mpf) -> mpf:
    """Where a falling statistic passes through z."""
    for _ in range(260):
        middle = (low + high) / 2
        if score(table, middle) > z:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def limits(table: Table, z: float, corrected: bool) -> Iterator[mpf]:
    """Both limits of the ratio, the difference and the odds ratio."""
    x1, n1, x2, n2 = table
    root = mpf(z) * (sqrt(mpf(n1 + n2) / (n1 + n2 - 1)) if corrected else 1)
    wide = mpf(200)
    yield mpf(0) if x1 == 0 else exp(crossing(ratio_score, table, root, -wide, wide))
    yield inf if x2 == 0 else exp(crossing(ratio_score, table, -root, -wide, wide))
    yield mpf(-1) if x1 == 0 and x2 == n2 else crossing(difference_score, table, root, mpf(-1), mpf(1))
    yield mpf(1) if x2 == 0 and x1 == n1 else crossing(difference_score, table, -root, mpf(-1), mpf(1))
    yield mpf(0) if x1 == 0 or x2 == n2 else exp(crossing(odds_ratio_score, table, root, -wide, wide))
    yield inf if x2 == 0 or x1 == n1 else exp(crossing(odds_ratio_score, table, -root, -wide, wide))


def tables() -> Iterator[Table]:
    """Every table of up to two and two; groups that are empty or full beside others of any size; random ones."""
    for n1 in (1, 2):
        for n2 in (1, 2):
            yield from ((x1, n1, x2, n2) for x1 in range(n1 + 1) for x2 in range(n2 + 1))
    yield from [(7, 7, 3, 11), (7, 7, 0, 11), (0, 30, 4, 9), (40, 40, 39, 40), (1, 1, 1, LARGEST), (LARGEST, LARGEST, 5, 9)]
    yield from [(8, 2212315217369, 0, 517020491), (17, 56123921370665, 1, 39325), (LARGEST // 3, LARGEST, 0, 12), (0, LARGEST, 3, LARGEST)]
    yield from [(LARGEST, LARGEST, LARGEST - 9, LARGEST), (1, LARGEST, 1, LARGEST - 1), (LARGEST // 2, LARGEST, LARGEST // 2 + 1, LARGEST)]
    chance = random.Random(20260401)
    for _ in range(60):
        n1, n2 = (chance.randint(1, 2 ** chance.randint(1, 53)) for _ in range(2))
        x1, x2 = (chance.choice([chance.randint(0, n), min(n, chance.randint(0, 9)), n - min(n, chance.randint(0, 9))]) for n in (n1, n2))
        yield x1, n1, x2, n2


def main() -> None:
    print("x1,n1,x2,n2,z,corrected,ratio_lower,ratio_upper,difference_lower,difference_upper,odds_ratio_lower,odds_ratio_upper")
    for i, table in enumerate(tables()):
        for j in (0, 1):
            z = Z[(i + 3 * j) % len(Z)]
            found = ["Inf" if limit == inf else nstr(limit, 20, strip_zeros=True) for limit in limits(table, z, (i + j) % 2 == 0)]
            print(",".join([*map(str, table), repr(z), str((i + j + 1) % 2), *found]))


if __name__ == "__main__":
    main()
