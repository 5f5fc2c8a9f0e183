// The verdict of any two counts, and the sentence it carries.
#include "equitable/verdict/sentence.hpp"
#include "equitable/verdict/verdict.hpp"
#include "fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Bytes bytes(data, size);
  return fuzz::attempt([&] {
    equitable::VerdictOptions options;
    if (bytes.below(2) == 0) options.margin = {bytes.number(), 1.0 + bytes.number()};
    options.confidence = bytes.confidence();
    const equitable::Count total = bytes.count();
    const equitable::Count events = bytes.part(total);
    const equitable::Count reference_total = bytes.count();
    const equitable::Verdict verdict = equitable::verdict(events, total, bytes.part(reference_total), reference_total, options);
    if (!std::isnan(verdict.pvalue)) fuzz::check_pvalue(verdict.pvalue, equitable::Status::ok, "verdict");
  });
}
