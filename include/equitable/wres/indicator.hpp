/// @file wres/indicator.hpp
/// The nine indicators of the Workforce Race Equality Standard, as data.
///
/// An indicator is a row of this table and nothing else: what is counted, of whom, how the comparison is framed, in which
/// direction its ratio is printed, over which window, and in which words. A new indicator, or the next year's wording, is a new
/// row; no code mentions one by number. Where an indicator is asked in parts (question 14b and 14c inside indicator 6, each
/// ethnic group's share inside indicator 1), each part has a row of its own with the indicator's number.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace equitable::wres {

/// What it means for people to have the outcome.
enum class Polarity : std::uint8_t { adverse, favourable, neutral };

/// How the comparison is made.
enum class Framing : std::uint8_t {
  relative_likelihood,  ///< one group's rate against another's
  representation        ///< a group's share in a part against its share in the whole
};

/// Which way round the ratio is printed.
enum class Direction : std::uint8_t { white_over_bme, bme_over_white, part_over_whole };

/// How the figures are printed.
enum class Printed : std::uint8_t { ratio, percent, percentage_points };

/// One row of the table. Every text is in static storage.
struct Indicator {
  int number;
  std::string_view outcome;  ///< the identifier used in data
  std::string_view title;
  std::string_view outcome_phrase;  ///< completes "were as likely as … to …"; empty for shares
  std::string_view people;          ///< who is counted: "BME applicants"
  std::string_view group;           ///< the group whose share this is; empty for rates
  Polarity polarity;
  Framing framing;
  Direction direction;
  Printed printed;
  std::string_view window;
  std::string_view denominator;
  std::array<std::string_view, 5> parts;  ///< outcomes or strata inside the indicator; the rest empty
  bool from_outside = false;  ///< representation only: the part (a board) is not contained in the whole (the workforce)
  int percent_decimals = 1;
  int ratio_decimals = 2;
};

namespace detail {

inline constexpr std::string_view snapshot = "snapshot at 31 March";
inline constexpr std::string_view financial_year = "financial year";
inline constexpr std::string_view survey_year = "year of the staff survey";
inline constexpr std::string_view known_staff = "staff of known ethnicity in the band";
inline constexpr std::string_view answered = "staff who answered the question";
inline constexpr std::array<std::string_view, 5> no_parts{};

// Indicator 1: a group's share in each pay band.
[[nodiscard]] constexpr Indicator share(std::string_view outcome, std::string_view title, std::string_view group,
                                        std::array<std::string_view, 5> parts = no_parts) noexcept {
  // clang-format off
  return {1, outcome, title, "", "staff", group, Polarity::neutral, Framing::representation, Direction::part_over_whole,
          Printed::percent, snapshot, known_staff, parts};
  // clang-format on
}

// Indicators 2 to 4: rates in the organisation's own records, printed as a ratio.
[[nodiscard]] constexpr Indicator rate(int number, std::string_view outcome, std::string_view title, std::string_view phrase,
                                       std::string_view people, Polarity polarity, Direction direction, std::string_view window,
                                       std::string_view denominator) noexcept {
  // clang-format off
  return {number, outcome, title, phrase, people, "", polarity, Framing::relative_likelihood, direction,
          Printed::ratio, window, denominator, no_parts};
  // clang-format on
}

// Indicators 5 to 8: answers to the staff survey, printed as percentages.
[[nodiscard]] constexpr Indicator survey(int number, std::string_view outcome, std::string_view title, std::string_view phrase,
                                         Polarity polarity, std::string_view denominator = answered,
                                         std::array<std::string_view, 5> parts = no_parts) noexcept {
  // clang-format off
  return {number, outcome, title, phrase, "respondents", "", polarity, Framing::relative_likelihood, Direction::bme_over_white,
          Printed::percent, survey_year, denominator, parts};
  // clang-format on
}

// Indicator 9: the board beside the workforce.
[[nodiscard]] constexpr Indicator board(std::string_view outcome, std::string_view title, std::string_view group,
                                        std::array<std::string_view, 5> parts) noexcept {
  // clang-format off
  return {9, outcome, title, "", "members", group, Polarity::neutral, Framing::representation, Direction::part_over_whole,
          Printed::percentage_points, snapshot, "board members of known ethnicity", parts, true};
  // clang-format on
}

}  // namespace detail

inline constexpr std::array<Indicator, 16> indicators{{
    detail::share("bame_share_of_workforce", "Share of BME staff in each pay band", "BME",
                  {"asian_share_of_workforce", "black_share_of_workforce", "mixed_share_of_workforce", "other_share_of_workforce",
                   "white_share_of_workforce"}),
    detail::share("asian_share_of_workforce", "Share of Asian staff in each pay band", "Asian"),
    detail::share("black_share_of_workforce", "Share of Black staff in each pay band", "Black"),
    detail::share("mixed_share_of_workforce", "Share of staff of Mixed ethnicity in each pay band", "Mixed"),
    detail::share("other_share_of_workforce", "Share of staff of other ethnic groups in each pay band", "Other"),
    detail::share("white_share_of_workforce", "Share of White staff in each pay band", "White"),

    detail::rate(2, "appointed_from_shortlisting", "Appointment from shortlisting", "be appointed from shortlisting",
                 "applicants", Polarity::favourable, Direction::white_over_bme, detail::financial_year,
                 "applicants who were shortlisted"),
    detail::rate(3, "entered_formal_disciplinary", "Entry into the formal disciplinary process",
                 "enter the formal disciplinary process", "staff", Polarity::adverse, Direction::bme_over_white,
                 "financial year, and two financial years together (entries of both years over the latest headcount)",
                 "staff in post at the end of the year"),
    detail::rate(4, "accessed_nonmandatory_training", "Access to non-mandatory training and development",
                 "access non-mandatory training", "staff", Polarity::favourable, Direction::white_over_bme,
                 detail::financial_year, "staff in post at the end of the year"),

    detail::survey(5, "q14a_hba_public", "Harassment, bullying or abuse from patients, relatives or the public",
                   "experience harassment, bullying or abuse from patients, relatives or the public", Polarity::adverse),
    detail::survey(6, "q14b_or_q14c_hba_staff", "Harassment, bullying or abuse from staff",
                   "experience harassment, bullying or abuse from staff", Polarity::adverse,
                   "staff who said yes to either question, or no to both", {"q14b_hba_managers", "q14c_hba_colleagues"}),
    detail::survey(6, "q14b_hba_managers", "Harassment, bullying or abuse from managers",
                   "experience harassment, bullying or abuse from managers", Polarity::adverse),
    detail::survey(6, "q14c_hba_colleagues", "Harassment, bullying or abuse from colleagues other than managers",
                   "experience harassment, bullying or abuse from colleagues other than managers", Polarity::adverse),
    detail::survey(7, "q15_equal_opportunities", "Belief in equal opportunities for progression or promotion",
                   "believe that the organisation offers equal opportunities for progression or promotion", Polarity::favourable,
                   "staff who answered yes, no or don't know"),
    detail::survey(8, "q16b_discrimination", "Discrimination from a manager or colleagues",
                   "experience discrimination at work from a manager or colleagues", Polarity::adverse),

    detail::board("board_difference", "Share of BME members on the board against the workforce", "BME",
                  {"overall", "voting", "executive", "non-executive", "non-voting"}),
}};

/// The row of an outcome, or null: data may carry outcomes that are printed but not compared.
[[nodiscard]] constexpr const Indicator* find_indicator(std::string_view outcome) noexcept {
  for (const Indicator& indicator : indicators) {
    if (indicator.outcome == outcome) return &indicator;
  }
  return nullptr;
}

[[nodiscard]] constexpr const char* name(Polarity polarity) noexcept {
  return polarity == Polarity::adverse ? "adverse" : polarity == Polarity::favourable ? "favourable" : "neutral";
}

[[nodiscard]] constexpr const char* name(Framing framing) noexcept {
  return framing == Framing::relative_likelihood ? "relative_likelihood" : "representation";
}

[[nodiscard]] constexpr const char* name(Direction direction) noexcept {
  switch (direction) {
    case Direction::white_over_bme: return "White/BME";
    case Direction::bme_over_white: return "BME/White";
    case Direction::part_over_whole: break;
  }
  return "part/whole";
}

[[nodiscard]] constexpr const char* name(Printed printed) noexcept {
  switch (printed) {
    case Printed::ratio: return "ratio";
    case Printed::percent: return "percent";
    case Printed::percentage_points: break;
  }
  return "percentage_points";
}

}  // namespace equitable::wres
