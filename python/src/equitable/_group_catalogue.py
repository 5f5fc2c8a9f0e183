"""Every method of the functions of many groups, person-time and pairs: its formula, its use and its source, for `explain()`.

The letters: x of n in each of K groups, N everybody; E the expected count of a cell; a of n1 and c of n0 in a stratum, b and d those without the outcome;
m events in all; z the normal quantile and α the risk of the level; μ the number of events expected.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["GroupMethod", "methods_of"]


@dataclass(frozen=True, slots=True)
class GroupMethod:
    """What there is to say about a method: ★ default, ● good, ○ for a special purpose, ✗ not to be used in practice."""

    name: str
    use: str
    formula: str
    source: str
    when: str = ""
    """Where a method that is not the default is the one to choose."""


# One line a method: name | use | formula | source
_TABLES = {
    "homogeneity": """
n_minus_1_chi2 | ★ | (N − 1)/N of Σ (count − E)²/E, by chi-squared with (rows − 1)(columns − 1) degrees of freedom | Pearson ES (1947), Biometrika 34, 139–167
pearson_chi2 | ● | Σ (count − E)²/E, by chi-squared with (rows − 1)(columns − 1) degrees of freedom | Pearson K (1900), Philosophical Magazine 50, 157–175
g_test | ○ | 2 Σ count log(count/E), by chi-squared with (rows − 1)(columns − 1) degrees of freedom | Wilks SS (1935), Annals of Mathematical Statistics 6, 190–196
freeman_halton_minlike | ● | the probability of all tables with these margins that are no more likely than this one | Freeman GH, Halton JH (1951), Biometrika 38, 141–149
freeman_halton_midp | ● | freeman_halton_minlike less half of the probability of the tables that are as likely as this one | Freeman GH, Halton JH (1951), Biometrika 38, 141–149
exact_conditional_pearson | ● | the probability of all tables with these margins whose Σ (count − E)²/E is no smaller | Mehta CR, Patel NR (1983), Journal of the American Statistical Association 78, 427–434
exact_conditional_lr | ○ | the probability of all tables with these margins whose likelihood ratio is no smaller | Mehta CR, Patel NR (1983), Journal of the American Statistical Association 78, 427–434
""",
    "association": """
cramers_v_bias_corrected | ★ | √(φ²/min(R − 1, C − 1)), φ² = max(0, X²/N − (rows − 1)(columns − 1)/(N − 1)), R and C the sizes less their own bias | Bergsma W (2013), Journal of the Korean Statistical Society 42, 323–328
cramers_v | ● | √(X²/(N min(rows − 1, columns − 1))) | Cramér H (1946), Mathematical Methods of Statistics
contingency_coefficient | ○ | √(X²/(X² + N)), which never reaches 1 | Pearson K (1904), Drapers' Company Research Memoirs, Biometric Series 1
""",
    "residuals": """
adjusted | ★ | (count − E)/√(E (1 − row total/N)(1 − column total/N)), two-sided by the normal distribution | Haberman SJ (1973), Biometrics 29, 205–220
""",
    "marascuilo": """
marascuilo | ○ | d²/v, d the difference of two rates and v = Σ p(1 − p)/n, by chi-squared with K − 1 degrees of freedom | Marascuilo LA (1966), Psychological Bulletin 65, 280–290
""",
    "trend": """
linear_by_linear_n_minus_1 | ★ | √((N − 1)/N) of T/√(p(1 − p) S), T = Σ w(x − n p), S = Σ n(w − w̄)², w the scores | Mantel N (1963), Journal of the American Statistical Association 58, 690–700
cochran_armitage | ● | T/√(p(1 − p) S), T = Σ w(x − n p), S = Σ n(w − w̄)², w the scores | Cochran WG (1954), Biometrics 10, 417–451; Armitage P (1955), Biometrics 11, 375–386
cochran_armitage_chi2 | ● | the square of cochran_armitage | Armitage P (1955), Biometrics 11, 375–386
cochran_armitage_cc_half_gap | ○ | cochran_armitage with T drawn towards 0 by half the gap between scores | Armitage P (1955), Biometrics 11, 375–386
departure_from_trend | ● | Σ (x − n p)²/(n p(1 − p)) less cochran_armitage_chi2, by chi-squared with K − 2 degrees of freedom | Armitage P (1955), Biometrics 11, 375–386
logistic_wald | ○ | slope/standard error of a logistic regression on the score | Cox DR (1970), The Analysis of Binary Data
logistic_lr | ● | twice the log likelihood that a logistic regression on the score gains over one common rate | Wilks SS (1938), Annals of Mathematical Statistics 9, 60–62
exact_two_sided_doubling | ○ | twice the smaller tail of Σ w x given the events in all | Cox DR (1970), The Analysis of Binary Data; Mehta CR, Patel NR, Senchaudhuri P (1992), Journal of Computational and Graphical Statistics 1, 21–40
exact_two_sided_abs_deviation | ● | the probability of a Σ w x no nearer to its mean, given the events in all | Mehta CR, Patel NR, Senchaudhuri P (1992), Journal of Computational and Graphical Statistics 1, 21–40
exact_two_sided_point_prob | ○ | the probability of all values of Σ w x that are no more likely, given the events in all | Mehta CR, Patel NR, Senchaudhuri P (1992), Journal of Computational and Graphical Statistics 1, 21–40
midp_two_sided_doubling | ● | twice the smaller tail of Σ w x given the events in all, half of the observed value's probability taken off | Lancaster HO (1961), Journal of the American Statistical Association 56, 223–234
midp_two_sided_abs_deviation | ● | exact_two_sided_abs_deviation less half of the probability of the values as far from the mean | Lancaster HO (1961), Journal of the American Statistical Association 56, 223–234
exact_greater | ○ | the upper tail of Σ w x given the events in all | Cox DR (1970), The Analysis of Binary Data
exact_less | ○ | the lower tail of Σ w x given the events in all | Cox DR (1970), The Analysis of Binary Data
midp_greater | ● | the upper tail of Σ w x given the events in all, half of the observed value's probability taken off | Lancaster HO (1961), Journal of the American Statistical Association 56, 223–234
midp_less | ● | the lower tail of Σ w x given the events in all, half of the observed value's probability taken off | Lancaster HO (1961), Journal of the American Statistical Association 56, 223–234
""",
    "trend_slope": """
linear_slope | ● | Σ w(x − n p)/Σ n(w − w̄)², its error from the binomial variances of the groups | Armitage P (1955), Biometrics 11, 375–386
logistic_slope | ● | the slope of a logistic regression on the score, by maximum likelihood | Cox DR (1970), The Analysis of Binary Data
""",
    "linear_by_linear": """
linear_by_linear_z | ★ | √(N − 1) r, r the correlation of row score and column score | Mantel N (1963), Journal of the American Statistical Association 58, 690–700
linear_by_linear_M2 | ● | (N − 1) r², by chi-squared with 1 degree of freedom | Mantel N (1963), Journal of the American Statistical Association 58, 690–700
""",
    "slope_index": """
linear | ★ | the line fitted to the rates over rank from 0 to 1, each band with the weight of its people | Pamuk ER (1985), Population Studies 39, 17–31; Mackenbach JP, Kunst AE (1997), Social Science & Medicine 44, 757–771
log | ● | the line fitted to the logarithms of the rates over rank from 0 to 1 | Mackenbach JP, Kunst AE (1997), Social Science & Medicine 44, 757–771
logit | ● | the line fitted to the log odds of the rates over rank from 0 to 1 | Mackenbach JP, Kunst AE (1997), Social Science & Medicine 44, 757–771
""",
    "stratified": """
score_mh_rr | ★ | the ratios t with |Σ w(p1 − t p0)| ≤ z √Σ w² λ V(t), w = n1 n0/N, V at the restricted rates of each stratum | Laud PJ (2017), Pharmaceutical Statistics 16, 334–348
mh_rr | ● | Σ a n0/N over Σ c n1/N, × exp(±z · standard error) | Greenland S, Robins JM (1985), Biometrics 41, 55–68
iv_rr | ○ | the mean of the strata's log ratios, weighted by 1/variance, back-transformed | Woolf B (1955), Annals of Human Genetics 19, 251–253
score_mh_rd | ★ | the differences d with |Σ w(p1 − p0 − d)| ≤ z √Σ w² λ V(d), w = n1 n0/N, V at the restricted rates of each stratum | Laud PJ (2017), Pharmaceutical Statistics 16, 334–348
mh_rd_sato | ● | Σ (a n0 − c n1)/N over Σ n1 n0/N, ± z · standard error | Sato T (1989), Biometrics 45, 1323–1324
mh_rd_gr | ○ | Σ (a n0 − c n1)/N over Σ n1 n0/N, ± z · standard error | Greenland S, Robins JM (1985), Biometrics 41, 55–68
iv_rd | ○ | the mean of the strata's differences, weighted by 1/variance | Cochran WG (1954), Biometrics 10, 101–129
mh_or | ★ | Σ a d/N over Σ b c/N, × exp(±z · standard error) | Mantel N, Haenszel W (1959), Journal of the National Cancer Institute 22, 719–748; Robins J, Breslow N, Greenland S (1986), Biometrics 42, 311–323
midp_or | ● | the odds ratios whose two tails of Σ a given all margins, half of the observed value taken off, are at least α/2 | Gart JJ (1970), Biometrika 57, 471–475
exact_or | ○ | the odds ratios whose two tails of Σ a given all margins are at least α/2 | Gart JJ (1970), Biometrika 57, 471–475
iv_or | ○ | the mean of the strata's log odds ratios, weighted by 1/variance, back-transformed | Woolf B (1955), Annals of Human Genetics 19, 251–253
peto | ○ | exp(D/V ± z/√V), D the group's events beyond those expected and V their variance; small effects in balanced groups only | Yusuf S, Peto R, Lewis J, Collins R, Sleight P (1985), Progress in Cardiovascular Diseases 27, 335–371
""",
    "stratified_test": """
cmh | ★ | D²/V, D = Σ (a − n1 m/N), V its variance given the margins; with chi-squared of 1 degree of freedom | Mantel N, Haenszel W (1959), Journal of the National Cancer Institute 22, 719–748
cmh_cc | ○ | max(0, |D| − ½)²/V | Mantel N, Haenszel W (1959), Journal of the National Cancer Institute 22, 719–748
cochran | ○ | D²/V with N in the place of N − 1 in the variance | Cochran WG (1954), Biometrics 10, 417–451
exact_midp_central | ● | twice the smaller tail of Σ a given all margins, half of the observed value's probability taken off | Lancaster HO (1961), Journal of the American Statistical Association 56, 223–234
exact_central | ○ | twice the smaller tail of Σ a given all margins | Gart JJ (1970), Biometrika 57, 471–475; Mehta CR, Patel NR, Gray R (1985), Journal of the American Statistical Association 80, 969–973
exact_minlike | ○ | the probability of all values of Σ a that are no more likely, given all margins | Mehta CR, Patel NR, Gray R (1985), Journal of the American Statistical Association 80, 969–973
""",
    "stratified_homogeneity": """
tarone | ★ | Σ (a − A)²/v − (Σ (a − A))²/Σ v, A the events expected at the Mantel-Haenszel odds ratio and v their variance | Tarone RE (1985), Biometrika 72, 91–95
breslow_day | ● | Σ (a − A)²/v, A the events expected at the Mantel-Haenszel odds ratio and v their variance | Breslow NE, Day NE (1980), Statistical Methods in Cancer Research I
cochran_q | ● | Σ (effect − pooled effect)²/variance, logarithms of ratios | Cochran WG (1954), Biometrics 10, 101–129; Higgins JPT, Thompson SG (2002), Statistics in Medicine 21, 1539–1558
score | ● | the least over all common ratios (or differences) of the sum of the strata's squared score statistics; where a stratum holds a zero | Gart JJ, Nam J (1988), Biometrics 44, 323–338
""",
    "shares": """
goodman_wilson_bonferroni | ★ | the Wilson interval of each share at the risk α/k | Goodman LA (1965), Technometrics 7, 247–254
quesenberry_hurst | ○ | the Wilson interval with the chi-squared quantile of k − 1 degrees of freedom for z² | Quesenberry CP, Hurst DC (1964), Technometrics 6, 191–195
wilson_no_adjustment | ● | the Wilson interval of each share by itself | Wilson EB (1927), Journal of the American Statistical Association 22, 209–212
gold_wald_scheffe | ✗ | share ± √(q p(1 − p)/n), q the chi-squared quantile of k − 1 degrees of freedom | Gold RZ (1963), Annals of Mathematical Statistics 34, 56–74
goodman_wald_bonferroni | ✗ | share ± z √(p(1 − p)/n) at the risk α/k | Goodman LA (1965), Technometrics 7, 247–254
fitzpatrick_scott | ○ | share ± z/(2√n) | Fitzpatrick S, Scott A (1987), Journal of the American Statistical Association 82, 875–878
clopper_pearson_bonferroni | ○ | the Clopper-Pearson interval of each share at the risk α/k | Clopper CJ, Pearson ES (1934), Biometrika 26, 404–413
sison_glaz | ○ | intervals of one width, the shortest whose joint coverage reaches the level | Sison CP, Glaz J (1995), Journal of the American Statistical Association 90, 366–369
""",
    "composition": """
pearson_gof | ★ | Σ (count − n·share)²/(n·share), by chi-squared with k − 1 degrees of freedom | Pearson K (1900), Philosophical Magazine 50, 157–175
g_gof | ○ | 2 Σ count log(count/(n·share)), by chi-squared with k − 1 degrees of freedom | Wilks SS (1935), Annals of Mathematical Statistics 6, 190–196
exact_multinomial_minlike | ● | the probability of all compositions that are no more likely than this one | Radlow R, Alf EF (1975), Journal of the American Statistical Association 70, 811–813
exact_multinomial_midp | ● | exact_multinomial_minlike less half of the probability of the compositions as likely as this one | Lancaster HO (1961), Journal of the American Statistical Association 56, 223–234
exact_multinomial_pearson | ● | the probability of all compositions whose Pearson statistic is no smaller | Radlow R, Alf EF (1975), Journal of the American Statistical Association 70, 811–813
n_minus_1_chi2 | ★ | (N − 1)/N of the chi-squared of both samples in one table | Pearson ES (1947), Biometrika 34, 139–167
pearson_chi2 | ● | the chi-squared of both samples in one table | Pearson K (1900), Philosophical Magazine 50, 157–175
g_test | ○ | the likelihood ratio of both samples in one table | Wilks SS (1935), Annals of Mathematical Statistics 6, 190–196
""",
    "person_time_rate": """
garwood_exact | ★ | the μ with P(X ≥ x) ≥ α/2 and P(X ≤ x) ≥ α/2, over the exposure | Garwood F (1936), Biometrika 28, 437–442
mid_p | ● | the μ with P(X > x) + ½ P(X = x) ≥ α/2 and P(X < x) + ½ P(X = x) ≥ α/2, over the exposure | Cohen GR, Yang SY (1994), Statistics in Medicine 13, 2189–2203
byar | ● | x(1 − 1/(9x) − z/(3√x))³ and, with x + 1 for x, its mirror | Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II
score | ● | the μ with |x − μ| ≤ z √μ | Rao CR (1948), Mathematical Proceedings of the Cambridge Philosophical Society 44, 50–57
scas | ● | the score interval with its skewness corrected | Laud PJ (2017), Pharmaceutical Statistics 16, 334–348
jeffreys | ● | the α/2 and 1 − α/2 quantiles of the gamma distribution with the shape x + ½ | Brown LD, Cai TT, DasGupta A (2003), Statistica Sinica 13, 19–49
wald | ✗ | x ± z √x, cut at 0 | Laplace PS (1812), Théorie analytique des probabilités
log_wald | ○ | x exp(±z/√x) | Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II
""",
    "person_time_ratio": """
conditional_mid_p | ★ | from the mid-p limits q of x1 out of x1 + x2: q/(1 − q) · t2/t1 | Cohen GR, Yang SY (1994), Statistics in Medicine 13, 2189–2203
exact_conditional_central | ○ | from the Clopper-Pearson limits q of x1 out of x1 + x2: q/(1 − q) · t2/t1 | Przyborowski J, Wilenski H (1940), Biometrika 31, 313–323
score_wilson | ● | from the Wilson limits q of x1 out of x1 + x2: q/(1 − q) · t2/t1 | Wilson EB (1927), Journal of the American Statistical Association 22, 209–212
log_wald | ○ | ratio × exp(±z √(1/x1 + 1/x2)) | Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II
""",
    "person_time_difference": """
rate_difference_score | ★ | the differences d with |r1 − r2 − d| ≤ z √V(d), V at the restricted rates | Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213–226
rate_difference_mover_score | ● | the distances from each rate to its score limits, combined as the root of their summed squares | Zou GY, Donner A (2008), Statistics in Medicine 27, 1693–1702
rate_difference_wald | ✗ | r1 − r2 ± z √(x1/t1² + x2/t2²) | Laplace PS (1812), Théorie analytique des probabilités
""",
    "person_time_test": """
midp_central | ★ | twice the smaller tail of a Poisson count with the mean μ, half of the observed value taken off | Lancaster HO (1961), Journal of the American Statistical Association 56, 223–234
exact_central | ○ | twice the smaller tail of a Poisson count with the mean μ | Garwood F (1936), Biometrika 28, 437–442
exact_minlike | ○ | the probability of all counts that are no more likely than this one | Sterne TE (1954), Biometrika 41, 275–278
score | ● | (x − μ)/√μ | Rao CR (1948), Mathematical Proceedings of the Cambridge Philosophical Society 44, 50–57
conditional_midp | ★ | the mid-p binomial test of x1 out of x1 + x2 | Cohen GR, Yang SY (1994), Statistics in Medicine 13, 2189–2203
conditional_exact | ○ | the exact binomial test of x1 out of x1 + x2 | Przyborowski J, Wilenski H (1940), Biometrika 31, 313–323
conditional_minlike | ○ | the probability of all splits of x1 + x2 that are no more likely than this one | Przyborowski J, Wilenski H (1940), Biometrika 31, 313–323
conditional_score | ● | the score test of x1 out of x1 + x2 | Wilson EB (1927), Journal of the American Statistical Association 22, 209–212
""",
    "standardised_rate": """
dobson_byar | ★ | rate + √(variance/events) · (B − events), B the Byar limits of the events | Dobson AJ, Kuulasmaa K, Eberle E, Scherer J (1991), Statistics in Medicine 10, 457–462
dobson_exact | ● | rate + √(variance/events) · (B − events), B the exact limits of the events | Dobson AJ, Kuulasmaa K, Eberle E, Scherer J (1991), Statistics in Medicine 10, 457–462
normal | ✗ | rate ± z √variance | Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II
fay_feuer_gamma | ● | gamma quantiles of the rate and its variance, the largest weight added for the upper limit | Fay MP, Feuer EJ (1997), Statistics in Medicine 16, 791–801
tiwari_gamma | ● | gamma quantiles of the rate and its variance, the mean weight added for the upper limit | Tiwari RC, Clegg LX, Zou Z (2006), Statistical Methods in Medical Research 15, 547–569
""",
    "funnel_limits": """
normal | ★ | target ± z · standard error of a unit of this size at the target | Spiegelhalter DJ (2005), Statistics in Medicine 24, 1185–1202
exact | ● | the tails α/2 of the binomial or Poisson distribution at the target, between counts by their share | Spiegelhalter DJ (2005), Statistics in Medicine 24, 1185–1202
""",
    "paired_difference": """
rd_tango_score | ★ | the differences d whose score (b − c − n d)/√(n(2q + d(1 − d))), q restricted to d, is within ±z; b and c those who changed | Tango T (1998), Statistics in Medicine 17, 891–908
rd_bonett_price | ● | the Wald interval after adding 1 to each of those who changed | Bonett DG, Price RM (2012), Journal of Educational and Behavioral Statistics 37, 479–488
rd_newcombe_square_add | ● | the Wilson limits of both rates, their distances combined with the correlation of the pairs | Newcombe RG (1998), Statistics in Medicine 17, 2635–2650
rd_newcombe_square_add_uncorrected_phi | ○ | rd_newcombe_square_add without the correction of the correlation | Newcombe RG (1998), Statistics in Medicine 17, 2635–2650
rd_agresti_min | ○ | the Wald interval after adding ½ to each of those who changed | Agresti A, Min Y (2005), Statistics in Medicine 24, 729–740
rd_wald | ✗ | (b − c)/n ± z √((b + c)/n − ((b − c)/n)²)/√n, cut to [−1, 1] | Newcombe RG (1998), Statistics in Medicine 17, 2635–2650
rd_wald_cc | ✗ | rd_wald with 1/n added to half its width | Newcombe RG (1998), Statistics in Medicine 17, 2635–2650
""",
    "paired_ratio": """
rr_tang_score | ★ | the ratios t whose score, at the rates restricted to t, is within ±z | Tang NS, Tang ML, Chan ISF (2003), Statistics in Medicine 22, 1217–1233
rr_bonett_price_hybrid | ● | the Wilson limits of both rates at a shortened quantile, divided by each other | Bonett DG, Price RM (2006), Statistics in Medicine 25, 3039–3047
rr_wald_log | ○ | ratio × exp(±z √((b + c)/(x1 x2))) | Desu MM, Raghavarao D (2004), Nonparametric Statistical Methods for Complete and Censored Data
""",
    "paired_odds_ratio": """
or_mid_p | ★ | from the mid-p limits q of b out of b + c, those who changed: q/(1 − q) | Fagerland MW, Lydersen S, Laake P (2014), Statistics in Medicine 33, 2850–2875
or_clopper_pearson | ○ | from the Clopper-Pearson limits q of b out of b + c, those who changed: q/(1 − q) | Fagerland MW, Lydersen S, Laake P (2014), Statistics in Medicine 33, 2850–2875
or_wilson | ● | from the Wilson limits q of b out of b + c, those who changed: q/(1 − q) | Fagerland MW, Lydersen S, Laake P (2014), Statistics in Medicine 33, 2850–2875
or_wald | ○ | b/c × exp(±z √(1/b + 1/c)) | Fagerland MW, Lydersen S, Laake P (2014), Statistics in Medicine 33, 2850–2875
""",
    "decomposition": """
kitagawa | ★ | make-up: Σ (share − reference share)(rate + reference rate)/2; rates: Σ (rate − reference rate)(share + reference share)/2 | Kitagawa EM (1955), Journal of the American Statistical Association 50, 1168–1194
""",
    "shortfall": """
reference | ★ | total × (rate of the reference − rate), the limits those of the difference of rates | Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213–226
pooled | ● | total × (rate of all together − rate), the limits those of the difference of rates | Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213–226
best | ○ | total × (highest rate − rate); which group is the best is an estimate too | Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213–226
""",
    "segregation": """
entropy | ★ | the mean of how much less mixed the units are than the whole, by entropy | Theil H (1972), Statistical Decomposition Analysis
dissimilarity | ● | the share of people who would have to move for all units to be alike | Duncan OD, Duncan B (1955), American Sociological Review 20, 210–217
relative_diversity | ○ | the mean of how much less mixed the units are than the whole, by pairs of people | Goodman LA, Kruskal WH (1954), Journal of the American Statistical Association 49, 732–764
isolation | ○ | the share of its own that a member of the group meets on average in the unit | Bell W (1954), Social Forces 32, 357–364
exposure | ○ | the share of the other group that a member of the group meets on average in the unit | Bell W (1954), Social Forces 32, 357–364
""",
    "change": """
score | ★ | the changes that the score statistics of both periods do not refute together | Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213–226
mover | ● | the distances from each period's value to its limits, combined as the root of their summed squares | Zou GY, Donner A (2008), Statistics in Medicine 27, 1693–1702
""",
    "inequality": """
mover | ★ | the Wilson distances of every rate, combined as the root of their summed squares | Zou GY, Donner A (2008), Statistics in Medicine 27, 1693–1702
inversion | ★ | the values that samples drawn at the rates that fit them best do not refute | Neyman J (1937), Philosophical Transactions of the Royal Society A 236, 333–380
delta | ● | value ± z · standard error from binomial variances | Cramér H (1946), Mathematical Methods of Statistics
bootstrap_bca | ○ | quantiles of samples drawn from the rates, corrected for bias and skewness | Efron B (1987), Journal of the American Statistical Association 82, 171–185
bootstrap_percentile | ○ | quantiles of samples drawn from the rates | Efron B (1979), Annals of Statistics 7, 1–26
""",
    "paired_test": """
mcnemar_midp | ★ | the mid-p binomial test that half of those who changed did so either way | Fagerland MW, Lydersen S, Laake P (2013), BMC Medical Research Methodology 13, 91
mcnemar | ● | (b − c)²/(b + c), b and c those who changed, by chi-squared with 1 degree of freedom | McNemar Q (1947), Psychometrika 12, 153–157
mcnemar_exact | ○ | the exact binomial test that half of those who changed did so either way | McNemar Q (1947), Psychometrika 12, 153–157
mcnemar_cc_edwards | ✗ | max(0, |b − c| − 1)²/(b + c) | Edwards AL (1948), Psychometrika 13, 185–187
""",
    "stages": """
miettinen_nurminen | ★ | the ratios with |p1 − t p2| ≤ z √(V(t) N/(N − 1)), of those who reached the stage out of those at the stage before, and out of those who entered | Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213–226
""",
    "allocation_bounds": """
miettinen_nurminen | ★ | smallest: of the unknown those with the outcome to the reference, the others to the group; largest: the other way round; limits at these two | Manski CF (1989), Journal of Human Resources 24, 343–360; Horowitz JL, Manski CF (2000), Journal of the American Statistical Association 95, 77–84
""",
    "funnel": """
normal | ★ | target ± z · standard error, on the scale of rates, of square roots (observed over expected) or of logarithms (ratios); multiplicative: × √φ, φ the mean square of the winsorised z; additive: + τ² in the variance | Spiegelhalter DJ (2005), Statistics in Medicine 24, 1185–1202; Spiegelhalter DJ (2005), Quality and Safety in Health Care 14, 347–351
exact | ● | the tails α/2 of the binomial or Poisson distribution at the target, between counts by their share | Spiegelhalter DJ (2005), Statistics in Medicine 24, 1185–1202
""",
    "percentile_rank": """
pairwise | ★ | tests against each of the others by n_minus_1_chi2, adjusted by Holm: the rank lies between those that are surely better and those that are surely worse | Mogstad M, Romano JP, Shaikh AM, Wilhelm D (2024), Review of Economic Studies 91, 476–518; Holm S (1979), Scandinavian Journal of Statistics 6, 65–70
simulated | ○ | percentiles of the rank when each rate is drawn from the beta distribution with the shapes x + ½ and n − x + ½ | Goldstein H, Spiegelhalter DJ (1996), Journal of the Royal Statistical Society A 159, 385–443
""",
    "shrinkage": """
maximum_likelihood | ★ | (M m + x)/(M + n), the mean m and the concentration M of the true rates by the largest beta-binomial likelihood; limits: beta quantiles | Griffiths DA (1973), Biometrics 29, 637–648; Skellam JG (1948), Journal of the Royal Statistical Society B 10, 257–261
method_of_moments | ● | (M m + x)/(M + n), m the pooled rate and M from the variance of the rates beyond chance | Kleinman JC (1973), Journal of the American Statistical Association 68, 46–54
""",
    "meta_analysis": """
paule_mandel | ★ | Σ w y/Σ w, w = 1/(v + τ²), τ² such that Σ w (y − mean)² = k − 1; limits by Hartung and Knapp: t with k − 1 degrees of freedom | Paule RC, Mandel J (1982), Journal of Research of the National Bureau of Standards 87, 377–385; Hartung J, Knapp G (2001), Statistics in Medicine 20, 3875–3889
dersimonian_laird | ● | Σ w y/Σ w, w = 1/(v + τ²), τ² = (Q − (k − 1))/(Σ 1/v − Σ 1/v²/Σ 1/v), at least 0 | DerSimonian R, Laird N (1986), Controlled Clinical Trials 7, 177–188
fixed | ○ | Σ w y/Σ w, w = 1/v: the mean of these organisations alone | Cochran WG (1954), Biometrics 10, 101–129
""",
    "adjust_tree": """
meinshausen | ★ | the largest of p · (leaves of the tree)/(leaves below the test), over the test itself and all above it | Meinshausen N (2008), Biometrika 95, 265–278
""",
    "simultaneous_ratios": """
max_t_score | ★ | the ratio interval miettinen_nurminen with c for z, c the value that the largest of the correlated deviates stays below with the level; correlation λ λ', λ² = n/(n + reference total) | Dunnett CW (1955), Journal of the American Statistical Association 50, 1096–1121; Hothorn T, Bretz F, Westfall P (2008), Biometrical Journal 50, 346–363
max_t_log | ○ | log ratio ± c · standard error, c as for max_t_score with the variances of the logarithms; no zeros | Hothorn T, Bretz F, Westfall P (2008), Biometrical Journal 50, 346–363
""",
    "standardise": """
mover_wilson | ★ | Σ u p, u the shares of the standard; limits: the Wilson distances of the strata, combined as √Σ u² d², difference and ratio by MOVER | Zou GY, Huang W, Zhang X (2009), Computational Statistics & Data Analysis 53, 1080–1085; Donner A, Zou GY (2012), Statistical Methods in Medical Research 21, 347–359
normal | ○ | Σ u p ± z √Σ u² p(1 − p)/n; the ratio on the scale of logarithms | Breslow NE, Day NE (1987), Statistical Methods in Cancer Research II
""",
    "person_time_overdispersion": """
index_of_dispersion | ★ | Σ (x − expected)²/expected over its degrees of freedom, by chi-squared | Fisher RA (1950), Biometrics 6, 17–24; Cochran WG (1954), Biometrics 10, 417–451
""",
    "period_heterogeneity": """
score | ★ | the least of Σ Z² over all common values, Z the Miettinen-Nurminen statistics of the periods, by chi-squared with one degree of freedom fewer than periods | Gart JJ, Nam J (1988), Biometrics 44, 323–338
""",
    "overlapping_change": """
mover | ★ | (J/N2) j − (L/N1) l + S (L − J)/(N1 N2) s, the shares of J joiners, L leavers and S stayers; the Wilson distances of the three combined as the root of their summed squares | Zou GY, Huang W, Zhang X (2009), Computational Statistics & Data Analysis 53, 1080–1085; Kish L (1965), Survey Sampling
""",
    "change_verdict": """
score | ★ | the score interval and test of the ratio of ratios beside the margin, by the table of verdict() | Gart JJ, Nam J (1988), Biometrics 44, 323–338; Schuirmann DJ (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657–680
""",
    "target": """
exact | ★ | a post's chance of being held by the group goes from m to m(1 − τ(1 − s)) + (1 − m) ω s in a period, τ and ω the turnovers, s the share of appointments; the law of the people is summed exactly | Bartholomew DJ (1973), Stochastic Models for Social Processes; Butler K, Stephens MA (2017), Methodology and Computing in Applied Probability 19, 557–571
normal | ● | as exact, the chance by the normal distribution with continuity correction: above 5,000 posts | Bartholomew DJ (1973), Stochastic Models for Social Processes
""",
    "bootstrap": """
bootstrap_bca | ★ | quantiles of samples drawn from the rates, corrected for bias and skewness | Efron B (1987), Journal of the American Statistical Association 82, 171–185
bootstrap_percentile | ○ | quantiles of samples drawn from the rates | Efron B (1979), Annals of Statistics 7, 1–26
""",
}


_WHEN = {
    "freeman_halton_minlike": "the first choice where expected counts are small",
    "departure_from_trend": "to be looked at beside every trend",
    "midp_two_sided_doubling": "the first choice for small tables",
    "mh_rd_sato": "few large strata, or many sparse ones",
    "midp_or": "the first choice for sparse strata",
    "exact_midp_central": "the first choice for sparse strata",
    "exact_multinomial_minlike": "the first choice for small bodies, a board of 12",
}


def methods_of(task: str) -> dict[str, GroupMethod]:
    """The methods of a task by name."""
    found = {}
    for line in _TABLES[task].strip().splitlines():
        name, use, formula, source = (part.strip() for part in re.split(r" \|(?= )", line))  # |x| in a formula is no border
        found[name] = GroupMethod(name, use, formula, source, _WHEN.get(name, ""))
    return found
