// One rate: every interval.
#include "equitable/proportion/interval.hpp"
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  return fuzz::attempt([&] {
    const auto method = static_cast<equitable::ProportionMethod>(bytes.below(equitable::detail::proportion_method_names.size()));
    const equitable::ProportionOptions options{method, bytes.confidence(), bytes.alternative()};
    const equitable::Count total = bytes.count();
    fuzz::check(equitable::proportion(bytes.part(total), total, options), {0.0, 1.0});
  });
}
