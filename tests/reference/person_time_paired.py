#!/usr/bin/env python3
"""Hard cases of paired intervals and of rates per person-time, by mpmath from the definitions, with 80 digits.

    python3 tests/reference/person_time_paired.py paired > tests/data/reference/paired_hard.csv
    python3 tests/reference/person_time_paired.py person_time > tests/data/reference/person_time_hard.csv

Counts of 10^15 of whom four changed, groups that differ 10^40 times in exposure, certainty and emptiness. A score limit is the
bisected root of the statistic as it stands in the literature, with the restricted estimate from its quadratic equation.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from mpmath import erfinv, exp, gammainc, inf, log, loggamma, mp, mpf, nstr, sign, sqrt

mp.dps = 80

LEVELS = ["0.95", "0.998"]
PAIRED = [
    (500000000, 12, 5, 499999983),
    (0, 5, 0, 0),
    (0, 0, 5, 0),
    (7, 0, 0, 3),
    (0, 3, 2, 0),
    (10**15, 3, 1, 10**15),
    (1, 0, 1, 0),
    (40, 9, 0, 2),
    (40, 0, 9, 2),
    (3, 0, 60, 1),
    (0, 0, 0, 4),
    (123456, 2345, 2400, 654321),
    (0, 2000000000, 2000100000, 0),
]
DIFFERENCES = [
    (0, "10", 0, "3"),
    (5, "2", 0, "100"),
    (5, "100", 0, "2"),
    (1, "1e-20", 3, "1e20"),
    (10**9, "1e9", 10**9 + 30000, "1.0001e9"),
    (3, "1", 0, "1"),
    (900719925474099, "1e10", 7, "3"),
    (0, "5", 9, "2"),
]
MID_P = [1, 2, 17, 400, 12345, 1000000]


def quantile(level: str) -> mpf:
    return sqrt(mpf(2)) * erfinv(mpf(level))


def falling_root(function: Callable[[mpf], mpf], low: mpf, high: mpf) -> mpf:
    """Where a falling function passes 0."""
    for _ in range(400):
        middle = (low + high) / 2
        if function(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def larger_root(a: mpf, b: mpf, c: mpf) -> mpf:
    return (-b + sqrt(max(mpf(0), b * b - 4 * a * c))) / (2 * a)


def studentised(contrast: mpf, variance: mpf) -> mpf:
    if variance > 0:
        return contrast / sqrt(variance)
    return mpf(0) if contrast == 0 else sign(contrast) * inf


def tango(a: int, b: int, c: int, d: int, z: mpf) -> tuple[mpf, mpf]:
    n = mpf(a + b + c + d)
    observed = (b - c) / n

    def statistic(delta: mpf) -> mpf:
        q = larger_root(2 * n, -b - c + (2 * n - b + c) * delta, -c * delta * (1 - delta))
        return studentised(b - c - n * delta, n * (2 * q + delta * (1 - delta)))

    lower = mpf(-1) if observed == -1 else falling_root(lambda x: statistic(x) - z, mpf(-1), observed)
    upper = mpf(1) if observed == 1 else falling_root(lambda x: statistic(x) + z, observed, mpf(1))
    return lower, upper


def tang(a: int, b: int, c: int, d: int, z: mpf) -> tuple[mpf, mpf]:
    n = mpf(a + b + c + d)
    x1, x2, m = a + b, a + c, a + b + c

    def statistic(log_ratio: mpf) -> mpf:
        ratio = exp(log_ratio)
        q = larger_root(n * (1 + ratio), x2 * ratio**2 - (a + b + 2 * c), c * (1 - ratio) * m / n)
        return studentised(x1 - x2 * ratio, n * (1 + ratio) * q + m * (ratio - 1))

    observed = log(mpf(x1) / x2)
    lower = falling_root(lambda w: statistic(w) - z, observed - 200, observed)
    upper = falling_root(lambda w: statistic(w) + z, observed, observed + 200)
    return exp(lower), exp(upper)


def wilson(x: mpf, n: mpf, z: mpf) -> tuple[mpf, mpf]:
    centre, half = x + z * z / 2, z * sqrt(x * (n - x) / n + z * z / 4)
    return (centre - half) / (n + z * z), (centre + half) / (n + z * z)


def square_and_add(a: int, b: int, c: int, d: int, z: mpf, corrected: bool) -> tuple[mpf, mpf]:
    n = mpf(a + b + c + d)
    p1, p2 = (a + b) / n, (a + c) / n
    (l1, u1), (l2, u2) = wilson(mpf(a + b), n, z), wilson(mpf(a + c), n, z)
    cross = mpf(a) * d - mpf(b) * c
    if corrected and cross >= 0:
        cross = max(mpf(0), cross - n / 2)
    margins = mpf(a + b) * (a + c) * (c + d) * (b + d)
    psi = cross / sqrt(margins) if margins > 0 else mpf(0)
    below = sqrt((p1 - l1) ** 2 - 2 * psi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2)
    above = sqrt((u1 - p1) ** 2 - 2 * psi * (u1 - p1) * (p2 - l2) + (p2 - l2) ** 2)
    return p1 - p2 - below, p1 - p2 + above


def difference_score(x1: int, t1: mpf, x2: int, t2: mpf, z: mpf) -> tuple[mpf, mpf]:
    observed = x1 / t1 - x2 / t2

    def statistic(delta: mpf) -> mpf:
        l2 = max(mpf(0), larger_root(t1 + t2, (t1 + t2) * delta - (x1 + x2), -x2 * delta))
        l1 = max(mpf(0), l2 + delta)
        return studentised(observed - delta, l1 / t1 + l2 / t2)

    reach = (z * z + z * sqrt(x1 + x2 + z * z) + 10) * (1 / t1 + 1 / t2) * 10
    lower = falling_root(lambda x: statistic(x) - z, observed - reach, observed)
    return lower, falling_root(lambda x: statistic(x) + z, observed, observed + reach)


def mid_p(x: int, level: str) -> tuple[mpf, mpf]:
    tail = (1 - mpf(level)) / 2
    half = lambda m: exp(x * log(m) - m - loggamma(x + 1)) / 2  # noqa: E731
    reach = 2 * quantile(level) * sqrt(mpf(x))
    lower = falling_root(
        lambda m: tail - gammainc(x, 0, m, regularized=True) + half(m), max(mpf("1e-30"), x - reach), mpf(x) + 1
    )
    upper = falling_root(lambda m: gammainc(x + 1, m, inf, regularized=True) - half(m) - tail, mpf(x), x + reach + 20)
    return lower, upper


def text(limits: tuple[mpf, mpf]) -> str:
    return ",".join(nstr(limit, 18) for limit in limits)


def paired() -> None:
    print("n11,n12,n21,n22,method,confidence_level,lower,upper")
    for cells in PAIRED:
        for level in LEVELS:
            z = quantile(level)
            start = ",".join(map(str, cells))
            print(f"{start},rd_tango_score,{level},{text(tango(*cells, z))}")
            print(f"{start},rd_newcombe_square_add,{level},{text(square_and_add(*cells, z, True))}")
            print(f"{start},rd_newcombe_square_add_uncorrected_phi,{level},{text(square_and_add(*cells, z, False))}")
            if cells[0] + cells[1] > 0 and cells[0] + cells[2] > 0:
                print(f"{start},rr_tang_score,{level},{text(tang(*cells, z))}")


def person_time() -> None:
    print("events,person_time,reference_events,reference_person_time,method,confidence_level,lower,upper")
    for x1, t1, x2, t2 in DIFFERENCES:
        for level in LEVELS:
            limits = difference_score(x1, mpf(t1), x2, mpf(t2), quantile(level))
            print(f"{x1},{t1},{x2},{t2},rate_difference_score,{level},{text(limits)}")
    for x in MID_P:
        for level in [*LEVELS, "0.99999904632568359375"]:
            print(f"{x},1,,,mid_p,{level},{text(mid_p(x, level))}")


if __name__ == "__main__":
    {"paired": paired, "person_time": person_time}[sys.argv[1]]()
