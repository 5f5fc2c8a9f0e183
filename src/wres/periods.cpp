#include "periods.hpp"

#include <array>
#include <cctype>
#include <cstddef>
#include <string_view>

namespace equitable::wres::detail {

namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// The last run of exactly four digits, or 0.
int last_year(const std::string& text) {
  int year = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end - i == 4) year = std::stoi(text.substr(i, 4));
    i = end == i ? i + 1 : end;
  }
  return year;
}

int month(const std::string& text) {
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  for (std::size_t m = 0; m < months.size(); ++m) {
    if (text.find(months[m]) != std::string::npos) return static_cast<int>(m) + 1;
  }
  const std::size_t quarter = text.find("Quarter ");
  if (quarter != std::string::npos && quarter + 8 < text.size() && is_digit(text[quarter + 8]))
    return 3 * (text[quarter + 8] - '0');
  return 0;
}

// "2021/22"
bool is_financial_year(const std::string& text) {
  return text.size() == 7 && text[4] == '/' && last_year(text) > 0 && is_digit(text[5]) && is_digit(text[6]);
}

}  // namespace

int period_order(const std::string& period) { return 13 * last_year(period) + month(period); }

Years years_of_window(const std::string& period) {
  constexpr std::string_view between = " to ";
  const std::size_t at = period.find(between);
  if (at == std::string::npos) return {};
  Years years{period.substr(0, at), period.substr(at + between.size())};
  if (!is_financial_year(years.first) || !is_financial_year(years.last)) return {};
  return years;
}

std::string closing_snapshot(const std::string& period) {
  const std::string last = is_financial_year(period) ? period : years_of_window(period).last;
  return last.empty() ? std::string() : "March " + std::to_string(last_year(last) + 1);
}

}  // namespace equitable::wres::detail
