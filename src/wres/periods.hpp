// Periods in order of time, and the snapshot that closes a financial year.
#pragma once

#include <string>

namespace equitable::wres::detail {

// Grows with time among periods of one kind: "March 2021" < "March 2022", "2020/21 to 2021/22" by its last year, "2018" < "2019".
[[nodiscard]] int period_order(const std::string& period);

// "2021/22" and "2020/21 to 2021/22" end in "March 2022"; empty for anything else.
[[nodiscard]] std::string closing_snapshot(const std::string& period);

// The two years of a window: {"2020/21", "2021/22"}; both empty for anything else.
struct Years {
  std::string first;
  std::string last;
};
[[nodiscard]] Years years_of_window(const std::string& period);

}  // namespace equitable::wres::detail
