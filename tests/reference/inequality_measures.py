"""The measures of inequality from their definitions with mpmath, 50 digits: value, standard error, MOVER limits.

Independent of the library: rates are exact fractions, gradients are numerical derivatives of the definition, and limits are
found by bisection of the defining equation. Writes tests/data/reference/inequality_measures.csv to standard output.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from mpmath import erfinv, inf, isinf, isnan, log, mp, mpf, nan, nstr, sqrt

mp.dps = 50

MEASURES = "D R ACI RCI SII RII BGV BGSD COV MDMU MDMW MDBU MDBW MDRU MDRW IDISU IDISW TI MLD PAR PAF".split()
Vector = list[mpf]


def ridits(p: Vector) -> Vector:
    return [sum(p[:j], mpf(0)) + p[j] / 2 for j in range(len(p))]


def line(y: Vector, p: Vector) -> tuple[mpf, mpf]:
    """Intercept and slope of the weighted least-squares line of y on the ridits."""
    x = ridits(p)
    sw, sx, sy = sum(p), sum(a * b for a, b in zip(p, x)), sum(a * b for a, b in zip(p, y))
    sxx, sxy = sum(a * b * b for a, b in zip(p, x)), sum(a * b * c for a, b, c in zip(p, x, y))
    slope = (sw * sxy - sx * sy) / (sw * sxx - sx * sx)
    return (sy - slope * sx) / sw, slope


def over(a: mpf, b: mpf) -> mpf:
    if b == 0:
        return nan if a == 0 else inf
    return a / b


def measure(name: str, y: Vector, p: Vector, favourable: bool, ref: int | None, group: int | None) -> mpf:
    k = len(y)
    mu = sum(a * b for a, b in zip(p, y))
    best = max(y) if favourable else min(y)
    if name in ("D", "R"):
        if ref is not None and group is not None:
            first, second = (y[ref], y[group]) if favourable else (y[group], y[ref])
        else:
            first, second = max(y), min(y)
        return first - second if name == "D" else over(first, second)
    aci = sum(a * (2 * x - 1) * b for a, x, b in zip(p, ridits(p), y))
    bgv = sum(a * (b - mu) ** 2 for a, b in zip(p, y))
    intercept, slope = line(y, p)
    par = (y[ref] if ref is not None else best) - mu
    if name == "RII":
        return (intercept + slope) / intercept if intercept > 0 and intercept + slope > 0 else nan
    if name in ("RCI", "COV", "IDISU", "IDISW", "TI", "MLD", "PAF") and mu == 0:
        return nan
    if name == "MLD" and any(b == 0 and a > 0 for a, b in zip(p, y)):
        return inf
    if name in ("MDRU", "MDRW") and ref is None:
        return nan
    definitions: dict[str, Callable[[], mpf]] = {
        "ACI": lambda: aci,
        "RCI": lambda: aci / mu,
        "SII": lambda: slope,
        "BGV": lambda: bgv,
        "BGSD": lambda: sqrt(bgv),
        "COV": lambda: sqrt(bgv) / mu,
        "MDMU": lambda: sum(abs(b - mu) for b in y) / k,
        "MDMW": lambda: sum(a * abs(b - mu) for a, b in zip(p, y)),
        "MDBU": lambda: sum(abs(b - best) for b in y) / k,
        "MDBW": lambda: sum(a * abs(b - best) for a, b in zip(p, y)),
        "MDRU": lambda: sum(abs(b - y[ref]) for b in y) / k,
        "MDRW": lambda: sum(a * abs(b - y[ref]) for a, b in zip(p, y)),
        "IDISU": lambda: sum(abs(b - mu) for b in y) / k / mu,
        "IDISW": lambda: sum(a * abs(b - mu) for a, b in zip(p, y)) / mu,
        "TI": lambda: sum(a * (b / mu) * log(b / mu) for a, b in zip(p, y) if b > 0),
        "MLD": lambda: -sum(a * log(b / mu) for a, b in zip(p, y) if a > 0),
        "PAR": lambda: par,
        "PAF": lambda: par / mu,
    }
    return definitions[name]()


def standard_error(f: Callable[[Vector], mpf], y: Vector, n: list[int]) -> mpf:
    """Delta method with a central difference of step 1e-20: error 1e-40. Groups without variance are not moved."""
    total = mpf(0)
    h = mpf(10) ** -20
    for j in range(len(y)):
        if y[j] in (0, 1):
            continue
        up, down = [list(y), list(y)]
        up[j] += h
        down[j] -= h
        total += ((f(up) - f(down)) / (2 * h)) ** 2 * y[j] * (1 - y[j]) / n[j]
    return sqrt(total) if total > mpf(10) ** -60 else mpf(0)  # below it is what the step leaves of a gradient of 0


def has_kink(name: str, y: Vector, p: Vector, favourable: bool, ref: int | None, group: int | None) -> bool:
    mu = sum(a * b for a, b in zip(p, y))
    best = max(y) if favourable else min(y)
    tied = sum(b == best for b in y) > 1
    if name in ("D", "R") and group is None:
        return sum(b == max(y) for b in y) > 1 or sum(b == min(y) for b in y) > 1
    if name in ("MDMU", "MDMW", "IDISU", "IDISW"):
        return any(abs(b - mu) < mpf(10) ** -40 for b in y)
    if name in ("MDBU", "MDBW"):
        return tied
    if name in ("MDRU", "MDRW"):
        return any(b == y[ref] for j, b in enumerate(y) if j != ref)
    if name in ("PAR", "PAF") and ref is None:
        return tied
    return name in ("BGSD", "COV") and len(set(y)) == 1


def wilson(x: int, n: int, z: mpf) -> tuple[mpf, mpf]:
    centre = (x + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * sqrt(mpf(x) * (n - x) / n + z * z / 4)
    return centre - half, centre + half


def coefficients(f: Callable[[Vector], mpf], k: int) -> Vector:
    """Of a linear function, from its values at the unit vectors."""
    return [f([mpf(i == j) for i in range(k)]) for j in range(k)]


def linear_limit(c: Vector, y: Vector, limits: list[tuple[mpf, mpf]], sign: int) -> mpf:
    """Lower (-1) or upper (+1) MOVER limit of sum c y."""
    squares = mpf(0)
    for a, b, (low, high) in zip(c, y, limits):
        distance = (high - b if a > 0 else b - low) if sign > 0 else (b - low if a > 0 else high - b)
        squares += a * a * distance * distance
    return sum(a * b for a, b in zip(c, y)) + sign * sqrt(squares)


def ratio_limit(a: Vector, b: Vector, y: Vector, limits: list[tuple[mpf, mpf]], sign: int) -> mpf:
    """theta where the `sign` limit of sum (a - theta b) y is 0, by bisection outward from the estimate."""
    bottom = sum(u * v for u, v in zip(b, y))
    estimate = sum(u * v for u, v in zip(a, y)) / bottom

    def gap(theta: mpf) -> mpf:
        return sign * linear_limit([u - theta * v for u, v in zip(a, b)], y, limits, sign)

    if not gap(estimate) > mpf(10) ** -45:
        return estimate
    step = mpf(1) / 1000
    while gap(estimate + sign * step) > 0:
        step *= 2
        if step > mpf(10) ** 12:
            return sign * inf
    low, high = mpf(0), step
    for _ in range(170):
        middle = (low + high) / 2
        if gap(estimate + sign * middle) > 0:
            low = middle
        else:
            high = middle
    return estimate + sign * (low + high) / 2


def mover(name: str, x: list[int], n: list[int], y: Vector, p: Vector, favourable: bool, ref: int | None, group: int | None, z: mpf):
    k = len(y)
    limits = [wilson(a, b, z) for a, b in zip(x, n)]
    limits = [(mpf(0) if a == 0 else low, mpf(1) if a == b else high) for (low, high), a, b in zip(limits, x, n)]

    def linear(f: Callable[[Vector], mpf]) -> tuple[mpf, mpf]:
        c = coefficients(f, k)
        return linear_limit(c, y, limits, -1), linear_limit(c, y, limits, 1)

    def ratio(f: Callable[[Vector], mpf], g: Callable[[Vector], mpf]) -> tuple[mpf, mpf]:
        a, b = coefficients(f, k), coefficients(g, k)
        if sum(u * v for u, v in zip(b, y)) == 0:
            return 1 / ratio_limit(b, a, y, limits, 1), inf
        return ratio_limit(a, b, y, limits, -1), ratio_limit(a, b, y, limits, 1)

    def mean(v: Vector) -> mpf:
        return sum(a * b for a, b in zip(p, v))

    first, second = (ref, group) if favourable else (group, ref)
    match name:
        case "D" if group is not None:
            return linear(lambda v: v[first] - v[second])
        case "R" if group is not None:
            return ratio(lambda v: v[first], lambda v: v[second])
        case "ACI" | "SII":
            return linear(lambda v: measure(name, v, p, favourable, ref, group))
        case "RCI":
            return ratio(lambda v: measure("ACI", v, p, favourable, ref, group), mean)
        case "RII":
            low, high = ratio(lambda v: sum(line(v, p)), lambda v: line(v, p)[0])
            return max(low, mpf(0)), high
        case "PAR" if ref is not None:
            return linear(lambda v: v[ref] - mean(v))
        case "PAF" if ref is not None:
            low, high = ratio(lambda v: v[ref], mean)
            return low - 1, high - 1
    return None


def number(value: mpf) -> str:
    if isnan(value):
        return "NaN"
    if isinf(value):
        return "Inf" if value > 0 else "-Inf"
    return nstr(value, 18, min_fixed=0, max_fixed=0)


CASES = [
    ([120, 90, 30], [400, 500, 250]),
    ([5, 7], [50, 40]),
    ([0, 3, 8, 20], [30, 45, 60, 100]),
    ([14, 22, 30, 41, 60], [200, 210, 190, 205, 195]),
    ([1, 1, 1], [10, 20, 40]),
    ([10, 20, 30], [20, 40, 60]),
    ([3, 3], [9, 9]),
    ([0, 0, 4], [5, 6, 7]),
    ([0, 0, 0], [5, 6, 7]),
    ([5, 6, 7], [5, 6, 7]),
    ([0, 9], [9, 9]),
    ([207, 596, 77, 15, 4, 98], [2386, 3842, 611, 140, 51, 1203]),
    ([300_000_001, 299_999_990, 300_000_020], [10**9, 10**9, 10**9]),
    ([12, 7, 3, 9, 1, 4, 0, 8, 2, 30], [40, 33, 12, 51, 9, 22, 11, 60, 15, 90]),
]


def main() -> None:
    draw = random.Random(20240611)
    print("events,totals,shares,favourable,reference,group,measure,level,value,standard_error,mover_lower,mover_upper")
    for number_of_case, (x, n) in enumerate(CASES):
        k = len(x)
        for variant in range(4):
            favourable = variant % 2 == 0
            ref = None if variant < 1 else draw.randrange(k)
            group = None if ref is None else (ref + 1 + draw.randrange(k - 1)) % k
            if variant == 3 and k > 2:
                group = None
            shares = [draw.randrange(1, 100) for _ in range(k)] if variant == 2 else n
            level = [0.95, 0.9, 0.99, 0.8][(variant + number_of_case) % 4]
            z = sqrt(mpf(2)) * erfinv(mpf(level))
            p = [mpf(s) / sum(shares) for s in shares]
            y = [mpf(a) / b for a, b in zip(x, n)]
            for name in MEASURES:
                if name in ("MDRU", "MDRW") and ref is None:
                    continue
                value = measure(name, y, p, favourable, ref, group)
                se = nan
                if not isnan(value) and not isinf(value) and not has_kink(name, y, p, favourable, ref, group):
                    se = standard_error(lambda v: measure(name, v, p, favourable, ref, group), y, n)
                bounds = mover(name, x, n, y, p, favourable, ref, group, z) if not isnan(value) else None
                low, high = ("", "") if bounds is None else (number(bounds[0]), number(bounds[1]))
                cells = [" ".join(map(str, x)), " ".join(map(str, n)), " ".join(map(str, shares)) if variant == 2 else "", int(favourable)]
                cells += ["" if ref is None else ref, "" if group is None else group, name, level, number(value), number(se), low, high]
                print(",".join(map(str, cells)))


if __name__ == "__main__":
    main()
