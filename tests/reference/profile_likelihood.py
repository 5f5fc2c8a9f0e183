#!/usr/bin/env python3
"""Reference values of the likelihood-ratio limits of a rate and of two rates, by mpmath alone, to their last place and beyond.

    python3 tests/reference/profile_likelihood.py > tests/data/reference/profile_likelihood.csv

Straight from the definition: a limit is found by bisection for the value of the measure at which twice the fall of the log-likelihood is z^2,
the best rates at each value being those of the likelihood's own equations (a quadratic, or Miettinen and Nurminen's cubic) in 100 digits. The
quantile z is a double, taken at its exact value; nothing else is rounded. Takes a minute.
"""

from __future__ import annotations

import random
import sys

from mpmath import acos, cos, exp, log, mp, mpf, nstr, pi, sqrt

mp.dps = 100
LEVELS = (0.6744897501960817, 1.959963984540054, 3.290526731491926, 6.109410204869)
TINY = mpf(10) ** -40


def fall(cells: list[tuple[int, mpf]]) -> mpf:
    """2 sum c log(c/m) of cells of c that are expected to be m."""
    total = mpf(0)
    for count, expected in cells:
        if count:
            if expected <= 0:
                return mpf("inf")
            total += 2 * count * log(count / expected)
    return total


def both(table: tuple[int, int, int, int], q1: mpf, q2: mpf) -> mpf:
    x1, n1, x2, n2 = table
    return fall([(x1, n1 * q1), (n1 - x1, n1 * (1 - q1)), (x2, n2 * q2), (n2 - x2, n2 * (1 - q2))])


def at_ratio(table: tuple[int, int, int, int], log_ratio: mpf) -> mpf:
    x1, n1, x2, n2 = table
    ratio = exp(log_ratio)
    a, b, c = (n1 + n2) * ratio, -(ratio * (n1 + x2) + x1 + n2), x1 + x2
    q2 = (-b - sqrt(b * b - 4 * a * c)) / (2 * a)
    # Whoever has nobody without the outcome may sit on the edge.
    q1 = min(ratio * q2, mpf(1)) if n1 > x1 else (mpf(1) if abs(ratio * q2 - 1) < TINY else ratio * q2)
    if n2 == x2 and abs(q2 - 1) < TINY:
        q2 = mpf(1)
    return both(table, q1, q2)


def at_odds_ratio(table: tuple[int, int, int, int], log_odds_ratio: mpf) -> mpf:
    x1, n1, x2, n2 = table
    odds = exp(log_odds_ratio)
    if odds == 1:
        q = mpf(x1 + x2) / (n1 + n2)
        return both(table, q, q)
    a, b, c = n2 * (odds - 1), n1 * odds + n2 - (x1 + x2) * (odds - 1), -(x1 + x2)
    q2 = (-b + sqrt(b * b - 4 * a * c)) / (2 * a)
    return both(table, q2 * odds / (1 + q2 * (odds - 1)), q2)


def at_difference(table: tuple[int, int, int, int], delta: mpf) -> mpf:
    x1, n1, x2, n2 = table
    total = mpf(n1 + n2)
    low, high = max(mpf(0), -delta), min(mpf(1), 1 - delta)

    def slope(q: mpf) -> mpf:
        parts = ((x1, q + delta, 1), (n1 - x1, 1 - q - delta, -1), (x2, q, 1), (n2 - x2, 1 - q, -1))
        return sum((sign * count / value for count, value, sign in parts if count), mpf(0))

    if slope(low + TINY) < 0:
        q2 = low
    elif slope(high - TINY) > 0:
        q2 = high
    else:
        third = ((n1 + 2 * n2) * delta - total - x1 - x2) / (3 * total)
        linear = ((n2 * delta - total - 2 * x2) * delta + x1 + x2) / total
        skew = third**3 - third * linear / 2 + x2 * delta * (1 - delta) / (2 * total)
        size = sqrt(max(third * third - linear / 3, mpf(0)))
        size = -size if skew < 0 else size
        cosine = min(max(skew / size**3, mpf(-1)), mpf(1)) if size else mpf(0)
        q2 = 2 * size * cos((pi + acos(cosine)) / 3) - third
    return both(table, q2 + delta if q2 != low or delta > 0 else mpf(0), q2)


def crossing(statistic, square: mpf, inside: mpf, outside: mpf) -> mpf:
    """Where the statistic, below the square at `inside`, passes it on the way to `outside`."""
    for _ in range(180):
        middle = (inside + outside) / 2
        if statistic(middle) <= square:
            inside = middle
        else:
            outside = middle
    return inside


def log_limits(table, square, statistic, estimate):
    start = log(estimate) if 0 < estimate < mpf("inf") else None
    limits = []
    for side in (-1, 1):
        if estimate == (0 if side < 0 else mpf("inf")):
            limits.append("0" if side < 0 else "Inf")
            continue
        inside = start
        if inside is None:  # walk in from the infinite estimate
            inside = mpf(-side) * 200
            while statistic(table, inside) > square:
                inside *= 2
        outside = inside + side
        while statistic(table, outside) <= square:
            outside = inside + (outside - inside) * 2
        limits.append(nstr(exp(crossing(lambda v: statistic(table, v), square, inside, outside)), 20))
    return limits


def rows(table: tuple[int, int, int, int], z: float):
    x1, n1, x2, n2 = table
    square = mpf(z) ** 2
    infinite = mpf("inf")
    if x1 or x2:
        ratio = infinite if x2 == 0 else mpf(x1) * n2 / (mpf(n1) * x2)
        yield "ratio", *log_limits(table, square, at_ratio, ratio)
    if (x1 or x2) and (x1 < n1 or x2 < n2):
        above, below = x1 * (n2 - x2), (n1 - x1) * x2
        odds = infinite if below == 0 and above else mpf(above) / below if below else None
        if odds is not None:
            yield "odds_ratio", *log_limits(table, square, at_odds_ratio, odds)
    delta = mpf(x1) / n1 - mpf(x2) / n2
    lower = "-1" if x1 == 0 and x2 == n2 else nstr(crossing(lambda v: at_difference(table, v), square, delta, mpf(-1)), 20)
    upper = "1" if x2 == 0 and x1 == n1 else nstr(crossing(lambda v: at_difference(table, v), square, delta, mpf(1)), 20)
    yield "difference", lower, upper
    statistic = lambda q: fall([(x1, n1 * q), (n1 - x1, n1 * (1 - q))])  # noqa: E731
    rate = mpf(x1) / n1
    lower = "0" if x1 == 0 else nstr(exp(crossing(lambda v: statistic(exp(v)), square, log(rate), log(rate) - 4 * square - 1)), 20)
    rest = log(1 - rate) if x1 < n1 else None
    upper = "1" if rest is None else nstr(1 - exp(crossing(lambda v: statistic(1 - exp(v)), square, rest, rest - 4 * square - 1)), 20)
    yield "rate", lower, upper


def tables() -> list[tuple[int, int, int, int]]:
    draw = random.Random(20260401)
    found = [(1, 2, 1, 1), (0, 9, 3, 7), (9, 9, 2, 7), (9, 9, 7, 7), (1, 1, 0, 1), (0, 4, 5, 5), (3, 1000, 0, 1000), (999, 1000, 1000, 1000),
             (1, 10**9, 4, 10**9), (2**53, 2**53, 5, 2**53), (2**52, 2**53, 2**52 + 2**27, 2**53), (5, 2**53, 1, 3)]
    for bits in (3, 3, 5, 5, 7, 7, 10, 10, 14, 20, 20, 30, 30, 40, 53, 53):
        n1, n2 = draw.randint(1, 2**bits), draw.randint(1, 2**bits)
        found.append((draw.randint(0, n1), n1, draw.randint(0, n2), n2))
        few = draw.randint(0, min(n1, 6))
        found.append((few, n1, draw.randint(0, min(n2, 9)), n2))
    return found


def main() -> int:
    print("x1,n1,x2,n2,z,measure,lower,upper")
    for number, table in enumerate(tables()):
        for z in (LEVELS[1], LEVELS[(0, 2, 3)[number % 3]]):
            for row in rows(table, z):
                print(*table, repr(z), *row, sep=",")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
