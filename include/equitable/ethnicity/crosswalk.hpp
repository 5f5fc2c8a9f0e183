/// @file ethnicity/crosswalk.hpp
/// From a category of one version to its counterpart in another.
///
/// The rule, in both directions:
///   - categories that share an NHS letter are counterparts (Chinese is R in all three, though its group changes), and so
///     are those that came after 2001 and carry the same label (Gypsy or Irish Traveller, Arab);
///   - a category that the other version does not have (Gypsy or Irish Traveller and Arab in 2001, Roma in 2001 and 2011)
///     has no counterpart. `counted_in` then names the category its people were asked to choose at the time: "any other"
///     of the same group. No one is lost, and no one changes group.
///
/// A shared name is not a promise of the same people: someone counted as any other White background in 2001 may be counted
/// as Roma in 2021. Nothing here splits a category, for there is no way to tell who would have moved.
#pragma once

#include "equitable/ethnicity/classification.hpp"

namespace equitable {

struct EthnicCounterpart {
  EthnicityVersion version{EthnicityVersion::nhs_2001};  ///< the version mapped to
  const EthnicCategory* category{nullptr};               ///< the counterpart, null where there is none
  const EthnicCategory* counted_in{nullptr};             ///< where its people are counted: the counterpart, or "any other"
};

/// The category of `version` with this code ("H", "17"), or null. Exact: no local characters, no labels.
[[nodiscard]] constexpr const EthnicCategory* find_category(std::string_view code, EthnicityVersion version) noexcept {
  for (const EthnicCategory& category : categories(version)) {
    if (category.code == code) return &category;
  }
  return nullptr;
}

/// `category` may come from any version.
[[nodiscard]] constexpr EthnicCounterpart counterpart(const EthnicCategory& category, EthnicityVersion to) noexcept {
  EthnicCounterpart result{to, nullptr, nullptr};
  for (const EthnicCategory& candidate : categories(to)) {
    const bool same = category.letter.empty() ? candidate.letter.empty() && candidate.label == category.label
                                              : candidate.letter == category.letter;
    if (same) {
      result.category = &candidate;
      result.counted_in = &candidate;
      return result;
    }
  }
  const std::string_view any_other = category.group == EthnicGroup::white ? "C" : "S";
  for (const EthnicCategory& candidate : categories(to)) {
    if (candidate.letter == any_other) result.counted_in = &candidate;
  }
  return result;
}

}  // namespace equitable
