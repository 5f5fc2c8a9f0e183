/// @file groups/strata.hpp
/// Strata: the same comparison made within each of several layers (pay bands, years, organisations), to be pooled without
/// mixing the layers.
///
/// Everything that pools strata takes this type. A stratum in which either group holds nobody says nothing about a comparison,
/// and is left out of every comparison; so is no other, and `left_out` tells how many people that takes away. Sums that may cancel are kept in twofold numbers.
#pragma once

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "equitable/core/results.hpp"
#include "equitable/counts/columns.hpp"
#include "equitable/counts/table2x2.hpp"
#include "equitable/detail/gamma.hpp"
#include "equitable/detail/normal.hpp"
#include "equitable/detail/rates.hpp"

namespace equitable {

/// Strata that say nothing about a comparison because either group holds nobody there, and the people who are in them.
struct LeftOut {
  std::size_t strata = 0;
  Count people = 0;
};

/// A table for each stratum, group against reference. Strata do not overlap: the whole is their sum.
class Strata {
 public:
  Strata() = default;
  /// @throws InvalidInput unless 0 <= events <= total <= 2^53 in every group ("strata[3].events", counted from 0), and all strata
  ///         together hold at most 2^53 people of either group
  explicit Strata(std::vector<Table2x2> tables) : tables_(std::move(tables)) {
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      check(tables_[i], i);
      count(tables_[i]);
    }
  }

  Strata(std::initializer_list<Table2x2> tables) : Strata(std::vector<Table2x2>(tables)) {}

  /// Adds a stratum. @throws InvalidInput as above; the strata then stay as they were
  void add(Count events, Count total, Count reference_events, Count reference_total) {
    const Table2x2 table{{events, total}, {reference_events, reference_total}};
    check(table, tables_.size());
    tables_.push_back(table);
    count(table);
  }

  [[nodiscard]] std::size_t size() const noexcept { return tables_.size(); }
  [[nodiscard]] bool empty() const noexcept { return tables_.empty(); }
  [[nodiscard]] const Table2x2& operator[](std::size_t i) const noexcept { return tables_[i]; }
  [[nodiscard]] const std::vector<Table2x2>& tables() const noexcept { return tables_; }
  [[nodiscard]] auto begin() const noexcept { return tables_.begin(); }
  [[nodiscard]] auto end() const noexcept { return tables_.end(); }

  /// All strata in one table, the crude comparison: what the strata are there to avoid.
  [[nodiscard]] const Table2x2& pooled() const noexcept { return pooled_; }
  /// The strata with people in both groups: those that a comparison within strata rests on.
  [[nodiscard]] Strata comparable() const {
    Strata result;
    for (const Table2x2& table : tables_)
      if (table.comparable()) {
        result.tables_.push_back(table);
        result.count(table);
      }
    return result;
  }
  /// The others.
  [[nodiscard]] LeftOut left_out() const noexcept {
    LeftOut result;
    for (const Table2x2& table : tables_)
      if (!table.comparable()) {
        ++result.strata;
        result.people += table.group.total + table.reference.total;
      }
    return result;
  }
  /// The groups changed over in every stratum.
  [[nodiscard]] Strata swapped() const {
    return mapped([](const Table2x2& t) { return t.swapped(); });
  }
  /// The same people, counting those without the outcome.
  [[nodiscard]] Strata complement() const {
    return mapped([](const Table2x2& t) { return t.complement(); });
  }

 private:
  template <class Map>
  [[nodiscard]] Strata mapped(const Map& map) const {
    Strata result;
    result.pooled_ = map(pooled_);
    result.tables_.reserve(tables_.size());
    for (const Table2x2& table : tables_) result.tables_.push_back(map(table));
    return result;
  }
  void check(const Table2x2& table, std::size_t place) const {
    static_cast<void>(checked_item(table.group, "Strata", "strata", place));
    static_cast<void>(checked_item(table.reference, "Strata", "strata", place, "reference_"));
    if (table.group.total > max_count - pooled_.group.total || table.reference.total > max_count - pooled_.reference.total)
      throw_invalid("Strata", "strata[" + std::to_string(place) + "]", "one too many",
                    "must leave at most 2^53 people in either group of all strata together");
  }
  void count(const Table2x2& table) noexcept {
    pooled_.group.events += table.group.events;
    pooled_.group.total += table.group.total;
    pooled_.reference.events += table.reference.events;
    pooled_.reference.total += table.reference.total;
  }
  std::vector<Table2x2> tables_;
  Table2x2 pooled_{};
};

/// An effect taken to be common to all strata. For a ratio and an odds ratio the standard error is that of the logarithm; NaN
/// where the method has none.
struct CommonEffect {
  Estimate estimate;
  double standard_error;
};

/// A test of whether the effect is the same in every stratum.
struct StrataHomogeneity {
  double statistic;
  double pvalue;
  double df;         ///< the strata that took part, less one; with 0 there is no test
  double i_squared;  ///< share of the variation that is not chance, 0 to 1; NaN but for Cochran's Q
  const char* method;
  Status status;
};

namespace detail {

/// Comparable strata, as kernels read them.
struct StrataView {
  const TwoRates* first;
  std::size_t count;
  [[nodiscard]] const TwoRates* begin() const noexcept { return first; }
  [[nodiscard]] const TwoRates* end() const noexcept { return first + count; }
};

/// Owns what a `StrataView` looks at: the strata in which both groups hold somebody.
class ComparableStrata {
 public:
  explicit ComparableStrata(const Strata& strata) {
    rates_.reserve(strata.size());
    for (const Table2x2& table : strata)
      if (table.comparable()) rates_.push_back(table.rates());
  }
  [[nodiscard]] StrataView view() const noexcept { return {rates_.data(), rates_.size()}; }

 private:
  std::vector<TwoRates> rates_;
};

/// A sum of terms of either sign, to some 100 bits of the largest of them.
class TwofoldTotal {
 public:
  void add(Twofold term) noexcept {
    const Twofold sum = twofold_sum(total_.high, term.high);
    total_ = twofold_sum(sum.high, sum.low + (total_.low + term.low));
  }
  void add(double term) noexcept { add({term, 0.0}); }
  [[nodiscard]] Twofold twofold() const noexcept { return total_; }
  [[nodiscard]] double value() const noexcept { return total_.high + total_.low; }

 private:
  Twofold total_{0.0, 0.0};
};

/// (ad − bc)/N: how many events the group has beyond those expected of its margins.
[[nodiscard]] inline Twofold excess_events(const TwoRates& r) noexcept {
  const Twofold total = twofold_sum(r.n1, r.n2);
  const double left = r.x1 * r.n2;
  const double right = r.x2 * r.n1;
  const Twofold difference = twofold_sum(left, -right);
  const double rest = std::fma(r.x1, r.n2, -left) - std::fma(r.x2, r.n1, -right);
  const Twofold cross = twofold_sum(difference.high, difference.low + rest);
  const double high = cross.high / total.high;
  return {high, (std::fma(-high, total.high, cross.high) + (cross.low - high * total.low)) / total.high};
}

/// n1 n2 / N, the weight of a stratum after Mantel and Haenszel.
[[nodiscard]] inline double mh_weight(const TwoRates& r) noexcept { return r.n1 * (r.n2 / (r.n1 + r.n2)); }

/// Σ (ad − bc)/N.
[[nodiscard]] inline Twofold total_excess(const StrataView& strata) noexcept {
  TwofoldTotal total;
  for (const TwoRates& r : strata) total.add(excess_events(r));
  return total.twofold();
}

/// value·exp(±z·error), NaN unless the value is positive and finite.
[[nodiscard]] inline Interval log_scale_limits(double value, double error, double z) noexcept {
  if (!(value > 0.0 && value < infinity)) return {not_a_number, not_a_number};
  return {value * std::exp(-z * error), value * std::exp(z * error)};
}

/// A result without numbers.
[[nodiscard]] inline StrataHomogeneity no_homogeneity(const char* method, Status status) noexcept {
  return {not_a_number, not_a_number, not_a_number, not_a_number, method, status};
}

}  // namespace detail

}  // namespace equitable
