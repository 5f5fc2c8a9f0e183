/// @file ethnicity/classification.hpp
/// Ethnic categories, their codes, and the groups they roll up to.
///
/// Three versions of the list are in use in the English health service, and they do not agree: Chinese is an "other"
/// ethnic group in 2001 and an Asian one from 2011, and Gypsy or Irish Traveller, Roma and Arab came later. A version is
/// therefore part of every answer:
///
///     nhs_2001   the NHS data dictionary's 16 categories of the 2001 census, one letter each
///     ons_2011   the 18 categories of the 2011 census of England and Wales, numbered in the order of its question
///     ons_2021   the 19 categories of the 2021 census, numbered as in the code list of ONS table TS021
///
/// What is accepted, in every version:
///   - the NHS letters A B C D E F G H J K L M N P R S, because they are what staff and patient systems hold. A second
///     character is a local refinement and rolls up to the first ("CA" is C, "PC" is P). NA, NK and NS are not accepted:
///     they are also the usual marks for a missing value, and reading one as Black African would invent people;
///   - Z (not stated: asked, and chose not to say) and 99 (not known), which are different answers, and an empty or blank
///     text (nothing was recorded), which is a third;
///   - the category's label, in any case, with or without the name of its group before it ("Indian", "white - british").
/// In ons_2011 and ons_2021 the census number is accepted as well. Anything else is `unrecognised`: it is for the caller to
/// raise an error that names the code, `allowed_codes()` says what would have been taken.
///
/// Sources: NHS Data Model and Dictionary, ETHNIC CATEGORY CODE 2001; ONS, 2011 Census, ethnic group (KS201EW);
/// ONS, Census 2021, ethnic group (TS021).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace equitable {

enum class EthnicityVersion : std::uint8_t { nhs_2001, ons_2011, ons_2021 };

/// The five groups, and one for those whose group is not known.
enum class EthnicGroup : std::uint8_t { white, mixed, asian, black, other, unknown };

/// The two groups of the Workforce Race Equality Standard: BME is everyone of known ethnicity who is not White.
enum class WresGroup : std::uint8_t { white, bme, unknown };

/// What was answered. `not_stated`, `not_known` and `empty` are three different answers and are counted apart.
enum class EthnicityAnswer : std::uint8_t { known, not_stated, not_known, empty, unrecognised };

struct EthnicCategory {
  std::string_view code;    ///< the category's own code in its version: a letter in 2001, a number from 2011 on
  std::string_view letter;  ///< the NHS letter, empty where the 2001 list has no such category
  std::string_view label;
  std::string_view family;  ///< the heading the version prints above the category
  EthnicGroup group;
};

[[nodiscard]] constexpr const char* name(EthnicityVersion version) noexcept {
  switch (version) {
    case EthnicityVersion::nhs_2001: return "nhs_2001";
    case EthnicityVersion::ons_2011: return "ons_2011";
    case EthnicityVersion::ons_2021: break;
  }
  return "ons_2021";
}

[[nodiscard]] constexpr const char* name(EthnicGroup group) noexcept {
  switch (group) {
    case EthnicGroup::white: return "White";
    case EthnicGroup::mixed: return "Mixed";
    case EthnicGroup::asian: return "Asian";
    case EthnicGroup::black: return "Black";
    case EthnicGroup::other: return "Other";
    case EthnicGroup::unknown: break;
  }
  return "Unknown";
}

[[nodiscard]] constexpr const char* name(WresGroup group) noexcept {
  switch (group) {
    case WresGroup::white: return "White";
    case WresGroup::bme: return "BME";
    case WresGroup::unknown: break;
  }
  return "Unknown";
}

[[nodiscard]] constexpr const char* name(EthnicityAnswer answer) noexcept {
  switch (answer) {
    case EthnicityAnswer::known: return "Known";
    case EthnicityAnswer::not_stated: return "Not stated";
    case EthnicityAnswer::not_known: return "Not known";
    case EthnicityAnswer::empty: return "Empty";
    case EthnicityAnswer::unrecognised: break;
  }
  return "Unrecognised";
}

[[nodiscard]] constexpr WresGroup wres_group(EthnicGroup group) noexcept {
  if (group == EthnicGroup::unknown) return WresGroup::unknown;
  return group == EthnicGroup::white ? WresGroup::white : WresGroup::bme;
}

inline constexpr std::array<EthnicityVersion, 3> ethnicity_versions{EthnicityVersion::nhs_2001, EthnicityVersion::ons_2011,
                                                                    EthnicityVersion::ons_2021};

inline constexpr std::array<EthnicCategory, 16> nhs_2001_categories{{
    {"A", "A", "White British", "White", EthnicGroup::white},
    {"B", "B", "White Irish", "White", EthnicGroup::white},
    {"C", "C", "Any other White background", "White", EthnicGroup::white},
    {"D", "D", "White and Black Caribbean", "Mixed", EthnicGroup::mixed},
    {"E", "E", "White and Black African", "Mixed", EthnicGroup::mixed},
    {"F", "F", "White and Asian", "Mixed", EthnicGroup::mixed},
    {"G", "G", "Any other mixed background", "Mixed", EthnicGroup::mixed},
    {"H", "H", "Indian", "Asian or Asian British", EthnicGroup::asian},
    {"J", "J", "Pakistani", "Asian or Asian British", EthnicGroup::asian},
    {"K", "K", "Bangladeshi", "Asian or Asian British", EthnicGroup::asian},
    {"L", "L", "Any other Asian background", "Asian or Asian British", EthnicGroup::asian},
    {"M", "M", "Caribbean", "Black or Black British", EthnicGroup::black},
    {"N", "N", "African", "Black or Black British", EthnicGroup::black},
    {"P", "P", "Any other Black background", "Black or Black British", EthnicGroup::black},
    {"R", "R", "Chinese", "Other ethnic groups", EthnicGroup::other},
    {"S", "S", "Any other ethnic group", "Other ethnic groups", EthnicGroup::other},
}};

inline constexpr std::array<EthnicCategory, 18> ons_2011_categories{{
    {"1", "A", "English, Welsh, Scottish, Northern Irish or British", "White", EthnicGroup::white},
    {"2", "B", "Irish", "White", EthnicGroup::white},
    {"3", "", "Gypsy or Irish Traveller", "White", EthnicGroup::white},
    {"4", "C", "Any other White background", "White", EthnicGroup::white},
    {"5", "D", "White and Black Caribbean", "Mixed or multiple ethnic groups", EthnicGroup::mixed},
    {"6", "E", "White and Black African", "Mixed or multiple ethnic groups", EthnicGroup::mixed},
    {"7", "F", "White and Asian", "Mixed or multiple ethnic groups", EthnicGroup::mixed},
    {"8", "G", "Any other Mixed or multiple ethnic background", "Mixed or multiple ethnic groups", EthnicGroup::mixed},
    {"9", "H", "Indian", "Asian or Asian British", EthnicGroup::asian},
    {"10", "J", "Pakistani", "Asian or Asian British", EthnicGroup::asian},
    {"11", "K", "Bangladeshi", "Asian or Asian British", EthnicGroup::asian},
    {"12", "R", "Chinese", "Asian or Asian British", EthnicGroup::asian},
    {"13", "L", "Any other Asian background", "Asian or Asian British", EthnicGroup::asian},
    {"14", "N", "African", "Black, African, Caribbean or Black British", EthnicGroup::black},
    {"15", "M", "Caribbean", "Black, African, Caribbean or Black British", EthnicGroup::black},
    {"16", "P", "Any other Black, African or Caribbean background", "Black, African, Caribbean or Black British",
     EthnicGroup::black},
    {"17", "", "Arab", "Other ethnic group", EthnicGroup::other},
    {"18", "S", "Any other ethnic group", "Other ethnic group", EthnicGroup::other},
}};

inline constexpr std::array<EthnicCategory, 19> ons_2021_categories{{
    {"1", "K", "Bangladeshi", "Asian, Asian British or Asian Welsh", EthnicGroup::asian},
    {"2", "R", "Chinese", "Asian, Asian British or Asian Welsh", EthnicGroup::asian},
    {"3", "H", "Indian", "Asian, Asian British or Asian Welsh", EthnicGroup::asian},
    {"4", "J", "Pakistani", "Asian, Asian British or Asian Welsh", EthnicGroup::asian},
    {"5", "L", "Other Asian", "Asian, Asian British or Asian Welsh", EthnicGroup::asian},
    {"6", "N", "African", "Black, Black British, Black Welsh, Caribbean or African", EthnicGroup::black},
    {"7", "M", "Caribbean", "Black, Black British, Black Welsh, Caribbean or African", EthnicGroup::black},
    {"8", "P", "Other Black", "Black, Black British, Black Welsh, Caribbean or African", EthnicGroup::black},
    {"9", "F", "White and Asian", "Mixed or Multiple ethnic groups", EthnicGroup::mixed},
    {"10", "E", "White and Black African", "Mixed or Multiple ethnic groups", EthnicGroup::mixed},
    {"11", "D", "White and Black Caribbean", "Mixed or Multiple ethnic groups", EthnicGroup::mixed},
    {"12", "G", "Other Mixed or Multiple ethnic groups", "Mixed or Multiple ethnic groups", EthnicGroup::mixed},
    {"13", "A", "English, Welsh, Scottish, Northern Irish or British", "White", EthnicGroup::white},
    {"14", "B", "Irish", "White", EthnicGroup::white},
    {"15", "", "Gypsy or Irish Traveller", "White", EthnicGroup::white},
    {"16", "", "Roma", "White", EthnicGroup::white},
    {"17", "C", "Other White", "White", EthnicGroup::white},
    {"18", "", "Arab", "Other ethnic group", EthnicGroup::other},
    {"19", "S", "Any other ethnic group", "Other ethnic group", EthnicGroup::other},
}};

/// The categories of one version, to loop over.
class EthnicCategories {
 public:
  constexpr EthnicCategories(const EthnicCategory* first, std::size_t size) noexcept : first_{first}, size_{size} {}
  [[nodiscard]] constexpr const EthnicCategory* begin() const noexcept { return first_; }
  [[nodiscard]] constexpr const EthnicCategory* end() const noexcept { return first_ + size_; }
  [[nodiscard]] constexpr std::size_t size() const noexcept { return size_; }

 private:
  const EthnicCategory* first_;
  std::size_t size_;
};

[[nodiscard]] constexpr EthnicCategories categories(EthnicityVersion version) noexcept {
  switch (version) {
    case EthnicityVersion::nhs_2001: return {nhs_2001_categories.data(), nhs_2001_categories.size()};
    case EthnicityVersion::ons_2011: return {ons_2011_categories.data(), ons_2011_categories.size()};
    case EthnicityVersion::ons_2021: break;
  }
  return {ons_2021_categories.data(), ons_2021_categories.size()};
}

/// What one recorded code means in one version.
struct EthnicClassification {
  EthnicityVersion version{EthnicityVersion::nhs_2001};
  EthnicityAnswer answer{EthnicityAnswer::empty};
  const EthnicCategory* category{nullptr};  ///< null unless the answer is known

  [[nodiscard]] constexpr EthnicGroup group() const noexcept {
    return answer == EthnicityAnswer::known ? category->group : EthnicGroup::unknown;
  }
  [[nodiscard]] constexpr WresGroup wres_group() const noexcept { return equitable::wres_group(group()); }
};

namespace detail {

[[nodiscard]] constexpr char ascii_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

[[nodiscard]] constexpr bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

[[nodiscard]] constexpr std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

[[nodiscard]] constexpr bool separates_words(char c) noexcept {
  return is_blank(c) || c == '-' || c == ':' || c == ',' || c == '/' || c == '(' || c == ')';
}

/// Takes the words of `prefix` off the front of `text`; case and the marks between words do not count.
[[nodiscard]] constexpr bool take_words(std::string_view& text, std::string_view prefix) noexcept {
  std::size_t at = 0;
  for (const char wanted : prefix) {
    if (separates_words(wanted)) continue;
    while (at < text.size() && separates_words(text[at])) ++at;
    if (at == text.size() || ascii_lower(text[at]) != ascii_lower(wanted)) return false;
    ++at;
  }
  text.remove_prefix(at);
  return true;
}

[[nodiscard]] constexpr bool same_words(std::string_view text, std::string_view label) noexcept {
  if (!take_words(text, label)) return false;
  for (const char c : text) {
    if (!separates_words(c)) return false;
  }
  return true;
}

[[nodiscard]] constexpr bool is_local_character(char c) noexcept { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// NHS letter, with or without a local second character; '\0' for anything else.
[[nodiscard]] constexpr char national_letter(std::string_view code) noexcept {
  if (code.size() == 1) return code[0] >= 'a' && code[0] <= 'z' ? static_cast<char>(code[0] - 'a' + 'A') : code[0];
  if (code.size() != 2 || !is_local_character(code[1])) return '\0';
  if (code == "NA" || code == "NK" || code == "NS") return '\0';
  return code[0];
}

/// Other wordings of a category that are in wide use, by NHS letter.
struct EthnicLabel {
  std::string_view letter;
  std::string_view label;
};

inline constexpr std::array<EthnicLabel, 19> other_labels{{
    {"A", "British"},
    {"A", "White British"},
    {"A", "British, mixed British"},
    {"A", "English / Welsh / Scottish / Northern Irish / British"},
    {"B", "White Irish"},
    {"B", "Irish"},
    {"C", "Other White"},
    {"C", "Any other White background"},
    {"G", "Other Mixed"},
    {"G", "Any other mixed background"},
    {"G", "Any other Mixed / multiple ethnic background"},
    {"H", "Indian or British Indian"},
    {"J", "Pakistani or British Pakistani"},
    {"K", "Bangladeshi or British Bangladeshi"},
    {"L", "Other Asian"},
    {"L", "Any other Asian background"},
    {"P", "Other Black"},
    {"P", "Any other Black background"},
    {"P", "Any other Black / African / Caribbean background"},
}};

[[nodiscard]] constexpr bool labelled(const EthnicCategory& category, std::string_view text) noexcept {
  if (same_words(text, category.label)) return true;
  for (const EthnicLabel& other : other_labels) {
    if (!category.letter.empty() && other.letter == category.letter && same_words(text, other.label)) return true;
  }
  return false;
}

}  // namespace detail

/// What `code` means in `version`. Leading and trailing blanks do not count. Never throws.
[[nodiscard]] constexpr EthnicClassification classify(std::string_view code, EthnicityVersion version) noexcept {
  const std::string_view text = detail::trimmed(code);
  if (text.empty()) return {version, EthnicityAnswer::empty, nullptr};
  if (text == "99") return {version, EthnicityAnswer::not_known, nullptr};

  const char letter = detail::national_letter(text);
  if (letter == 'Z') return {version, EthnicityAnswer::not_stated, nullptr};
  for (const EthnicCategory& category : categories(version)) {
    if (text == category.code || (!category.letter.empty() && category.letter[0] == letter)) {
      return {version, EthnicityAnswer::known, &category};
    }
  }
  for (const EthnicCategory& category : categories(version)) {
    std::string_view rest = text;
    if (detail::labelled(category, text) || (detail::take_words(rest, category.family) && detail::labelled(category, rest))) {
      return {version, EthnicityAnswer::known, &category};
    }
  }
  if (detail::same_words(text, "Not stated") || detail::same_words(text, "Prefer not to say")) {
    return {version, EthnicityAnswer::not_stated, nullptr};
  }
  if (detail::same_words(text, "Not known") || detail::same_words(text, "Unknown") || detail::same_words(text, "Not recorded")) {
    return {version, EthnicityAnswer::not_known, nullptr};
  }
  return {version, EthnicityAnswer::unrecognised, nullptr};
}

/// For an error message: the codes this version takes.
[[nodiscard]] inline std::string allowed_codes(EthnicityVersion version) {
  std::string text = "A B C D E F G H J K L M N P R S (a second, local character is allowed), ";
  if (version != EthnicityVersion::nhs_2001) {
    text += "1 to " + std::to_string(categories(version).size()) + ", ";
  }
  text += "Z (not stated), 99 (not known), an empty value, or a category's label";
  return text;
}

}  // namespace equitable
