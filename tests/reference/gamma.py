#!/usr/bin/env python3
"""Reference values of the gamma distribution, by mpmath alone, with 60 digits.

    python3 tests/reference/gamma.py > tests/data/reference/gamma.csv

Arguments are doubles, taken at their exact value. A tail is mpmath's incomplete gamma function for shapes up to 2000, the
integral of the density beyond; a quantile is the secant root of the logarithm of such a tail. Takes half a minute.
"""

from __future__ import annotations

import sys

from mpmath import erfinv, exp, findroot, gammainc, inf, log, log1p, loggamma, mp, mpf, nstr, quad, sqrt

mp.dps = 60

SHAPES = [
    *(0.5, 0.73, 1, 1.25, 2, 3.5, 7, 12.5, 16, 16.5, 17.3, 40, 99, 101, 250.5),
    *(1000, 3333.25, 10000, 123456.5, 1e6, 1e9, 1e12, 2.0**53),
]
DISTANCES = [-36, -25, -12, -6, -3, -1, -0.3, 0, 0.01, 0.4, 1.1, 3, 6.5, 13, 25, 36]
QUANTILE_SHAPES = [0.5, 1, 1.25, 3.5, 7, 16.5, 40, 250.5, 3333.25, 1e6]
TAILS = [1e-300, 1e-100, 1e-20, 1e-8, 1e-3, 0.025, 0.05, 0.3, 0.5, 0.7, 0.975, 0.999999]


def tails(a: mpf, x: mpf) -> tuple[mpf, mpf]:
    """P(G <= x) and P(G > x), the smaller computed and the other one minus it."""
    below = x <= a
    if a < 2000 and x < 5000:
        tail = gammainc(a, 0, x, regularized=True) if below else gammainc(a, x, inf, regularized=True)
    else:
        sign = -1 if below else 1
        width = 1 / (abs(x - (a - 1)) + sqrt(a))
        points = [p for p in [0] + [width * k for k in (1, 2, 4, 8, 12, 16, 24, 32, 48, 64, 96, 130)] if not (below and p >= 1)]
        shape = quad(lambda u: exp((a - 1) * log1p(sign * u) - sign * x * u), points)
        tail = exp(a * log(x) - x - loggamma(a)) * shape
    return (tail, 1 - tail) if below else (1 - tail, tail)


def point_at(a: float, distance: float) -> float:
    """A point some standard deviations from the mean; for small shapes powers of ten below it, and up to 560 above."""
    if a >= 40:
        return a + distance * a**0.5
    return a * 10 ** (distance * 0.8) if distance < 0 else a * (1 + distance * 0.3) + (distance / 36.0) ** 2 * 560


def quantile(a: mpf, tail: mpf, lower: bool) -> mpf | None:
    """The point that cuts off the tail; None where it is below 1e-290."""

    def excess(y: mpf) -> mpf:
        return log(tails(a, exp(y))[0 if lower else 1]) - log(tail)

    z = sqrt(2) * erfinv(1 - 2 * tail) if tail > 1e-30 else sqrt(-2 * log(tail))
    root = 1 - 1 / (9 * a) + (-z if lower else z) / (3 * sqrt(a))
    start = a * root**3 if root > 0.3 else exp((log(tail) + loggamma(a + 1)) / a) if lower else a * mpf("0.3")
    if start < mpf("1e-290"):
        return None
    with mp.workdps(40):
        first = log(start)
        y = findroot(excess, (first, first + mpf("1e-4") / sqrt(a)), solver="secant", tol=1e-60, maxsteps=60, verify=False)
        if abs(excess(y)) > mpf("1e-28"):
            raise ArithmeticError(f"no quantile: {a} {tail} {lower}")
        return exp(y)


def main() -> int:
    print("quantity,argument,shape,value")
    for a in SHAPES:
        for distance in DISTANCES:
            x = float(point_at(a, distance))
            if x <= 0:
                continue
            for name, tail in zip(("lower_tail", "upper_tail"), tails(mpf(a), mpf(x)), strict=True):
                if tail > mpf("1e-305"):
                    print(f"{name},{x!r},{float(a)!r},{nstr(tail, 20)}")
    for a in QUANTILE_SHAPES:
        for tail in TAILS:
            for lower in (True, False):
                x = quantile(mpf(a), mpf(tail), lower)
                if x is not None:
                    print(f"{'lower' if lower else 'upper'}_quantile,{tail!r},{float(a)!r},{nstr(x, 20)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
