"""Meta-analyses with mpmath (30 digits) from the definitions, checked against statsmodels where that has the method.

statsmodels gives DerSimonian-Laird, Paule-Mandel ("iterated") and Hartung-Knapp; it agrees to the tolerance of its iteration (1e-6).
Writes tests/data/reference/meta_analysis.csv to standard output. Needs mpmath, numpy, statsmodels.
"""

from __future__ import annotations

import random
import sys

import numpy
from mpmath import betainc, erfinv, gammainc, mp, mpf, nstr, sqrt
from statsmodels.stats.meta_analysis import combine_effects

mp.dps = 30

Vector = list[mpf]


def pooled(y: Vector, v: Vector, tau2: mpf) -> tuple[mpf, mpf, mpf]:
    w = [1 / (a + tau2) for a in v]
    mu = sum(a * b for a, b in zip(w, y)) / sum(w)
    return mu, sum(w), sum(a * (b - mu) ** 2 for a, b in zip(w, y))


def bisected(f, low: mpf, high: mpf) -> mpf:
    for _ in range(140):
        middle = (low + high) / 2
        if f(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def number(x: mpf) -> str:
    return "NaN" if x is None else nstr(x, 18, min_fixed=0, max_fixed=0)


def main() -> None:
    draw = random.Random(77)
    print("effects,variances,method,hartung_knapp,level,estimate,standard_error,lower,upper,tau2,tau2_lower,tau2_upper,q,q_pvalue,i2,i2_lower,i2_upper,prediction_lower,prediction_upper")
    worst = 0.0
    for case in range(24):
        k = [2, 3, 4, 6, 10, 25][case % 6]
        spread = [0.0, 0.1, 0.5, 2.0][case // 6]
        v_text = [f"{draw.uniform(0.005, 0.3):.4f}" for _ in range(k)]
        y_text = [f"{0.4 + draw.gauss(0, float(v) ** 0.5) + draw.gauss(0, spread):.4f}" for v in v_text]
        y, v = [mpf(float(t)) for t in y_text], [mpf(float(t)) for t in v_text]
        level = [0.95, 0.9, 0.99][case % 3]
        tail = (1 - mpf(level)) / 2
        z = sqrt(mpf(2)) * erfinv(mpf(level))
        t1 = bisected(lambda t: betainc(mpf(k - 1) / 2, mpf(1) / 2, 0, (k - 1) / (k - 1 + t * t), regularized=True) - 2 * tail, mpf(0), mpf(10) ** 4)
        t2 = None if k < 3 else bisected(lambda t: betainc(mpf(k - 2) / 2, mpf(1) / 2, 0, (k - 2) / (k - 2 + t * t), regularized=True) - 2 * tail, mpf(0), mpf(10) ** 4)
        mu0, w0, q = pooled(y, v, mpf(0))
        information = w0 - sum(1 / a**2 for a in v) / w0
        p = gammainc(mpf(k - 1) / 2, q / 2, mp.inf, regularized=True)
        quantile = lambda upper: 2 * bisected(lambda x: gammainc(mpf(k - 1) / 2, x, mp.inf, regularized=True) - upper, mpf(0), mpf(200))
        def profile(goal: mpf) -> mpf:
            return mpf(0) if q <= goal else bisected(lambda t: pooled(y, v, t)[2] - goal, mpf(0), mpf(10) ** 6)
        tau = (profile(quantile(tail)), profile(quantile(1 - tail)))
        s2 = (k - 1) / information
        i2 = max(mpf(0), (q - (k - 1)) / q)
        for method in ("fixed", "dersimonian_laird", "paule_mandel"):
            tau2 = {"fixed": mpf(0), "dersimonian_laird": max(mpf(0), (q - (k - 1)) / information)}.get(method)
            if tau2 is None:
                tau2 = profile(mpf(k - 1))
            mu, w, spread2 = pooled(y, v, tau2)
            for hk in (0, 1):
                if method == "fixed" and hk:
                    continue
                se = sqrt(spread2 / ((k - 1) * w)) if hk else 1 / sqrt(w)
                half = (t1 if hk else z) * se
                wide = None if method == "fixed" or k < 3 else t2 * sqrt(tau2 + 1 / w)
                cells = [" ".join(y_text), " ".join(v_text), method, hk, level, number(mu), number(se), number(mu - half), number(mu + half), number(tau2)]
                cells += [number(tau[0]), number(tau[1]), number(q), number(p), number(i2), number(tau[0] / (tau[0] + s2)), number(tau[1] / (tau[1] + s2))]
                cells += ["NaN", "NaN"] if wide is None else [number(mu - wide), number(mu + wide)]
                print(",".join(map(str, cells)))
                peer = combine_effects(numpy.array([float(a) for a in y]), numpy.array([float(a) for a in v]), method_re="dl" if method != "paule_mandel" else "iterated", use_t=False)
                if method == "fixed":
                    pairs = [(mu, peer.mean_effect_fe), (se, peer.sd_eff_w_fe), (q, peer.q)]
                else:
                    pairs = [(mu, peer.mean_effect_re), (tau2, max(0.0, peer.tau2)), (se, peer.sd_eff_w_re_hksj if hk else peer.sd_eff_w_re)]
                    if peer.tau2 < 0:
                        pairs = []
                worst = max([worst] + [abs(float(a) - b) / max(1e-3, abs(float(a))) for a, b in pairs])
    print(f"largest relative distance from statsmodels: {worst:.2e}", file=sys.stderr)


if __name__ == "__main__":
    main()
