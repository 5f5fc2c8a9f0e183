"""Beta-binomial fits with mpmath (40 digits): maximum likelihood from log-gammas by Newton's method, and Kleinman's moments.

Writes tests/data/reference/shrinkage.csv to standard output.
"""

from __future__ import annotations

import random

from mpmath import exp, findroot, log, loggamma, mp, mpf, nstr, psi

mp.dps = 40


def log_likelihood(x: list[int], n: list[int], m: mpf, big: mpf) -> mpf:
    a, b = big * m, big * (1 - m)
    return sum(
        loggamma(a + i) - loggamma(a) + loggamma(b + j - i) - loggamma(b) - loggamma(a + b + j) + loggamma(a + b) for i, j in zip(x, n)
    )


def slopes(x: list[int], n: list[int], m: mpf, big: mpf) -> tuple[mpf, mpf]:
    a, b = big * m, big * (1 - m)
    da = sum(psi(0, a + i) - psi(0, a) - psi(0, a + b + j) + psi(0, a + b) for i, j in zip(x, n))
    db = sum(psi(0, b + j - i) - psi(0, b) - psi(0, a + b + j) + psi(0, a + b) for i, j in zip(x, n))
    return da, db


def most_likely(x: list[int], n: list[int]) -> tuple[mpf, mpf]:
    # Start from the best point of a grid, so that the root found is the highest maximum of the grid's neighbourhood.
    best = max(((log_likelihood(x, n, mpf(i) / 60, exp(mpf(j) / 2)), i, j) for i in range(1, 60) for j in range(-8, 30)))
    m, big = mpf(best[1]) / 60, exp(mpf(best[2]) / 2)
    a, b = findroot(lambda u, v: slopes(x, n, exp(u) / (exp(u) + exp(v)), exp(u) + exp(v)), (log(big * m), log(big * (1 - m))), tol=1e-50, maxsteps=200)
    assert log_likelihood(x, n, exp(a) / (exp(a) + exp(b)), exp(a) + exp(b)) >= best[0]
    return exp(a) / (exp(a) + exp(b)), exp(a) + exp(b)


def moments(x: list[int], n: list[int]) -> tuple[mpf, mpf]:
    total = sum(n)
    m = mpf(sum(x)) / total
    w = [mpf(j) / total for j in n]
    s = sum(a * (mpf(i) / j - m) ** 2 for a, i, j in zip(w, x, n))
    chance = sum(a * (1 - a) / j for a, j in zip(w, n))
    rho = (s / (m * (1 - m)) - chance) / (sum(a * (1 - a) for a in w) - chance)
    return m, mp.inf if rho <= 0 else (mpf(0) if rho >= 1 else 1 / rho - 1)


def number(v: mpf) -> str:
    return "Inf" if v == mp.inf else nstr(v, 18, min_fixed=0, max_fixed=0)


def main() -> None:
    draw = random.Random(5)
    print("events,totals,ml_mean,ml_concentration,mom_mean,mom_concentration")
    cases = [([12, 30, 3, 44], [40, 60, 25, 180]), ([0, 1, 5], [10, 10, 10]), ([1, 3], [10, 12]), ([300, 100, 500, 7], [2000, 900, 2500, 300])]
    for k, shape, size in ((5, 3, 40), (12, 20, 200), (40, 60, 500), (8, 0.4, 30), (30, 5, 3000)):
        for _ in range(3):
            n = [draw.randrange(5, size) for _ in range(k)]
            p = [draw.betavariate(shape * 0.3, shape * 0.7) for _ in n]
            cases.append(([sum(draw.random() < q for _ in range(j)) for q, j in zip(p, n)], n))
    for x, n in cases:
        m, _ = moments(x, n)
        over = sum((i - j * m) ** 2 for i, j in zip(x, n)) / (m * (1 - m)) - sum(n)
        ml = most_likely(x, n) if over > 0 else (m, mp.inf)
        print(",".join([" ".join(map(str, x)), " ".join(map(str, n)), *map(number, ml), *map(number, moments(x, n))]))


if __name__ == "__main__":
    main()
