// One rate against a given one: every test.
#include "equitable/significance/proportion_test.hpp"
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  return fuzz::attempt([&] {
    const auto method =
        static_cast<equitable::ProportionTestMethod>(bytes.below(equitable::detail::proportion_test_method_names.size()));
    const equitable::ProportionTestOptions options{method, bytes.alternative()};
    const double rate = bytes.number();
    const equitable::Count total = bytes.count();
    fuzz::check(equitable::proportion_test(bytes.part(total), total, rate, options));
  });
}
