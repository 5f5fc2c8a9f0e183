# What R's packages say about many groups, for methods whose definitions they share. Writes tests/data/reference/r_peers.csv to standard output.
# Needs R and, from Debian 12: r-cran-vcd r-cran-coin r-cran-metafor r-cran-epitools r-cran-epir r-cran-multcomp. Nothing here is run by the tests:
# they read the file it wrote. Run: Rscript tests/reference/r_peers.R > tests/data/reference/r_peers.csv
#
# One row is one number: family, input, quantity, level, value, tolerance (relative; that of the package's own iteration where it iterates), source.
suppressMessages({library(vcd); library(coin); library(metafor); library(epitools); library(epiR); library(multcomp)})
options(warn = -1)

cat("family,input,quantity,level,value,tolerance,source\n")
say <- function(family, input, quantity, value, source, tolerance = 1e-11, level = 0.95)
  cat(sprintf("%s,%s,%s,%s,%s,%s,%s\n", family, input, quantity, format(level), ifelse(is.nan(value) | is.na(value), "NaN", sprintf("%.17g", value)), format(tolerance), source))
text <- function(x) paste(format(x, digits = 17, trim = TRUE, scientific = FALSE), collapse = " ")
rows <- function(x) paste(apply(x, 1, text), collapse = ";")

# --- one table ---------------------------------------------------------------------------------------------------------------------
tables <- list(rbind(c(21, 36, 30), c(2, 3, 8)), rbind(c(3, 1, 0, 4), c(2, 5, 6, 1), c(0, 2, 3, 3)), rbind(c(12, 5), c(7, 9), c(1, 8), c(4, 4)),
               rbind(c(175, 284), c(115, 435), c(53, 283), c(179, 538), c(215, 966)), rbind(c(0, 5, 2), c(4, 0, 3)))
for (x in tables) {
  id <- rows(x)
  plain <- chisq.test(x, correct = FALSE)
  all <- assocstats(x)
  say("homogeneity", id, "pearson_chi2", unname(plain$statistic), "stats::chisq.test")
  say("homogeneity", id, "pearson_chi2_p", plain$p.value, "stats::chisq.test")
  say("homogeneity", id, "g_test", all$chisq_tests["Likelihood Ratio", "X^2"], "vcd::assocstats")
  say("homogeneity", id, "g_test_p", all$chisq_tests["Likelihood Ratio", "P(> X^2)"], "vcd::assocstats")
  say("homogeneity", id, "cramers_v", all$cramer, "vcd::assocstats")
  say("homogeneity", id, "contingency_coefficient", all$contingency, "vcd::assocstats")
  say("homogeneity", id, "n_minus_1_chi2", unname(statistic(coin::cmh_test(as.table(x)))), "coin::cmh_test", 1e-10)
  if (sum(x) <= 110) say("homogeneity", id, "freeman_halton_minlike_p", fisher.test(x, workspace = 2e7)$p.value, "stats::fisher.test", 1e-9)
  for (i in seq_len(nrow(x))) for (j in seq_len(ncol(x)))
    say("residuals", id, sprintf("adjusted_%d_%d", i, j), plain$stdres[i, j], "stats::chisq.test")
  for (i in seq_len(nrow(x))) for (j in seq_len(ncol(x)))
    say("residuals", id, sprintf("pearson_%d_%d", i, j), plain$residuals[i, j], "stats::chisq.test")
  ordered <- as.table(x)
  dimnames(ordered) <- list(a = letters[seq_len(nrow(x))], b = LETTERS[seq_len(ncol(x))])
  say("linear_by_linear", id, "linear_by_linear_M2", unname(statistic(lbl_test(ordered)))^2, "coin::lbl_test", 1e-10)
  say("linear_by_linear", id, "linear_by_linear_M2_p", as.numeric(pvalue(lbl_test(ordered))), "coin::lbl_test", 1e-9)
}

# --- shares against a population -----------------------------------------------------------------------------------------------------
for (x in list(list(c(12, 5, 3), c(0.5, 0.3, 0.2)), list(c(0, 4, 9, 30), c(0.05, 0.1, 0.25, 0.6)))) {
  g <- chisq.test(x[[1]], p = x[[2]])
  say("composition", paste(text(x[[1]]), "of", text(x[[2]])), "pearson_gof", unname(g$statistic), "stats::chisq.test")
  say("composition", paste(text(x[[1]]), "of", text(x[[2]])), "pearson_gof_p", g$p.value, "stats::chisq.test")
}

# --- ordered groups ------------------------------------------------------------------------------------------------------------------
bands <- list(list(c(175, 115, 53, 179, 215, 91, 17, 12), c(459, 550, 336, 717, 1181, 508, 166, 60), 2:9),
              list(c(1, 3, 4, 9), c(12, 14, 11, 15), c(1, 2, 4, 8)), list(c(2, 0, 3, 1, 5), c(6, 5, 7, 6, 8), 2018:2022))
for (b in bands) {
  x <- b[[1]]; n <- b[[2]]; w <- b[[3]]
  id <- paste(text(x), "of", text(n), "at", text(w))
  t <- prop.trend.test(x, n, w)
  say("trend", id, "cochran_armitage_chi2", unname(t$statistic), "stats::prop.trend.test", 1e-9)
  say("trend", id, "cochran_armitage_chi2_p", t$p.value, "stats::prop.trend.test", 1e-9)
  centred <- w - mean(w)
  fit <- glm(cbind(x, n - x) ~ centred, family = binomial, control = glm.control(epsilon = 1e-15, maxit = 100))
  flat <- glm(cbind(x, n - x) ~ 1, family = binomial, control = glm.control(epsilon = 1e-15, maxit = 100))
  say("trend", id, "logistic_slope", unname(coef(fit)[2]), "stats::glm", 1e-9)
  say("trend", id, "logistic_slope_se", unname(sqrt(vcov(fit)[2, 2])), "stats::glm", 1e-8)
  say("trend", id, "logistic_lr", deviance(flat) - deviance(fit), "stats::glm", 1e-9)
  line <- lm(x / n ~ w, weights = n)
  say("trend", id, "linear_slope", unname(coef(line)[2]), "stats::lm", 1e-9)
  share <- n / sum(n)
  rank <- cumsum(share) - share / 2
  gradient <- lm(x / n ~ rank, weights = n)
  say("slope_index", id, "sii", unname(coef(gradient)[2]), "stats::lm", 1e-9)
  if (coef(gradient)[1] > 0) say("slope_index", id, "rii", unname(1 + coef(gradient)[2] / coef(gradient)[1]), "stats::lm", 1e-9)
  if (sum(n) < 100) {
    person <- data.frame(event = rep(rep(c(1, 0), length(n)), as.vector(rbind(x, n - x))), score = rep(w, n))
    exact <- independence_test(score ~ factor(event), data = person, distribution = exact(algorithm = "shift"))
    say("trend", id, "exact_two_sided_abs_deviation_p", as.numeric(pvalue(exact)), "coin::independence_test", 1e-9)
  }
}

# --- families ------------------------------------------------------------------------------------------------------------------------
p <- c(0.0021, 0.013, 0.013, 0.04, 0.21, 0.0495, 1, 0.00004, 0.77, 0.0300001)
for (m in c("bonferroni", "holm", "hochberg", "hommel", "BH", "BY"))
  for (i in seq_along(p)) say("adjust_pvalues", text(p), paste0(tolower(m), "_", i), p.adjust(p, m)[i], "stats::p.adjust", 1e-13)

# Compact letters: the algorithm of insertion and absorption (Piepho 2004) on given pairs.
insert <- getFromNamespace("insert_absorb", "multcomp")
patterns <- list(c(TRUE, FALSE, FALSE, TRUE, FALSE, TRUE), c(TRUE, TRUE, TRUE, FALSE, TRUE, FALSE), c(FALSE, FALSE, FALSE, FALSE, FALSE, FALSE),
                 c(FALSE, TRUE, TRUE, TRUE, FALSE, FALSE, TRUE, TRUE, FALSE, TRUE))
for (differ in patterns) {
  k <- if (length(differ) == 6) 4 else 5
  pairs <- t(combn(k, 2))
  names(differ) <- paste(pairs[, 1], pairs[, 2], sep = "-")
  letters_of <- insert(differ, decreasing = FALSE, comps = cbind(as.character(pairs[, 1]), as.character(pairs[, 2])), lvl_order = as.character(1:k))
  groups <- apply(letters_of$LetterMatrix, 2, function(column) paste(which(column[as.character(1:k)]), collapse = "+"))
  cat(sprintf("letter_display,%s,groups,0.95,%s,0,multcomp::insert_absorb\n", paste(as.integer(differ), collapse = " "), paste(sort(groups), collapse = " ")))
}

# --- strata --------------------------------------------------------------------------------------------------------------------------
strata <- list(rbind(c(12, 40, 30, 160), c(7, 25, 22, 90), c(3, 30, 14, 120)), rbind(c(117, 488, 460, 1991), c(102, 435, 429, 1876), c(126, 516, 487, 2183), c(139, 571, 488, 2237)),
               rbind(c(2, 8, 5, 40), c(1, 6, 3, 22), c(4, 9, 6, 31), c(1, 5, 9, 50)))
for (s in strata) {
  id <- rows(s)
  a <- s[, 1]; n1 <- s[, 2]; c0 <- s[, 3]; n0 <- s[, 4]
  box <- array(as.vector(rbind(a, n1 - a, c0, n0 - c0)), c(2, 2, nrow(s)))
  plain <- mantelhaen.test(box, correct = FALSE)
  say("stratified", id, "cmh_chi2", unname(plain$statistic), "stats::mantelhaen.test")
  say("stratified", id, "cmh_p", plain$p.value, "stats::mantelhaen.test")
  say("stratified", id, "cmh_cc_chi2", unname(mantelhaen.test(box)$statistic), "stats::mantelhaen.test")
  say("stratified", id, "mh_or", unname(plain$estimate), "stats::mantelhaen.test")
  say("stratified", id, "mh_or_lower", plain$conf.int[1], "stats::mantelhaen.test")
  say("stratified", id, "mh_or_upper", plain$conf.int[2], "stats::mantelhaen.test")
  exact <- mantelhaen.test(box, exact = TRUE)
  say("stratified", id, "exact_minlike_p", exact$p.value, "stats::mantelhaen.test", 1e-6)
  say("stratified", id, "conditional_mle_or", unname(exact$estimate), "stats::mantelhaen.test", 2e-4)
  say("stratified", id, "exact_or_lower", exact$conf.int[1], "stats::mantelhaen.test", 2e-4)
  say("stratified", id, "exact_or_upper", exact$conf.int[2], "stats::mantelhaen.test", 2e-4)
  for (measure in c("OR", "RR", "RD")) {
    fit <- rma.mh(measure = measure, ai = a, n1i = n1, ci = c0, n2i = n0, add = 0, correct = FALSE)
    name <- tolower(measure)
    shown <- if (measure == "RD") identity else exp
    say("stratified", id, paste0("mh_", name), shown(unname(fit$beta[1])), "metafor::rma.mh")
    if (measure != "RD") {
      say("stratified", id, paste0("mh_", name, "_lower"), exp(fit$ci.lb), "metafor::rma.mh")
      say("stratified", id, paste0("mh_", name, "_upper"), exp(fit$ci.ub), "metafor::rma.mh")
    } else say("stratified", id, "mh_rd_se_sato", fit$se, "metafor::rma.mh")
    if (measure == "OR") {
      say("stratified", id, "breslow_day", fit$BD, "metafor::rma.mh")
      say("stratified", id, "tarone", fit$TA, "metafor::rma.mh")
      say("stratified", id, "tarone_p", fit$TAp, "metafor::rma.mh")
    }
    fixed <- rma(measure = measure, ai = a, n1i = n1, ci = c0, n2i = n0, method = "FE")
    say("stratified", id, paste0("iv_", name), shown(unname(fixed$beta[1])), "metafor::rma")
    say("stratified", id, paste0("iv_", name, "_se"), fixed$se, "metafor::rma")
    say("stratified", id, paste0("iv_", name, "_q"), fixed$QE, "metafor::rma")
    say("stratified", id, paste0("iv_", name, "_i2"), fixed$I2 / 100, "metafor::rma", 1e-9)
    for (method in c("DL", "PM")) {
      random <- rma(measure = measure, ai = a, n1i = n1, ci = c0, n2i = n0, method = method, test = "knha", control = list(tol = 1e-13, maxiter = 1000))
      plain_random <- rma(measure = measure, ai = a, n1i = n1, ci = c0, n2i = n0, method = method, control = list(tol = 1e-13, maxiter = 1000))
      label <- paste0(name, "_", c(DL = "dersimonian_laird", PM = "paule_mandel")[[method]])
      say("meta_analysis", id, paste0(label, "_tau2"), random$tau2, "metafor::rma", 1e-7)
      say("meta_analysis", id, paste0(label, "_estimate"), unname(random$beta[1]), "metafor::rma", 1e-7)
      say("meta_analysis", id, paste0(label, "_normal_lower"), plain_random$ci.lb, "metafor::rma", 1e-7)
      say("meta_analysis", id, paste0(label, "_knapp_hartung_lower"), random$ci.lb, "metafor::rma", 1e-7)
      say("meta_analysis", id, paste0(label, "_knapp_hartung_upper"), random$ci.ub, "metafor::rma", 1e-7)
      say("meta_analysis", id, paste0(label, "_se_knapp_hartung"), random$se, "metafor::rma", 1e-7)
    }
  }
  peto <- rma.peto(ai = a, n1i = n1, ci = c0, n2i = n0)
  say("stratified", id, "peto_log_or", unname(peto$beta[1]), "metafor::rma.peto")
  say("stratified", id, "peto_log_or_se", peto$se, "metafor::rma.peto")
}

# --- two periods: does the ratio, does the difference change? The score test of the interaction. --------------------------------
# R takes the score at the joint maximum of the likelihood, this library the least sum of squared scores (and N/(N-1)): ours is smaller, by less than 1 %.
periods <- list(c(117, 488, 460, 1991, 139, 571, 488, 2237), c(12, 60, 40, 150, 25, 70, 41, 160), c(5, 50, 30, 200, 9, 55, 31, 190))
for (x in periods) {
  d <- data.frame(y = x[c(1, 3, 5, 7)], n = x[c(2, 4, 6, 8)], group = c(1, 0, 1, 0), period = c(0, 0, 1, 1))
  for (link in c("log", "identity")) {
    control <- glm.control(epsilon = 1e-15, maxit = 500)
    start <- c(if (link == "log") log(sum(d$y) / sum(d$n)) else sum(d$y) / sum(d$n), 0, 0)
    none <- glm(cbind(y, n - y) ~ group + period, family = binomial(link), data = d, control = control, start = start)
    some <- glm(cbind(y, n - y) ~ group * period, family = binomial(link), data = d, control = control, start = c(coef(none), 0))
    rao <- anova(none, some, test = "Rao")$Rao[2]
    say("change", text(x), paste0(c(log = "ratio", identity = "difference")[[link]], "_score_chi2"), rao, "stats::anova.glm", 1e-2)
  }
}

# --- rates per person-time and standardised rates ------------------------------------------------------------------------------------
for (x in list(c(7, 1234.5), c(0, 90), c(120, 4000))) {
  t <- poisson.test(x[1], x[2])
  say("poisson_rate", text(x), "garwood_exact_lower", t$conf.int[1], "stats::poisson.test")
  say("poisson_rate", text(x), "garwood_exact_upper", t$conf.int[2], "stats::poisson.test")
  b <- pois.byar(x[1], x[2])
  if (x[1] > 0) say("poisson_rate", text(x), "byar_lower", b$lower, "epitools::pois.byar", 1e-10)
  say("poisson_rate", text(x), "byar_upper", b$upper, "epitools::pois.byar", 1e-10)
}
for (x in list(c(9, 410, 30, 2600), c(2, 100.5, 1, 340), c(40, 900, 41, 1400))) {
  t <- poisson.test(c(x[1], x[3]), c(x[2], x[4]))
  say("rate_ratio", text(x), "conditional_exact_lower", t$conf.int[1], "stats::poisson.test")
  say("rate_ratio", text(x), "conditional_exact_upper", t$conf.int[2], "stats::poisson.test")
}
for (x in list(list(c(20, 5, 9), c(1000, 800, 400), c(5, 3, 2) * 10000), list(c(0, 2, 7, 1), c(120, 300, 210, 40), c(100, 90, 40, 10)))) {
  id <- paste(text(x[[1]]), "of", text(x[[2]]), "to", text(x[[3]]))
  direct <- ageadjust.direct(x[[1]], x[[2]], stdpop = x[[3]])
  say("standardised_rate", id, "rate", direct[["adj.rate"]], "epitools::ageadjust.direct")
  say("standardised_rate", id, "fay_feuer_gamma_lower", direct[["lci"]], "epitools::ageadjust.direct", 1e-9)
  say("standardised_rate", id, "fay_feuer_gamma_upper", direct[["uci"]], "epitools::ageadjust.direct", 1e-9)
}

# --- the same people twice -------------------------------------------------------------------------------------------------------------
for (x in list(c(20, 12, 5, 40), c(100, 3, 11, 60), c(5, 1, 0, 9))) {
  m <- matrix(c(x[1], x[3], x[2], x[4]), 2)
  say("paired_tests", text(x), "mcnemar_chi2", unname(mcnemar.test(m, correct = FALSE)$statistic), "stats::mcnemar.test")
  say("paired_tests", text(x), "mcnemar_p", mcnemar.test(m, correct = FALSE)$p.value, "stats::mcnemar.test")
  say("paired_tests", text(x), "mcnemar_cc_p", mcnemar.test(m)$p.value, "stats::mcnemar.test")
  say("paired_tests", text(x), "exact_p", binom.test(x[2], x[2] + x[3])$p.value, "stats::binom.test")
  b <- binom.test(x[2], x[2] + x[3])$conf.int
  say("paired_ci", text(x), "or_exact_lower", b[1] / (1 - b[1]), "stats::binom.test", 1e-9)
  say("paired_ci", text(x), "or_exact_upper", b[2] / (1 - b[2]), "stats::binom.test", 1e-9)
}

# --- several groups against one reference: max-T ------------------------------------------------------------------------------------------
# The root that multcomp seeks for its critical value is good to 1e-3 (2.3403 in the first case, where the integral to 15 digits gives 2.3410505065).
set.seed(20260101)
for (x in list(list(c(30, 42, 18, 55), c(200, 210, 150, 260)), list(c(12, 30, 9), c(90, 120, 100)))) {
  d <- data.frame(y = x[[1]], n = x[[2]], group = factor(seq_along(x[[1]])))
  fit <- glm(cbind(y, n - y) ~ group, family = binomial("log"), data = d, start = c(log(sum(d$y) / sum(d$n)), rep(0, nrow(d) - 1)), control = glm.control(epsilon = 1e-14))
  both <- glht(fit, linfct = mcp(group = "Dunnett"))
  limits <- confint(both, abseps = 1e-6, maxpts = 1e6)$confint
  adjusted <- summary(both, test = adjusted("single-step", abseps = 1e-6, maxpts = 1e6))$test$pvalues
  id <- paste(text(x[[1]]), "of", text(x[[2]]))
  for (i in seq_along(adjusted)) {
    say("simultaneous_ratios", id, sprintf("log_lower_%d", i + 1), limits[i, "lwr"], "multcomp::glht", 1e-3)
    say("simultaneous_ratios", id, sprintf("log_upper_%d", i + 1), limits[i, "upr"], "multcomp::glht", 1e-3)
    say("simultaneous_ratios", id, sprintf("pvalue_adjusted_%d", i + 1), adjusted[i], "multcomp::glht", 1e-3)
  }
}
