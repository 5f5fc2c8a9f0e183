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
enum class EquivalenceMethod : std::uint8_t;
struct ProportionOptions;
struct RelativeLikelihoodOptions;
struct RateDifferenceOptions;
struct OddsRatioOptions;
struct Representation;
struct RepresentationOptions;
enum class RepresentationRatio : std::uint8_t;
enum class RepresentationTestMethod : std::uint8_t;
struct RepresentationTestOptions;
struct SampledGroup;
enum class FinitePopulationMethod : std::uint8_t;
enum class FinitePopulationTestMethod : std::uint8_t;
struct FinitePopulationOptions;
struct FinitePopulationComparisonOptions;
struct FinitePopulationTestOptions;
enum class BenchmarkError : std::uint8_t;
struct Benchmark;
struct BenchmarkOptions;
struct EValue;
enum class PowerMethod : std::uint8_t;
enum class SampleSizeMethod : std::uint8_t;
struct PowerOptions;
struct PowerResult;
struct EquivalencePowerOptions;
struct SampleSize;
struct SampleSizeOptions;
struct DetectableRatio;
struct DetectableRatioOptions;
struct EquivalenceSizeOptions;
struct SmallestMargin;
struct SmallestMarginOptions;
struct AttainableOptions;
struct ConditionalAttainableOptions;
struct SignificanceFragilityOptions;
struct SignificanceOptions;
struct Null;
struct UnconditionalResult;
struct Margin;
struct EquivalenceOptions;
struct EquivalenceResult;
struct NoninferiorityOptions;
struct TestColumns;

enum class State : std::uint8_t;
enum class Grade : std::uint8_t;
struct Verdict;
struct VerdictOptions;
struct Framing;
struct Policies;
struct Wording;
struct RepresentationWording;

}  // namespace equitable
