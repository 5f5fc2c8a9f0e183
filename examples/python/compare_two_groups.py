"""Were White applicants likelier to be appointed from shortlisting than BME applicants?

In one published report 596 of 3,842 White and 207 of 2,386 BME applicants were appointed.
"""

import equitable as eq

appointed = (596, 3842, 207, 2386)

ratio = eq.relative_likelihood(*appointed)
print(f"relative likelihood {ratio.value:.2f}, 95 % interval {ratio.lower:.2f} to {ratio.upper:.2f}")

difference = eq.rate_difference(*appointed)
print(f"rate difference     {difference.value:.3f}, 95 % interval {difference.lower:.3f} to {difference.upper:.3f}")

verdict = eq.verdict(*appointed)
print(f"verdict             {verdict.state}, {verdict.grade}; {verdict.fragility} people would change it")
print(verdict.sentence(group="White applicants", reference="BME applicants", outcome="be appointed from shortlisting"))
