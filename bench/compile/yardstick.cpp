// The standard headers that nearly every program includes: what the compile times of equitable's headers are measured against.
#include <array>
#include <cmath>
#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>
