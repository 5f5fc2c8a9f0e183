#!/usr/bin/env python3
"""Reference values of the skewness-corrected score limits of two rates, by mpmath alone, with 120 digits.

    python3 tests/reference/skewness_limits.py > tests/data/reference/skewness_limits.csv

A limit is the least contrast at which the score, less its skewness' share, is no larger than z (of the groups changed over, for the upper limit). The
score has the restricted rates in their closed forms (the root of a quadratic for the ratio and the odds ratio, of Farrington and Manning's cubic for
the difference). The least passage through z is found from outside on a grid over the whole parameter space, then by bisection. z is a double, taken at
its exact value. Nothing is shared with the library, which solves other equations for another unknown. Takes some minutes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from mpmath import acos, cos, exp, inf, mp, mpf, nstr, pi, sqrt, tanh

mp.dps = 120

Z = [1.0, 1.2815515655446004, 1.6448536269514722, 1.959963984540054, 2.5758293035489004, 3.090232306167813, 3.6]
LARGEST = 2**53
Table = tuple[int, int, int, int]


def excess(table: Table, z: mpf, contrast: mpf, variance: mpf, third: mpf) -> mpf:
    """The corrected score less z; without variance (as rounding may have it, below 0) the contrast's sign without end."""
    total = table[1] + table[3]
    variance = variance * total / (total - 1)
    if not variance > 0:
        return inf if contrast > 0 else -inf if contrast < 0 else -z
    deviation = sqrt(variance)
    return contrast / deviation - third / (6 * variance * deviation) * (z * z - 1) - z


def ratio_excess(table: Table, z: mpf, log_ratio: mpf) -> mpf:
    x1, n1, x2, n2 = table
    phi = exp(log_ratio)
    linear = phi * (n1 + x2) + x1 + n2
    q2 = 2 * mpf(x1 + x2) / (linear + sqrt(max(mpf(0), linear**2 - 4 * phi * (n1 + n2) * (x1 + x2))))
    q1 = phi * q2
    v1, v2 = q1 * (1 - q1) / n1, phi**2 * q2 * (1 - q2) / n2
    return excess(table, z, mpf(x1) / n1 - phi * x2 / n2, v1 + v2, v1 * (1 - 2 * q1) / n1 - phi * v2 * (1 - 2 * q2) / n2)


def odds_ratio_excess(table: Table, z: mpf, log_ratio: mpf) -> mpf:
    x1, n1, x2, n2 = table
    psi = exp(log_ratio)
    linear = n1 * psi + n2 - (x1 + x2) * (psi - 1)
    q2 = 2 * mpf(x1 + x2) / (linear + sqrt(linear**2 + 4 * n2 * (psi - 1) * (x1 + x2)))
    q1 = psi * q2 / (1 + q2 * (psi - 1))
    i1, i2 = n1 * q1 * (1 - q1), n2 * q2 * (1 - q2)
    contrast = (x1 - n1 * q1) / i1 - (x2 - n2 * q2) / i2 - (q1 - q2) / (i1 + i2)  # less the bias
    return excess(table, z, contrast, 1 / i1 + 1 / i2, (1 - 2 * q1) / i1**2 - (1 - 2 * q2) / i2**2)


def difference_excess(table: Table, z: mpf, delta: mpf) -> mpf:
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
    v1, v2 = q1 * (1 - q1) / n1, q2 * (1 - q2) / n2
    return excess(table, z, mpf(x1) / n1 - mpf(x2) / n2 - delta, v1 + v2, v1 * (1 - 2 * q1) / n1 - v2 * (1 - 2 * q2) / n2)


def least(refused: Callable[[mpf], bool], grid: list[mpf]) -> mpf | None:
    """The least point that is accepted; None where the first of the grid is, which lies at the end of the parameter space."""
    if not refused(grid[0]):
        return None
    low, high = next((a, b) for a, b in zip(grid, grid[1:]) if not refused(b))
    for _ in range(260):
        middle = (low + high) / 2
        if refused(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2


# Factors by their logarithm, differences by artanh: steps of 1/16 and finer ones where most limits lie, near none of a contrast.
FACTORS = [mpf(k) / 2 for k in range(-300, -100)] + [mpf(k) / 20 for k in range(-1000, 2000)]
DIFFERENCES = [tanh(mpf(k) / 40) for k in range(-2400, 2400)]


def lower(table: Table, z: mpf) -> tuple[mpf, mpf, mpf]:
    """Of ratio, difference and odds ratio."""
    x1, n1, x2, n2 = table
    ratio = None if x1 == 0 else least(lambda x: ratio_excess(table, z, x) > 0, FACTORS)
    difference = None if x1 == 0 and x2 == n2 else least(lambda x: difference_excess(table, z, x) > 0, DIFFERENCES)
    odds_ratio = None if x1 == 0 or x2 == n2 else least(lambda x: odds_ratio_excess(table, z, x) > 0, FACTORS)
    return mpf(0) if ratio is None else exp(ratio), mpf(-1) if difference is None else difference, mpf(0) if odds_ratio is None else exp(odds_ratio)


def tables() -> Iterator[Table]:
    """Small ones; groups that are empty, full or nearly so beside others of any size; random ones."""
    yield from [(0, 1, 1, 2), (1, 2, 0, 2), (1, 2, 1, 2), (2, 2, 1, 2), (3, 5, 0, 4), (3, 7, 2, 9), (2, 5, 2, 6), (7, 7, 3, 11), (0, 30, 4, 9)]
    yield from [(596, 3842, 207, 2386), (40, 50, 1, 30), (1182, 1197, 1, 9), (19, 19, 1451, 4847), (5, 56, 0, 29), (24, 6068, 3, 61), (1, 1, 2, 14885)]
    yield from [(LARGEST // 3, LARGEST, 5, 12), (17, 56123921370665, 3, 39325), (LARGEST // 2, LARGEST, LARGEST // 2 + 1, LARGEST)]
    chance = random.Random(20261122)
    for _ in range(40):
        n1, n2 = (chance.randint(1, 2 ** chance.randint(1, 40)) for _ in range(2))
        x1, x2 = (chance.choice([chance.randint(0, n), min(n, chance.randint(0, 9)), n - min(n, chance.randint(0, 9))]) for n in (n1, n2))
        yield x1, n1, x2, n2


def main() -> None:
    print("x1,n1,x2,n2,z,ratio_lower,ratio_upper,difference_lower,difference_upper,odds_ratio_lower,odds_ratio_upper")
    for i, table in enumerate(tables()):
        z = Z[i % len(Z)]
        x1, n1, x2, n2 = table
        below, above = lower(table, mpf(z)), lower((x2, n2, x1, n1), mpf(z))
        upper = (1 / above[0] if above[0] else inf, -above[1], 1 / above[2] if above[2] else inf)
        found = ["Inf" if limit == inf else nstr(limit, 20, strip_zeros=True) for pair in zip(below, upper) for limit in pair]
        print(",".join([*map(str, table), repr(z), *found]), flush=True)


if __name__ == "__main__":
    main()
