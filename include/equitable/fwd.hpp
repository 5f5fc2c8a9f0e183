/// @file fwd.hpp
/// Forward declarations of the types that travel between headers, for those who only pass them on.
#pragma once

#include <cstdint>

namespace equitable {

using Count = std::int64_t;
class Confidence;
class InvalidInput;
enum class Alternative : std::uint8_t;
enum class Measure : std::uint8_t;
enum class Status : std::uint8_t;
struct Interval;
struct Estimate;
struct TestResult;

struct Proportion;
struct Table2x2;
class GroupTable;
struct RateColumns;
struct TableColumns;
struct EstimateOutput;
struct TestOutput;

enum class ProportionMethod : std::uint8_t;
enum class RelativeLikelihoodMethod : std::uint8_t;
enum class RateDifferenceMethod : std::uint8_t;
enum class OddsRatioMethod : std::uint8_t;
enum class SignificanceMethod : std::uint8_t;
struct ProportionOptions;
struct RelativeLikelihoodOptions;
struct RateDifferenceOptions;
struct OddsRatioOptions;
struct Representation;
struct RepresentationOptions;
struct SignificanceOptions;
struct Null;
struct UnconditionalResult;
struct Margin;
struct EquivalenceOptions;

enum class State : std::uint8_t;
enum class Grade : std::uint8_t;
struct Verdict;
struct VerdictOptions;
struct Framing;
struct Policies;
struct Wording;
struct RepresentationWording;

}  // namespace equitable
