#!/usr/bin/env python3
"""Reference values of the change between two periods (`ratio_change`, `difference_change`, method `score`), by mpmath alone.

    python3 tests/reference/change.py > tests/data/reference/change.csv

The squared Miettinen-Nurminen statistics of the two periods, restricted rates from their quadratic (ratio) or by bisection of
the likelihood's slope (difference), are summed at a common value, the second period's moved by the change; the least sum is
found by golden section, and a limit as the change at which it is z squared, by bisection. 30 digits, written to 17; minutes.
"""

from __future__ import annotations

from mpmath import e, erfc, erfinv, inf, isfinite, log, mp, mpf, nstr, sqrt

mp.dps = 30
FAR = mpf(40)
NOTHING = mpf(10) ** -28

RATIO_CASES = [
    ((60, 1200, 240, 3000), (90, 1200, 240, 3000)),
    ((596, 3842, 207, 2386), (500, 3900, 230, 2400)),
    ((1, 10, 7, 12), (6, 9, 5, 14)),
    ((0, 40, 5, 60), (7, 45, 6, 70)),
    ((3, 3, 4, 4), (1, 5, 4, 4)),
    ((12345678, 100000000, 87654321, 900000000), (12355678, 100000000, 87654321, 900000000)),
    ((0, 40, 5, 60), (5, 40, 0, 60)),
    ((139, 571, 488, 2237), (150, 560, 470, 2300)),
    ((2, 31, 25, 26), (30, 31, 3, 190)),
]
DIFFERENCE_CASES = [
    ((60, 1200, 240, 3000), (90, 1200, 240, 3000)),
    ((1, 10, 7, 12), (6, 9, 5, 14)),
    ((0, 40, 5, 60), (7, 45, 6, 70)),
    ((139, 571, 488, 2237), (150, 560, 470, 2300)),
]


def over(contrast: mpf, variance: mpf, people: int) -> mpf:
    if abs(variance) < NOTHING:
        return mpf(0) if abs(contrast) < mpf(10) ** -25 else mpf(10) ** 10
    return contrast * contrast / variance * (people - 1) / people


def squared_ratio_score(x1: int, n1: int, x2: int, n2: int, ratio: mpf) -> mpf:
    linear = n1 * ratio + x1 + n2 + x2 * ratio
    root = sqrt(max(mpf(0), linear**2 - 4 * (n1 + n2) * ratio * (x1 + x2)))
    q2 = 2 * mpf(x1 + x2) / (linear + root)
    q1 = ratio * q2
    variance = q1 * (1 - q1) / n1 + ratio**2 * q2 * (1 - q2) / n2
    return over(mpf(x1) / n1 - ratio * mpf(x2) / n2, variance, n1 + n2)


def squared_difference_score(x1: int, n1: int, x2: int, n2: int, difference: mpf) -> mpf:
    low, high = max(mpf(0), -difference), min(mpf(1), 1 - difference)

    def slope(q: mpf) -> mpf:
        terms = [(x1, q + difference), (x1 - n1, 1 - q - difference), (x2, q), (x2 - n2, 1 - q)]
        return sum((count / rate for count, rate in terms if count), mpf(0))

    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    q2 = (low + high) / 2
    q1 = q2 + difference
    return over(mpf(x1) / n1 - mpf(x2) / n2 - difference, q1 * (1 - q1) / n1 + q2 * (1 - q2) / n2, n1 + n2)


def least(function, low: mpf, high: mpf, rounds: int) -> mpf:
    steps = 40
    points = [low + (high - low) * i / steps for i in range(steps + 1)]
    best = min(range(steps + 1), key=lambda i: function(points[i]))
    left, right = points[max(best - 1, 0)], points[min(best + 1, steps)]
    golden = (sqrt(5) - 1) / 2
    a, b = right - golden * (right - left), left + golden * (right - left)
    at_a, at_b = function(a), function(b)
    for _ in range(rounds):
        if at_a < at_b:
            right, b, at_b = b, a, at_a
            a = right - golden * (right - left)
            at_a = function(a)
        else:
            left, a, at_a = a, b, at_b
            b = left + golden * (right - left)
            at_b = function(b)
    return min(at_a, at_b)


def log_ratio(table: tuple[int, int, int, int]) -> mpf:
    x1, n1, x2, n2 = table
    return -inf if x1 == 0 else inf if x2 == 0 else log(mpf(x1 * n2) / (x2 * n1))


def least_ratio_sum(first, second, change: mpf) -> mpf:
    ends = [log_ratio(first), log_ratio(second) - change]
    finite = [end for end in ends if isfinite(end)] or [mpf(0)]
    low = min(finite) - (FAR if -inf in ends else 0)
    high = max(finite) + (FAR if inf in ends else 0)
    total = lambda at: squared_ratio_score(*first, e**at) + squared_ratio_score(*second, e ** (at + change))  # noqa: E731
    return least(total, low, high, 80)


def least_difference_sum(first, second, change: mpf) -> mpf:
    ends = [mpf(t[0]) / t[1] - mpf(t[2]) / t[3] for t in (first, second)]
    ends[1] -= change
    tiny = mpf(10) ** -25
    low = max(min(ends), -1 + tiny, -1 - change + tiny)
    high = min(max(ends), 1 - tiny, 1 - change - tiny)
    total = lambda at: squared_difference_score(*first, at) + squared_difference_score(*second, at + change)  # noqa: E731
    return least(total, low, high, 50)


def limit(least_sum, first, second, start: mpf, sign: int, end: mpf, square: mpf) -> mpf:
    near, far = start, start + sign
    if isfinite(end):
        far = end
    else:
        while least_sum(first, second, far) < square:
            far += 2 * sign
    for _ in range(56):
        middle = (near + far) / 2
        near, far = (middle, far) if least_sum(first, second, middle) < square else (near, middle)
    return (near + far) / 2


def text(value: mpf) -> str:
    return nstr(value, 17) if isfinite(value) else "Inf"


def main() -> None:
    square = 2 * erfinv(mpf("0.95")) ** 2
    print("measure,x1,n1,x2,n2,later_x1,later_n1,later_x2,later_n2,squared_statistic,pvalue,lower,upper")
    for first, second in RATIO_CASES:
        statistic = least_ratio_sum(first, second, mpf(0))
        change = log_ratio(second) - log_ratio(first)
        start = change if isfinite(change) else FAR
        lower = e ** limit(least_ratio_sum, first, second, start, -1, -inf, square)
        upper = e ** limit(least_ratio_sum, first, second, start, 1, inf, square) if isfinite(change) else inf
        row = [statistic, erfc(sqrt(statistic / 2)), lower, upper]
        print("ratio", *first, *second, *map(text, row), sep=",", flush=True)
    for first, second in DIFFERENCE_CASES:
        statistic = least_difference_sum(first, second, mpf(0))
        start = mpf(second[0]) / second[1] - mpf(second[2]) / second[3] - (mpf(first[0]) / first[1] - mpf(first[2]) / first[3])
        ends = [(sign, sign * (2 - mpf(10) ** -12)) for sign in (-1, 1)]
        limits = [limit(least_difference_sum, first, second, start, sign, end, square) for sign, end in ends]
        row = [statistic, erfc(sqrt(statistic / 2)), *limits]
        print("difference", *first, *second, *map(text, row), sep=",", flush=True)


if __name__ == "__main__":
    main()
