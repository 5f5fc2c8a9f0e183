// The same comparison for several organisations at once: columns of counts in, columns of estimates out.
// The counts are invented.
#include <equitable/equitable.hpp>

#include <iostream>

int main() {
  equitable::CountArray events(4), total(4), reference_events(4), reference_total(4);
  events << 596, 88, 41, 0;
  total << 3842, 420, 300, 0;
  reference_events << 207, 61, 38, 12;
  reference_total << 2386, 400, 280, 90;

  const auto ratios = equitable::relative_likelihood_batch(events, total, reference_events, reference_total);
  for (Eigen::Index i = 0; i < events.size(); ++i) {
    // An organisation without people in a group has no ratio: its status says so, and no row ever throws.
    std::cout << "organisation " << i + 1 << ": " << ratios.value[i] << " (" << ratios.lower[i] << " to " << ratios.upper[i] << "), "
              << equitable::name(ratios.status[i]) << '\n';
  }
}
