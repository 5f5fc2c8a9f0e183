/// @file verdict/sentence.hpp
/// The words that a verdict carries, and no more than it carries.
///
/// Each sentence names both groups, both rates and the ratio, worked out from the unrounded counts. A ratio of 1.79 reads
/// "1.79 times as likely as", never "1.79 times more likely"; no sentence says why; "equivalent" is said by its own grade
/// alone.
#pragma once

#include <string>
#include <string_view>

#include "equitable/core/decimal.hpp"
#include "equitable/verdict/verdict.hpp"

namespace equitable {

/// The words of one comparison of likelihoods.
struct Wording {
  std::string_view group;      ///< "White applicants"
  std::string_view reference;  ///< "BME applicants"
  std::string_view outcome;    ///< completes "were as likely to …": "be appointed from shortlisting"
  int ratio_decimals = 2;
  int percent_decimals = 1;
};

/// The words of one comparison of a part with its whole.
struct RepresentationWording {
  std::string_view group;           ///< "BME staff"
  std::string_view part;            ///< completes "in …": "clinical Band 4"
  std::string_view whole;           ///< completes "of …": "the workforce"
  int percent_decimals = 1;
};

namespace detail {

[[nodiscard]] inline std::string percent_text(Proportion proportion, int decimals) {
  return decimal_percent(proportion.events, proportion.total, decimals) + "%";
}

[[nodiscard]] inline std::string margin_text(const Margin& margin) {
  return decimal_number(margin.lower, 2) + " to " + decimal_number(margin.upper, 2);
}

[[nodiscard]] inline std::string ratio_text(const Table2x2& table, int decimals) {
  return decimal_ratio(table.group.events, table.group.total, table.reference.events, table.reference.total, decimals);
}

/// "G were 1.79 times as likely as R to be appointed (15.5% against 8.7%)", also where one of the rates is 0.
[[nodiscard]] inline std::string times_as_likely(const Table2x2& table, const Wording& words) {
  const std::string rates = " (" + percent_text(table.group, words.percent_decimals) + " against " +
                            percent_text(table.reference, words.percent_decimals) + ")";
  std::string text(words.group);
  if (table.reference.events == 0) {
    text.append(" were more likely than ").append(words.reference).append(" to ").append(words.outcome).append(rates);
    return text.append("; no ratio can be given, as the rate of ").append(words.reference).append(" is zero");
  }
  const std::string ratio = ratio_text(table, words.ratio_decimals);
  if (ratio.find_first_not_of("0.") == std::string::npos)  // no events, or so few that the ratio prints as zero
    return text.append(" were less likely than ").append(words.reference).append(" to ").append(words.outcome).append(rates);
  return text.append(" were ").append(ratio).append(" times as likely as ")
      .append(words.reference).append(" to ").append(words.outcome).append(rates);
}

/// "G and R were similarly likely to be appointed (15.5% against 15.0%, a ratio of 1.03)".
[[nodiscard]] inline std::string rates_and_ratio(const Table2x2& table, const Wording& words) {
  std::string text = "(";  // appended to: `"(" + string` draws a false -Wrestrict from g++ 12 at -O3 in C++20
  text.append(percent_text(table.group, words.percent_decimals)).append(" against ");
  text.append(percent_text(table.reference, words.percent_decimals));
  if (table.events() > 0 && table.reference.events > 0)
    text.append(", a ratio of ").append(ratio_text(table, words.ratio_decimals));
  return text + ")";
}

}  // namespace detail

/// The verdict on a comparison of two groups, as one or two sentences.
[[nodiscard]] inline std::string sentence(const Table2x2& table, const Verdict& verdict, const Wording& words) {
  const std::string group(words.group);
  const std::string reference(words.reference);
  const std::string outcome(words.outcome);
  const std::string margin = detail::margin_text(verdict.margin);
  const bool higher = verdict.ratio > 1.0;
  switch (verdict.grade) {
    case Grade::substantial:
      return detail::times_as_likely(table, words) + ". The difference is statistically significant and clearly beyond the " +
             margin + " range.";
    case Grade::material:
      return detail::times_as_likely(table, words) +
             ". The difference is statistically significant; the best estimate lies beyond " + margin +
             ", but a smaller difference cannot be ruled out.";
    case Grade::slight:
      return group + " were slightly " + (higher ? "more" : "less") + " likely than " + reference + " to " + outcome + " " +
             detail::rates_and_ratio(table, words) + "; the difference is statistically significant, but perhaps within " +
             margin + ".";
    case Grade::detectable:
      return group + " and " + reference + " were similarly likely to " + outcome + " " +
             detail::rates_and_ratio(table, words) +
             ": a small, statistically detectable difference that lies within " + margin + ".";
    case Grade::equivalent:
      return group + " and " + reference + " were similarly likely to " + outcome + " " +
             detail::rates_and_ratio(table, words) + ": statistically equivalent within " + margin + ".";
    case Grade::untestable: {
      const bool one = table.group.total == 1;
      const std::string size = std::to_string(table.group.total);
      const std::string all = one ? "the one person" : "all of the " + size;
      const std::string none = one ? "nobody" : "none of the " + size;
      const std::string extreme = higher ? all : verdict.ratio < 1.0 ? none : none + ", or " + all + ",";
      return "Too few people for any conclusion about " + group + " and " + reference + ": even if " + extreme +
             " had been found to " + outcome + ", the difference would not have been statistically significant.";
    }
    case Grade::suggestive:
      return detail::times_as_likely(table, words) +
             ", but with these numbers that could be chance; neither a difference nor similarity is shown.";
    case Grade::unclear:
      return "No clear difference between " + group + " and " + reference + " in how likely they were to " + outcome + " " +
             detail::rates_and_ratio(table, words) + ", but the numbers are too small to show that they are similar.";
    case Grade::none: break;
  }
  return "No conclusion about " + group + " and " + reference + " can be drawn from these figures.";
}

namespace detail {

/// What a sentence about a share is filled with; every text is ready to be printed.
struct ShareWords {
  std::string group;       ///< "BME staff"
  std::string place;       ///< completes "under-represented …": "in clinical Band 4"
  std::string whole;       ///< "the workforce"
  std::string rates;       ///< "15.8% against 25.6%"
  std::string difference;  ///< what is significant: "The difference from everybody else"
  std::string too_few;     ///< completes "Too few … to assess": "people in clinical Band 4"
  std::string untested;    ///< what is assessed: "the representation of BME staff"
  std::string numbers;     ///< completes "but with … that could be chance": "these numbers"
};

/// The words of each grade for a share in a part beside a share in a whole.
[[nodiscard]] inline std::string share_sentence(const Verdict& verdict, const ShareWords& words) {
  const std::string margin = margin_text(verdict.margin);
  const std::string shares = " (" + words.rates + " of " + words.whole + ")";
  const std::string where = words.place + shares;
  const std::string side = verdict.ratio > 1.0 ? "over-represented " : "under-represented ";
  const std::string not_shown =
      words.group + " " + words.place + " were not shown to differ from their share of " + words.whole + " (" + words.rates + ")";
  switch (verdict.grade) {
    case Grade::substantial:
      return words.group + " were " + side + where + ". " + words.difference +
             " is statistically significant and clearly beyond the " + margin + " range.";
    case Grade::material:
      return words.group + " were " + side + where + ". " + words.difference +
             " is statistically significant; the best estimate lies beyond " + margin +
             ", but a smaller difference cannot be ruled out.";
    case Grade::slight:
      return words.group + " were slightly " + side + where +
             "; the difference is statistically significant, but perhaps within " + margin + ".";
    case Grade::detectable:
      return words.group + " were proportionately represented " + where +
             ": a small, statistically detectable difference that lies within " + margin + ".";
    case Grade::equivalent:
      return words.group + " were proportionately represented " + where + ": statistically equivalent within " + margin + ".";
    case Grade::untestable: return "Too few " + words.too_few + " to assess " + words.untested + shares + ".";
    case Grade::suggestive:
      return not_shown + "; the best estimate lies beyond " + margin + ", but with " + words.numbers + " that could be chance.";
    case Grade::unclear: return not_shown + ", but the numbers are too small to show proportionate representation.";
    case Grade::none: break;
  }
  return "No conclusion about " + words.group + " " + words.place + " can be drawn from these figures.";
}

}  // namespace detail

/// The verdict on a part of a whole, as one or two sentences. The table is the part against the rest (`part_and_rest`), which
/// decides the verdict; the figures named are those of the part and of the whole.
[[nodiscard]] inline std::string representation_sentence(const Table2x2& table, const Verdict& verdict,
                                                         const RepresentationWording& words) {
  const std::string group(words.group);
  const std::string part(words.part);
  std::string rates;
  if (verdict.grade != Grade::none) {
    rates = detail::percent_text(table.group, words.percent_decimals) + " against ";
    rates += detail::percent_text({table.events(), table.total()}, words.percent_decimals);
  }
  return detail::share_sentence(verdict, {group, "in " + part, std::string(words.whole), rates, "The difference from everybody else",
                                          "people in " + part, "the representation of " + group, "these numbers"});
}

}  // namespace equitable
