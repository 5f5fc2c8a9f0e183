"""Every method of every function: its formula, its source, when to trust it, and which test or interval it agrees with.

`explain()` reads it, the methods page of the documentation is checked against it, and ``python -m equitable._catalogue`` prints that page's tables in
Markdown. The letters: x1 of n1 is the group, x2 of n2 the reference, p1 and p2 their rates; a, b and c, d with and without the outcome in group and
reference; N everybody, m all with the outcome, k all without; z the normal quantile of the level; λ = N/(N − 1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["SOURCES", "TASKS", "USES", "Method", "markdown", "methods_of"]

USES = {"★": "the default", "●": "good", "○": "for a special purpose, or for comparison", "✗": "not to be used in practice"}

SOURCES = {
    "agresti_1999": "Agresti A (1999), Biometrics 55, 597–602",
    "agresti_caffo_2000": "Agresti A, Caffo B (2000), The American Statistician 54, 280–288",
    "agresti_coull_1998": "Agresti A, Coull BA (1998), The American Statistician 52, 119–126",
    "agresti_min_2001": "Agresti A, Min Y (2001), Biometrics 57, 963–971",
    "anscombe_1948": "Anscombe FJ (1948), Biometrika 35, 246–254",
    "baptista_pike_1977": "Baptista J, Pike MC (1977), Applied Statistics 26, 214–220",
    "barnard_1947": "Barnard GA (1947), Biometrika 34, 123–138",
    "beal_1987": "Beal SL (1987), Biometrics 43, 941–950",
    "berry_armitage_1995": "Berry G, Armitage P (1995), The Statistician 44, 417–423",
    "blaker_2000": "Blaker H (2000), Canadian Journal of Statistics 28, 783–798",
    "boschloo_1970": "Boschloo RD (1970), Statistica Neerlandica 24, 1–9",
    "brown_2001": "Brown LD, Cai TT, DasGupta A (2001), Statistical Science 16, 101–133",
    "brown_li_2005": "Brown L, Li X (2005), Journal of Statistical Planning and Inference 130, 359–375",
    "buonaccorsi_1987": "Buonaccorsi JP (1987), The American Statistician 41, 215–218",
    "campbell_2007": "Campbell I (2007), Statistics in Medicine 26, 3661–3675",
    "chan_zhang_1999": "Chan ISF, Zhang Z (1999), Biometrics 55, 1202–1209",
    "clopper_pearson_1934": "Clopper CJ, Pearson ES (1934), Biometrika 26, 404–413",
    "cochran_1977": "Cochran WG (1977), Sampling Techniques, third edition",
    "cohen_1988": "Cohen J (1988), Statistical Power Analysis for the Behavioral Sciences, second edition",
    "cornfield_1956": "Cornfield J (1956), Proceedings of the Third Berkeley Symposium 4, 135–148",
    "donner_zou_2012": "Donner A, Zou GY (2012), Statistical Methods in Medical Research 21, 347–359",
    "efron_1979": "Efron B (1979), Annals of Statistics 7, 1–26",
    "efron_1987": "Efron B (1987), Journal of the American Statistical Association 82, 171–185",
    "fagerland_newcombe_2013": "Fagerland MW, Newcombe RG (2013), Statistics in Medicine 32, 2823–2836",
    "farrington_manning_1990": "Farrington CP, Manning G (1990), Statistics in Medicine 9, 1447–1454",
    "fisher_1935": "Fisher RA (1935), Journal of the Royal Statistical Society 98, 39–82",
    "fleiss_1981": "Fleiss JL (1981), Statistical Methods for Rates and Proportions, second edition",
    "fleiss_1980": "Fleiss JL, Tytun A, Ury HK (1980), Biometrics 36, 343–346",
    "gart_1966": "Gart JJ (1966), Journal of the Royal Statistical Society B 28, 164–179",
    "haldane_1956": "Haldane JBS (1956), Annals of Human Genetics 20, 309–311",
    "hauck_anderson_1986": "Hauck WW, Anderson S (1986), The American Statistician 40, 318–322",
    "irwin_1935": "Irwin JO (1935), Metron 12, 83–94",
    "katz_1978": "Katz D, Baptista J, Azen SP, Pike MC (1978), Biometrics 34, 469–474",
    "koopman_1984": "Koopman PAR (1984), Biometrics 40, 513–517",
    "lancaster_1961": "Lancaster HO (1961), Journal of the American Statistical Association 56, 223–234",
    "laplace_1812": "Laplace PS (1812), Théorie analytique des probabilités",
    "laud_2017": "Laud PJ (2017), Pharmaceutical Statistics 16, 334–348, and its correction (2018) 17, 290–293",
    "mee_1984": "Mee RW (1984), Biometrics 40, 1175–1176",
    "mehta_walsh_1992": "Mehta CR, Walsh SJ (1992), The American Statistician 46, 146–150",
    "miettinen_nurminen_1985": "Miettinen O, Nurminen M (1985), Statistics in Medicine 4, 213–226",
    "newcombe_1998a": "Newcombe RG (1998), Statistics in Medicine 17, 857–872",
    "newcombe_1998b": "Newcombe RG (1998), Statistics in Medicine 17, 873–890",
    "newcombe_2001": "Newcombe RG (2001), The American Statistician 55, 200–202",
    "pearson_1900": "Pearson K (1900), Philosophical Magazine 50, 157–175",
    "pearson_1947": "Pearson ES (1947), Biometrika 34, 139–167",
    "price_bonett_2008": "Price RM, Bonett DG (2008), Statistics in Medicine 27, 5497–5508",
    "schuirmann_1987": "Schuirmann DJ (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657–680",
    "suissa_shuster_1985": "Suissa S, Shuster JJ (1985), Journal of the Royal Statistical Society A 148, 317–327",
    "walter_1975": "Walter SD (1975), Biometrika 62, 371–372",
    "wilks_1935": "Wilks SS (1935), Annals of Mathematical Statistics 6, 190–196",
    "wilks_1938": "Wilks SS (1938), Annals of Mathematical Statistics 9, 60–62",
    "williams_1976": "Williams DA (1976), Biometrika 63, 33–37",
    "wilson_1927": "Wilson EB (1927), Journal of the American Statistical Association 22, 209–212",
    "woolf_1955": "Woolf B (1955), Annals of Human Genetics 19, 251–253",
    "yates_1934": "Yates F (1934), Supplement to the Journal of the Royal Statistical Society 1, 217–235",
}

# One line a method: name | use | formula | when to trust it | what it agrees with (empty: nothing) | sources
_TABLES = {
    "proportion": """
wilson | ★ | the rates p with |x/n − p| ≤ z √(p(1 − p)/n) | covers on average what it says, also at 0 and at n | test score | wilson_1927
wilson_cc | ○ | the rates p with |x/n − p| − 1/(2n) ≤ z √(p(1 − p)/n) | conservative; beside tests with a continuity correction | test score_cc | fleiss_1981, newcombe_1998a
wald | ✗ | x/n ± z √(x(n − x)/n³), cut to [0, 1] | of no width at 0 and at n, and far too short near them | test wald | laplace_1812
wald_cc | ✗ | x/n ± (z √(x(n − x)/n³) + 1/(2n)), cut to [0, 1] | the faults of wald | | newcombe_1998a
agresti_coull | ○ | wald after adding z²/2 to the events and z² to the total | close to wilson and wider; easy by hand | | agresti_coull_1998
jeffreys | ● | the α/2 and 1 − α/2 quantiles of Beta(x + ½, n − x + ½); 0 at x = 0, 1 at x = n | short and well covering for small n | | brown_2001
jeffreys_equal_tailed | ○ | the α/2 and 1 − α/2 quantiles of Beta(x + ½, n − x + ½), at 0 and n too | the plain posterior interval; leaves out 0 at x = 0 | | brown_2001
clopper_pearson | ○ | the p with P(X ≥ x) ≥ α/2 and P(X ≤ x) ≥ α/2 | never covers less than it says, and so is too wide | test exact_central | clopper_pearson_1934
mid_p | ● | the p with P(X > x) + ½ P(X = x) ≥ α/2 and P(X < x) + ½ P(X = x) ≥ α/2 | short, covers close to what it says for small n | test midp_central | lancaster_1961, berry_armitage_1995
blaker | ○ | the p not refuted by Blaker's two-sided exact test | never covers less than it says, and lies inside clopper_pearson | test exact_blaker | blaker_2000
arcsine | ○ | sin²(asin √((x + 3/8)/(n + 3/4)) ± z/(2√n)) | fair away from 0 and n | | anscombe_1948
likelihood_ratio | ○ | the p with 2 [ℓ(x/n) − ℓ(p)] ≤ z² | a little too short near 0 and n | test lr | wilks_1938
logit | ✗ | logit(x/n) ± z √(1/x + 1/(n − x)), back-transformed | no interval at 0 and at n | | brown_2001
scas | ● | the score interval with its skewness corrected | both tails close to α/2, also for small rates | | laud_2017
""",
    "relative_likelihood": """
miettinen_nurminen | ★ | the ratios t with |p1 − t p2| ≤ z √(λ V(t)), V at the restricted maximum-likelihood rates | every table; good coverage with small numbers | test n_minus_1_chi2 | miettinen_nurminen_1985
koopman | ● | the ratios t with |p1 − t p2| ≤ z √V(t), V at the restricted maximum-likelihood rates | as the default, a trifle shorter | test pearson_chi2 | koopman_1984
scas | ● | the ratios t whose score (p1 − t p2) / √(λ V(t)), its skewness corrected, is within ±z | both tails close to α/2, also for unequal groups | test scas | laud_2017
profile_lr | ○ | the ratios t with 2 [ℓ(p1, p2) − ℓ(restricted to t)] ≤ z² | a little too short with small numbers | test g_test | wilks_1938
mover_wilson | ● | the Wilson limits of both rates, their distances combined for a ratio | closed form, good coverage | | donner_zou_2012
mover_jeffreys | ● | the Jeffreys limits and medians of both rates, their distances combined for a ratio | closed form but for beta quantiles; always finite | | donner_zou_2012, laud_2017
katz_log | ✗ | ratio × exp(±z √(1/x1 − 1/n1 + 1/x2 − 1/n2)) | large counts only; no interval when a group has no events | test log_rr_wald | katz_1978
walter_log | ✗ | log of ratio ± z standard errors after adding ½ to events and totals, back-transformed | of no width when everybody has the outcome | | walter_1975
haldane_log | ○ | log of ratio ± z standard errors after adding ½ to every cell, back-transformed | always finite; rough with small numbers | | haldane_1956
price_bonett | ○ | log of ratio ± z standard errors after adding ¼ to the events and 1¾ to the totals, back-transformed | always finite; closed form | | price_bonett_2008
inv_sinh | ○ | ratio × exp(±2 asinh(½ z √(1/x1 − 1/n1 + 1/x2 − 1/n2))) | shorter than katz_log; of no width when everybody has the outcome | | newcombe_2001
chan_zhang_score | ○ | the ratios refuted by neither one-sided exact unconditional score test at α/2 | small groups; never covers less than it says | | chan_zhang_1999
agresti_min_score | ● | the ratios not refuted by the two-sided exact unconditional score test | small groups; never covers less than it says, shorter than chan_zhang_score | | agresti_min_2001
""",
    "bootstrap_interval": """
bootstrap_percentile | ○ | the α/2 and 1 − α/2 quantiles of the statistic of X1 ~ Bin(n1, x1/n1) and X2 ~ Bin(n2, x2/n2), exact | agreement with a report that bootstraps; too short with few events | | efron_1979
bootstrap_bca | ○ | the quantiles at Φ(b + (b − z)/(1 − a (b − z))) and Φ(b + (b + z)/(1 − a (b + z))) of the statistic of X1 ~ Bin(n1, x1/n1) and X2 ~ Bin(n2, x2/n2), b its median bias, a its acceleration, exact | agreement with a report that bootstraps; closer to its level than bootstrap_percentile | | efron_1987
""",
    "rate_difference": """
newcombe | ★ | the distances from each rate to its Wilson limits, combined as the root of their summed squares | closed form, good coverage | | newcombe_1998b
newcombe_cc | ○ | the distances from each rate to its Wilson limits with continuity correction, combined as the root of their summed squares | conservative | | newcombe_1998b
miettinen_nurminen | ★ | the differences d with |p1 − p2 − d| ≤ z √(λ V(d)), V at the restricted maximum-likelihood rates | beside a p-value; every table | test n_minus_1_chi2 | miettinen_nurminen_1985
mee | ● | the differences d with |p1 − p2 − d| ≤ z √V(d), V at the restricted maximum-likelihood rates | as miettinen_nurminen, a trifle shorter | test pearson_chi2 | mee_1984
scas | ● | the differences d whose score (p1 − p2 − d) / √(λ V(d)), its skewness corrected, is within ±z | both tails close to α/2, also for unequal groups | test scas | laud_2017
profile_lr | ○ | the differences d with 2 [ℓ(p1, p2) − ℓ(restricted to d)] ≤ z² | a little too short with small numbers | test g_test | wilks_1938, newcombe_1998b
mover_jeffreys | ● | the distances from the median of each rate to its Jeffreys limits, combined as the root of their summed squares | good coverage; never reaches −1 or 1 | | donner_zou_2012, laud_2017
wald | ✗ | p1 − p2 ± z √(p1(1 − p1)/n1 + p2(1 − p2)/n2), cut to [−1, 1] | far too short with small counts, of no width at 0 and at n | test z_unpooled | laplace_1812
wald_cc | ✗ | p1 − p2 ± (z √(p1(1 − p1)/n1 + p2(1 − p2)/n2) + ½(1/n1 + 1/n2)), cut to [−1, 1] | the faults of wald | | newcombe_1998b
agresti_caffo | ○ | q1 − q2 ± z √(q1(1 − q1)/(n1 + 2) + q2(1 − q2)/(n2 + 2)), q = (x + 1)/(n + 2), cut to [−1, 1] | easy by hand, fair coverage | | agresti_caffo_2000
haldane_beal | ✗ | Beal's interval with the nuisance (p1 + p2)/2 | of no width at edges | | beal_1987
jeffreys_perks | ○ | Beal's interval with the nuisance from the rates with ½ added to every cell | closed form, never degenerate | | beal_1987
hauck_anderson | ✗ | p1 − p2 ± (1/(2 min(n1, n2)) + z √(p1(1 − p1)/(n1 − 1) + p2(1 − p2)/(n2 − 1))), cut to [−1, 1] | no interval for a group of one | | hauck_anderson_1986
brown_li_jeffreys | ○ | q1 − q2 ± z √(q1(1 − q1)/n1 + q2(1 − q2)/n2), q = (x + ½)/(n + 1), cut to [−1, 1] | closed form, never degenerate | | brown_li_2005
chan_zhang_score | ○ | the differences refuted by neither one-sided exact unconditional score test at α/2 | small groups; never covers less than it says | | chan_zhang_1999
agresti_min_score | ● | the differences not refuted by the two-sided exact unconditional score test | small groups; never covers less than it says, shorter than chan_zhang_score | | agresti_min_2001
""",
    "odds_ratio": """
miettinen_nurminen | ★ | the odds ratios t whose score ((x1 − n1 q1)/v1 − (x2 − n2 q2)/v2) / √(λ (1/v1 + 1/v2)) is within ±z, q restricted to t, v = n q(1 − q) | every table; good coverage with small numbers | test n_minus_1_chi2 | miettinen_nurminen_1985
score_uncorrected | ● | the odds ratios t whose score ((x1 − n1 q1)/v1 − (x2 − n2 q2)/v2) / √(1/v1 + 1/v2) is within ±z, q restricted to t, v = n q(1 − q) | as the default, a trifle shorter | test pearson_chi2 | cornfield_1956
scas | ● | the odds ratios t whose score with λ, its bias and skewness corrected, is within ±z | both tails close to α/2, also for unequal groups | test scas | laud_2017
profile_lr | ○ | the odds ratios t with 2 [ℓ(p1, p2) − ℓ(restricted to t)] ≤ z² | a little too short with small numbers | test g_test | wilks_1938
exact_conditional_central | ○ | the t with P(X ≥ x1) ≥ α/2 and P(X ≤ x1) ≥ α/2, given the margins | beside fisher_central; never covers less than it says | test fisher_central | fisher_1935, cornfield_1956
conditional_mid_p | ● | the t with P(X > x1) + ½ P(X = x1) ≥ α/2 and P(X < x1) + ½ P(X = x1) ≥ α/2, given the margins | small numbers | test fisher_midp_central | lancaster_1961, mehta_walsh_1992
baptista_pike | ○ | the t not refuted by Fisher's two-sided test that adds up the tables no likelier than the one seen | beside fisher_minlike | test fisher_minlike | baptista_pike_1977
mover_wilson | ○ | the Wilson limits of both odds, their distances combined for a ratio | closed form; no interval with an empty cell | | fagerland_newcombe_2013
woolf_logit | ✗ | (ad/bc) × exp(±z √(1/a + 1/b + 1/c + 1/d)) | large counts only; no interval with an empty cell | test log_or_wald | woolf_1955
gart_adjusted_logit | ○ | log odds ratio ± z √(1/a + 1/b + 1/c + 1/d) after adding ½ to every cell, back-transformed | always finite; rough with small numbers | | gart_1966
agresti_smoothed_logit | ✗ | log odds ratio ± z √(1/a + 1/b + 1/c + 1/d) after adding 2 to each group, spread as independence would, back-transformed | absurdly wide with an empty cell | | agresti_1999
inv_sinh | ○ | (ad/bc) × exp(±2 asinh(½ z √(1/a + 1/b + 1/c + 1/d))) | shorter than woolf_logit | | newcombe_2001
""",
    "significance": """
n_minus_1_chi2 | ★ | (N − 1)(ad − bc)² / (n1 n2 m k), against chi-squared with one degree of freedom | expected counts down to 1 | miettinen_nurminen intervals of ratio, difference and odds ratio | pearson_1947, campbell_2007
pearson_chi2 | ● | N(ad − bc)² / (n1 n2 m k) | the textbook test; expected counts of 5 and more | koopman, mee and score_uncorrected intervals | pearson_1900
yates_chi2 | ✗ | N max(0, |ad − bc| − N/2)² / (n1 n2 m k) | far too conservative | | yates_1934
g_test | ○ | 2 Σ O log(O/E) | large counts; liberal with small ones | profile_lr intervals | wilks_1935
g_williams | ○ | 2 Σ O log(O/E) / w, w = 1 + (N/n1 + N/n2 − 1)(N/m + N/k − 1)/(6N) | better than g_test with small counts | | williams_1976
z_pooled | ● | (p1 − p2) / √(p(1 − p)(1/n1 + 1/n2)), p = m/N | the signed root of pearson_chi2 | koopman, mee and score_uncorrected intervals | pearson_1900
z_unpooled | ✗ | (p1 − p2) / √(p1(1 − p1)/n1 + p2(1 − p2)/n2) | finds too much with small counts | wald interval of the difference | laplace_1812
log_rr_wald | ✗ | log(p1/p2) / √(1/x1 − 1/n1 + 1/x2 − 1/n2) | undefined when a group has no events | katz_log interval | katz_1978
log_or_wald | ✗ | log(ad/bc) / √(1/a + 1/b + 1/c + 1/d) | undefined with an empty cell | woolf_logit interval | woolf_1955
scas | ● | the score test of equal rates with its skewness corrected | one-sided tests and unequal groups | scas intervals | laud_2017
fisher_minlike | ○ | Σ P(table) over the tables, with these margins, no likelier than the one seen | exact given the margins, conservative; as in R and SciPy | baptista_pike interval of the odds ratio | fisher_1935, irwin_1935
fisher_central | ○ | twice the smaller of P(X ≥ x1) and P(X ≤ x1), given the margins | exact given the margins, conservative | exact_conditional_central interval of the odds ratio | fisher_1935
fisher_blaker | ○ | the smaller tail and the largest opposite tail that is no larger, given the margins | exact given the margins, less conservative than fisher_central | | blaker_2000
fisher_midp_minlike | ○ | Σ P(table) over the tables no likelier than the one seen, less half the P of it and of those as likely, given the margins | close to its level on average | | lancaster_1961
fisher_midp_central | ● | twice the smaller of P(X > x1) + ½ P(X = x1) and P(X < x1) + ½ P(X = x1), given the margins | small numbers; close to its level on average | conditional_mid_p interval of the odds ratio | lancaster_1961
barnard_pooled | ○ | the largest probability, over all common rates, of a table with a z_pooled at least as large | small groups; exact without fixed margins | | barnard_1947, suissa_shuster_1985
barnard_unpooled | ○ | the largest probability, over all common rates, of a table with a z_unpooled at least as large | small groups; exact without fixed margins | | suissa_shuster_1985
boschloo_central | ● | twice the largest probability, over all common rates, of a table with a one-sided Fisher p at most as large | small groups; exact, always at least as strong as fisher_central | | boschloo_1970
boschloo_minlike | ○ | the largest probability, over all common rates, of a table with a fisher_minlike p at most as large | small groups; exact, always at least as strong as fisher_minlike | | boschloo_1970
lr_unconditional | ○ | the largest probability, over all common rates, of a table with a g_test statistic at least as large | small groups; exact without fixed margins | | barnard_1947
""",
    "equivalence": """
score_mn | ★ | the larger p of two one-sided score tests, at the lower and at the upper margin, variance times λ | every table with information | miettinen_nurminen interval at level 1 − 2α | schuirmann_1987, miettinen_nurminen_1985
score_fm | ● | the larger p of two one-sided score tests, at the lower and at the upper margin | as the default | koopman, mee or score_uncorrected interval at level 1 − 2α | farrington_manning_1990
wald | ✗ | the larger p of (p1 − p2 − margin) over its wald standard error, at the lower and at the upper margin | the difference only; calls too much alike with small counts | wald interval at level 1 − 2α | schuirmann_1987
log_wald | ✗ | the larger p of (log estimate − log margin) over its katz_log or woolf_logit standard error, at the lower and at the upper margin | ratio and odds ratio, large counts | katz_log or woolf_logit interval at level 1 − 2α | schuirmann_1987
exact_conditional | ○ | the larger p of two one-sided exact tests given the margins of the table, at the lower and at the upper margin | the odds ratio, small groups | exact_conditional_central interval at level 1 − 2α | fisher_1935, schuirmann_1987
exact_unconditional | ○ | the larger p of two one-sided exact unconditional score tests, at the lower and at the upper margin | ratio and difference, small groups | chan_zhang_score interval at level 1 − 2α | chan_zhang_1999
""",
    "proportion_test": """
score | ★ | (x/n − p₀) / √(p₀(1 − p₀)/n) | expected counts of 5 and more on either side | interval wilson | wilson_1927
score_cc | ✗ | (|x/n − p₀| − 1/(2n)) / √(p₀(1 − p₀)/n) | too conservative | interval wilson_cc | fleiss_1981
wald | ✗ | (x/n − p₀) / √(x(n − x)/n³) | undefined at 0 and at n | interval wald | laplace_1812
lr | ● | 2 (x log((x/n)/p₀) + (n − x) log((1 − x/n)/(1 − p₀))) | large counts | interval likelihood_ratio | wilks_1938
exact_central | ○ | twice the smaller of P(X ≥ x) and P(X ≤ x) | exact, conservative | interval clopper_pearson | clopper_pearson_1934
exact_minlike | ○ | Σ P(X = i) over the counts no likelier than x | exact, conservative; as in R and SciPy | | irwin_1935
exact_blaker | ○ | the smaller tail and the largest opposite tail that is no larger | exact, less conservative | interval blaker | blaker_2000
midp_central | ● | twice the smaller of P(X > x) + ½ P(X = x) and P(X < x) + ½ P(X = x) | small numbers; close to its level on average | interval mid_p | lancaster_1961
midp_minlike | ○ | Σ P(X = i) over the counts no likelier than x, less half the P of x and of those as likely | close to its level on average | | lancaster_1961
""",
    "representation_test": """
z_fpc_n_minus_1 | ★ | (p − P) / √(P(1 − P)/n · (N − n)/(N − 1)), part against whole with the finite-population correction | expected counts down to 1; its square is n_minus_1_chi2 of the part against the rest | miettinen_nurminen limits of gap and ratio | pearson_1947, campbell_2007
z_whole_as_fixed_reference_no_fpc | ○ | (p − P) / √(P(1 − P)/n) | only for a part that was not drawn from that whole | | wilson_1927
hypergeometric_minlike | ○ | fisher_minlike of the part against the rest | exact, conservative | | fisher_1935, irwin_1935
hypergeometric_central | ○ | fisher_central of the part against the rest | exact, conservative | | fisher_1935
hypergeometric_blaker | ○ | fisher_blaker of the part against the rest | exact, less conservative | | blaker_2000
hypergeometric_midp_minlike | ○ | fisher_midp_minlike of the part against the rest | close to its level on average | | lancaster_1961
hypergeometric_midp_central | ● | fisher_midp_central of the part against the rest | small parts; close to its level on average | | lancaster_1961
""",
    "representation_ratio": """
delta_log | ○ | (p/P) exp(±z √v), v by the delta method from part and rest | for comparison; no interval without events in the part | | katz_1978
""",
    "finite_population": """
wilson_fpc | ★ | Wilson's interval with z² (N − n)/(N − 1) in the place of z² | every sample size up to the whole population | | wilson_1927, cochran_1977
exact_hypergeometric_central | ○ | the numbers K in the population with P(X ≥ x) > α/2 and P(X ≤ x) > α/2, over N | never covers less than it says, and so is too wide | | buonaccorsi_1987
mid_p_hypergeometric | ● | the numbers K in the population with P(X > x) + ½ P(X = x) > α/2 and P(X < x) + ½ P(X = x) > α/2, over N | small numbers | | lancaster_1961
wald_fpc | ✗ | p ± z √(p(1 − p)/n · (N − n)/(N − 1)), cut to [0, 1] | of no width at 0 and at n | | cochran_1977
wald_survey_unbiased_variance | ✗ | p ± z √(p(1 − p)/(n − 1) · (1 − n/N)), cut to [0, 1] | of no width at 0 and at n; no interval for one person | | cochran_1977
""",
    "finite_population_comparison": """
mover_wilson_fpc | ★ | the wilson_fpc limits of both rates, their distances combined for a difference or a ratio | samples that are a large share of their populations | interval mover_wilson_fpc | newcombe_1998b, donner_zou_2012, cochran_1977
z_pooled_fpc | ★ | (p1 − p2) / √(Σ p(1 − p)/nᵢ · (Nᵢ − nᵢ)/(Nᵢ − 1)), p over both groups | expected counts of 5 and more | | cochran_1977
""",
    "benchmark": """
wilson | ★ | Wilson's limits of the rate, less the benchmark or over it | a benchmark known without error, such as a census | test score | wilson_1927
""",
    "power": """
normal_pooled_two_tail | ★ | Φ((d − z s₀)/s₁) + Φ((−d − z s₀)/s₁), s₀ and s₁ the standard errors with equal and with unequal rates | groups of 50 and more | sample size n1_normal_pooled | fleiss_1981
normal_pooled_one_tail | ○ | Φ((d − z s₀)/s₁), s₀ and s₁ the standard errors with equal and with unequal rates | the tables of textbooks | sample size n1_normal_pooled | fleiss_1981
normal_unpooled_two_tail | ○ | Φ(d/s₁ − z) + Φ(−d/s₁ − z), s₁ the standard error with unequal rates | for comparison | sample size n1_normal_unpooled | fleiss_1981
normal_unpooled_one_tail | ○ | Φ(d/s₁ − z), s₁ the standard error with unequal rates | for comparison | sample size n1_normal_unpooled | fleiss_1981
arcsine_two_tail | ● | Φ(h √(n1 n2/(n1 + n2)) − z) + Φ(−h √(n1 n2/(n1 + n2)) − z), h of Cohen | rates near 0 or 1 | sample size n1_arcsine | cohen_1988
fisher_minlike_exact | ○ | the summed probability of the tables that fisher_minlike rejects | small groups | | fisher_1935
fisher_central_exact | ○ | the summed probability of the tables that fisher_central rejects | small groups | | fisher_1935
fisher_midp_minlike_exact | ● | the summed probability of the tables that fisher_midp_minlike rejects | small groups | | lancaster_1961
pearson_chi2_exact | ○ | the summed probability of the tables that pearson_chi2 rejects | small groups | | pearson_1900
n_minus_1_chi2_exact | ● | the summed probability of the tables that n_minus_1_chi2 rejects | small groups; the power of the default test | | campbell_2007
farrington_manning | ★ | the chance that both score tests of equivalence reject, by the normal law | groups of 50 and more | test score_mn | farrington_manning_1990
""",
    "sample_size": """
n1_normal_pooled | ★ | (z √((1 + 1/r) p̄(1 − p̄)) + z_power √(p1(1 − p1) + p2(1 − p2)/r))² / (p1 − p2)² | the default test | power normal_pooled_one_tail | fleiss_1981
n1_fleiss_cc | ○ | n/4 (1 + √(1 + 2(r + 1)/(n r d)))², n of n1_normal_pooled | Fisher's test, or one with a continuity correction | | fleiss_1980
n1_normal_unpooled | ○ | (z + z_power)² (p1(1 − p1) + p2(1 − p2)/r) / (p1 − p2)² | for comparison | power normal_unpooled_one_tail | fleiss_1981
n1_arcsine | ● | (z + z_power)² (1 + 1/r) / h² | rates near 0 or 1 | power arcsine_two_tail | cohen_1988
farrington_manning | ★ | the least number with the power wanted by equivalence_power | the score tests of equivalence | power farrington_manning | farrington_manning_1990
""",
}

TASKS = {
    "proportion": "One rate",
    "relative_likelihood": "Relative likelihood",
    "rate_difference": "Rate difference",
    "odds_ratio": "Odds ratio",
    "significance": "Significance",
    "equivalence": "Equivalence and non-inferiority",
    "proportion_test": "One rate against a given rate",
    "representation_test": "A part against its whole: tests (the intervals are those of difference and ratio to the rest, carried over)",
    "representation_ratio": "A part against its whole: one more interval of the ratio",
    "finite_population": "A population counted in part",
    "finite_population_comparison": "Two populations counted in part",
    "benchmark": "A fixed benchmark",
    "power": "Power",
    "sample_size": "Sample size",
}


@dataclass(frozen=True, slots=True)
class Method:
    """What there is to say about a method.

    Attributes
    ----------
    name, formula : str
    use : str
        ★, ●, ○ or ✗.
    trust : str
        When to trust it.
    dual : str
        The test or the interval that agrees with it exactly; empty when there is none.
    sources : tuple of str
        Full citations.
    """

    name: str
    use: str
    formula: str
    trust: str
    dual: str
    sources: tuple[str, ...]


def _read(table: str) -> dict[str, Method]:
    found = {}
    for line in table.strip().splitlines():
        name, use, formula, trust, dual, sources = (part.strip() for part in re.split(r" \|(?= )", line))  # |x| in a formula is no border
        found[name] = Method(name, use, formula, trust, dual, tuple(SOURCES[key.strip()] for key in sources.split(",")))
    return found


def methods_of(task: str) -> dict[str, Method]:
    """The methods of a task by name."""
    return _read(_TABLES[task])


def markdown() -> str:
    """The tables of the methods page."""
    parts = ["★ default · ● good · ○ special purpose or comparison · ✗ do not use in practice\n"]
    for task, title in TASKS.items():
        lines = ["| method | use | definition | when to trust it | agrees with | source |", "|---|---|---|---|---|---|"]
        for method in methods_of(task).values():
            cells = (f"`{method.name}`", method.use, method.formula, method.trust, method.dual, "; ".join(method.sources))
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
        parts.append(f"## {title}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    print(markdown(), end="")
