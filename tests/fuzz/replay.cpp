// Drives a fuzz target without libFuzzer: through the files named on the command line, or through as many inputs of a fixed sequence as
// `--inputs N` asks for.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

#include "fuzz/fuzz.hpp"

int main(int count, char** arguments) {
  long inputs = 2000;
  bool files = false;
  for (int i = 1; i < count; ++i) {
    if (std::strcmp(arguments[i], "--inputs") == 0 && i + 1 < count) {
      inputs = std::strtol(arguments[++i], nullptr, 10);
      continue;
    }
    std::ifstream file(arguments[i], std::ios::binary);
    const std::vector<char> text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    const std::vector<std::uint8_t> data(text.begin(), text.end());
    LLVMFuzzerTestOneInput(data.data(), data.size());
    files = true;
  }
  if (files) return 0;
  std::mt19937_64 random(20260401);
  std::vector<std::uint8_t> data;
  for (long input = 0; input < inputs; ++input) {
    data.resize(16 + random() % 80);
    for (std::uint8_t& byte : data) byte = static_cast<std::uint8_t>(random());
    LLVMFuzzerTestOneInput(data.data(), data.size());
  }
  std::printf("%ld inputs, no finding\n", inputs);
  return 0;
}
