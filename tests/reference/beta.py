#!/usr/bin/env python3
"""Reference values of the beta and binomial distributions, by mpmath alone, with 40 digits.

    python3 tests/reference/beta.py beta > tests/data/reference/beta.csv
    python3 tests/reference/beta.py binomial > tests/data/reference/binomial.csv

Arguments are doubles, taken at their exact value. A tail is the integral of the density in the logit, cut where nothing is
left; a quantile is Newton's root of the logarithm of such a tail, and a `_rest` row is one minus it. Takes a few minutes.
"""

from __future__ import annotations

import sys
from functools import lru_cache

from mpmath import exp, log, loggamma, log1p, mp, mpf, nstr, quad, sqrt

mp.dps = 40


@lru_cache(maxsize=None)
def log_inverse_beta(a: mpf, b: mpf, digits: int) -> mpf:
    with mp.workdps(digits):
        return loggamma(a + b) - loggamma(a) - loggamma(b)


def log_edge(w: mpf, a: mpf, b: mpf) -> mpf:
    """log of q^a (1-q)^b / B(a, b) at the logit w."""
    return log_inverse_beta(a, b, mp.dps) - a * log1p(exp(-w)) - b * log1p(exp(w))


def tail_below(w: mpf, a: mpf, b: mpf) -> mpf:
    """P(logit B <= w)."""
    q = 1 / (1 + exp(-w))
    if w > log(a / b):
        return 1 - tail_below(-w, b, a)
    width = 1 / sqrt((a + b) * q * (1 - q) + (a * (1 - q) - b * q) ** 2 / 40 + min(a, b) / 100)
    peak = log_edge(w, a, b)
    points = [w]
    step = width
    while log_edge(points[-1], a, b) > peak - 2.5 * mp.dps:
        points.append(points[-1] - step)
        if points[-1] < w - 8 * width:
            step *= 2
    # In units of the end's height: quad judges its error by absolute size.
    return exp(peak) * quad(lambda v: exp(log_edge(v, a, b) - peak), points[::-1], method="gauss-legendre")


def lower_tail(q: mpf, a: mpf, b: mpf) -> mpf:
    return tail_below(log(q / (1 - q)), a, b)


def upper_tail(q: mpf, a: mpf, b: mpf) -> mpf:
    return tail_below(log((1 - q) / q), b, a)


def lower_quantile(tail: mpf, a: mpf, b: mpf) -> mpf:
    """The logit of the quantile. The logarithm of the tail is concave in it, so that Newton's steps cannot run away."""
    w = log(a / b)
    digits = 15
    for _ in range(100):
        with mp.workdps(digits + 18):  # a logit of a large sample moves its tail by many digits more
            found = tail_below(w, a, b)
            step = -log(found / tail) * found / exp(log_edge(w, a, b))
            w += step
            if abs(step) < mpf(10) ** (-0.6 * digits) / sqrt(a + b):
                if digits == 32:
                    return w
                digits = 32
    raise ArithmeticError(f"no root for {tail}, {a}, {b}")


def number(value: mpf) -> str:
    return nstr(value, 20, min_fixed=0, max_fixed=0)


SHAPES = [
    (0.5, 0.5), (0.5, 1.5), (1.0, 1.0), (0.5, 20.5), (20.5, 0.5), (1.0, 30.0), (2.5, 3.5), (3.0, 900.0), (17.0, 4.0),
    (45.5, 60.5), (150.0, 260.0), (190.0, 5000.0), (240.0, 201.0), (0.5, 1e9 + 0.5), (1e9 + 0.5, 0.5), (1.0, 1e9),
    (10.5, 1e9 - 9.5), (150.0, 1e7), (1e7, 190.0), (260.5, 1e9), (500.5, 600.5), (5e3, 7e3), (3e5, 7e5 + 1.0),
    (1e6 + 0.5, 3e8), (5e8 + 0.5, 5e8 + 0.5), (2.0**52, 2.0**52), (3.0, 2.0**53 - 3), (1e6, 2.0**53),
]  # fmt: skip
TAILS = [1e-300, 1e-10, 1e-3, 0.025, 0.5]


def beta_rows() -> None:
    print("quantity,argument,a,b,value")
    for a, b in SHAPES:
        for tail in TAILS:
            for name, first, second in (("lower", a, b), ("upper", b, a)):
                w = lower_quantile(mpf(tail), mpf(first), mpf(second))
                small, large = 1 / (1 + exp(-w)), 1 / (1 + exp(w))
                q, rest = (small, large) if name == "lower" else (large, small)
                if small > mpf(10) ** -307:
                    print(f"{name}_quantile,{tail!r},{a!r},{b!r},{number(q)}")
                    print(f"{name}_quantile_rest,{tail!r},{a!r},{b!r},{number(rest)}")
                at = float(q)
                if 1e-307 < at < 1 and (tail_of := lower_tail(mpf(at), mpf(a), mpf(b))) > mpf(10) ** -305:
                    print(f"lower_tail,{at!r},{a!r},{b!r},{number(tail_of)}")
                    print(f"upper_tail,{at!r},{a!r},{b!r},{number(upper_tail(mpf(at), mpf(a), mpf(b)))}")


TOTALS = [1, 2, 7, 30, 400, 1000, 25_000, 10**6, 10**9, 2**53]
RATES = [1e-12, 1e-6, 0.013, 0.3, 0.5, 0.97]


def binomial_rows() -> None:
    print("quantity,x,n,p,value")
    for n in TOTALS:
        for p in RATES:
            mean, spread = mpf(n) * mpf(p), sqrt(mpf(n) * mpf(p) * (1 - mpf(p)))
            wanted = {int(mean + z * spread + mpf(1) / 2) for z in (-30, -6, -2, -0.5, 0, 0.5, 2, 6, 30)} | {1, n - 1}
            for x in sorted(x for x in wanted if 0 <= x <= n):
                mass = loggamma(n + 1) - loggamma(x + 1) - loggamma(n - x + 1) + x * log(mpf(p)) + (n - x) * log1p(-mpf(p))
                if mass < -680:
                    continue
                print(f"log_choose,{x},{n},,{number(loggamma(mpf(n) + 1) - loggamma(mpf(x) + 1) - loggamma(mpf(n) - x + 1))}")
                print(f"mass,{x},{n},{p!r},{number(exp(mass))}")
                if x < n:
                    print(f"lower_tail,{x},{n},{p!r},{number(upper_tail(mpf(p), mpf(x + 1), mpf(n - x)))}")
                if x > 0:
                    print(f"upper_tail,{x},{n},{p!r},{number(lower_tail(mpf(p), mpf(x), mpf(n - x + 1)))}")


if __name__ == "__main__":
    {"beta": beta_rows, "binomial": binomial_rows}[sys.argv[1]]()
