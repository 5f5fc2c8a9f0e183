#include "equitable/counts/tabulate.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace equitable;

// A column in plain numbers, the same column as it is stored, and what the counting must make of each row.
struct Stored {
  std::vector<Count> slot;  // the place on the axis, row by row
  std::shared_ptr<void> memory;
  std::shared_ptr<std::vector<std::uint8_t>> valid;  // shared, so that a copy points to the same memory
  CodeColumn column{static_cast<const std::int8_t*>(nullptr), 0};
};

enum class Storage : std::uint8_t { int8, int16, int32, int64, uint8, uint16, uint32, uint64, boolean, bit };
constexpr Storage every_storage[] = {Storage::int8,   Storage::int16,  Storage::int32,  Storage::int64,   Storage::uint8,
                                     Storage::uint16, Storage::uint32, Storage::uint64, Storage::boolean, Storage::bit};
enum class Missing : std::uint8_t { refused, by_code, by_bitmap };
constexpr Missing every_missing[] = {Missing::refused, Missing::by_code, Missing::by_bitmap};

template <class Code>
CodeColumn keep(Stored& stored, const std::vector<Count>& codes, Count categories) {
  auto values = std::make_shared<std::vector<Code>>();
  for (const Count code : codes) values->push_back(static_cast<Code>(code));
  stored.memory = values;
  return {values->data(), categories};
}

// vector<bool> has no data(), so booleans are kept in an array.
CodeColumn keep_booleans(Stored& stored, const std::vector<Count>& codes, Count categories) {
  const std::shared_ptr<bool> values(new bool[codes.size() + 1], std::default_delete<bool[]>());
  for (std::size_t i = 0; i < codes.size(); ++i) values.get()[i] = codes[i] != 0;
  stored.memory = values;
  return {static_cast<const bool*>(values.get()), categories};
}

std::vector<std::uint8_t> packed(const std::vector<bool>& bits, std::size_t offset) {
  std::vector<std::uint8_t> bytes((bits.size() + offset) / 8 + 1, 0xA5);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const std::size_t bit = i + offset;
    const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
    bytes[bit / 8] = static_cast<std::uint8_t>(bits[i] ? bytes[bit / 8] | mask : bytes[bit / 8] & ~mask);
  }
  return bytes;
}

// Slots 0 … categories, the last one for a missing row, as a column of this storage.
Stored store(const std::vector<Count>& slots, Count categories, Storage storage, Missing missing, std::size_t offset = 3) {
  Stored stored;
  stored.slot = slots;
  const bool has_sign = storage <= Storage::int64;
  const Count missing_code = has_sign ? -1 : storage == Storage::boolean || storage == Storage::bit ? 1 : 77;
  std::vector<Count> codes;
  std::vector<bool> valid;
  for (const Count slot : slots) {
    valid.push_back(slot < categories);
    // Under a bitmap the code of a missing row is anything, here a code that would be refused.
    codes.push_back(slot < categories ? slot : missing == Missing::by_bitmap ? 101 : missing_code);
  }
  switch (storage) {
    case Storage::int8: stored.column = keep<std::int8_t>(stored, codes, categories); break;
    case Storage::int16: stored.column = keep<std::int16_t>(stored, codes, categories); break;
    case Storage::int32: stored.column = keep<std::int32_t>(stored, codes, categories); break;
    case Storage::int64: stored.column = keep<std::int64_t>(stored, codes, categories); break;
    case Storage::uint8: stored.column = keep<std::uint8_t>(stored, codes, categories); break;
    case Storage::uint16: stored.column = keep<std::uint16_t>(stored, codes, categories); break;
    case Storage::uint32: stored.column = keep<std::uint32_t>(stored, codes, categories); break;
    case Storage::uint64: stored.column = keep<std::uint64_t>(stored, codes, categories); break;
    case Storage::boolean: stored.column = keep_booleans(stored, codes, categories); break;
    case Storage::bit: {
      std::vector<bool> bits;
      for (const Count code : codes) bits.push_back(code != 0);
      auto bytes = std::make_shared<std::vector<std::uint8_t>>(packed(bits, offset));
      stored.memory = bytes;
      stored.column = CodeColumn::bits(bytes->data(), offset);
      break;
    }
  }
  if (missing == Missing::by_code) stored.column = stored.column.with_missing(missing_code);
  if (missing == Missing::by_bitmap) {
    stored.valid = std::make_shared<std::vector<std::uint8_t>>(packed(valid, offset + 2));
    stored.column = stored.column.with_validity(stored.valid->data(), offset + 2);
  }
  return stored;
}

class Rows {
 public:
  explicit Rows(std::uint32_t seed) : engine_(seed) {}
  Count below(Count limit) { return static_cast<Count>(engine_() % static_cast<std::uint32_t>(limit)); }

  // Slots of a column: random, in runs, or one value all along.
  std::vector<Count> slots(std::size_t rows, Count length, int shape) {
    std::vector<Count> found;
    Count now = below(length);
    Count left = 0;
    for (std::size_t i = 0; i < rows; ++i) {
      if (shape == 0 || (shape == 1 && left-- == 0)) {
        now = below(length);
        left = below(200);
      }
      found.push_back(now);
    }
    return found;
  }

 private:
  std::mt19937 engine_;
};

// The table by the plainest loop there is.
Tabulation by_hand(const std::vector<Stored>& keys, const Stored* outcome, const std::vector<Count>* weights, std::size_t rows) {
  Tabulation table;
  std::size_t cells = 1;
  for (const Stored& key : keys) {
    table.lengths.push_back(key.column.length());
    cells *= static_cast<std::size_t>(key.column.length());
  }
  table.total.resize(cells);
  if (outcome != nullptr) table.events.resize(cells);
  if (outcome != nullptr && outcome->column.may_miss()) table.missing.resize(cells);
  for (std::size_t row = 0; row < rows; ++row) {
    Count cell = 0;
    for (const Stored& key : keys) cell = cell * key.column.length() + key.slot[row];
    const auto place = static_cast<std::size_t>(cell);
    const Count weight = weights != nullptr ? (*weights)[row] : 1;
    const Count state = outcome != nullptr ? outcome->slot[row] : 0;
    if (state == 2) {
      table.missing[place] += weight;
      continue;
    }
    table.total[place] += weight;
    if (state == 1) table.events[place] += weight;
  }
  return table;
}

std::vector<CodeColumn> columns_of(const std::vector<Stored>& stored) {
  std::vector<CodeColumn> columns;
  for (const Stored& one : stored) columns.push_back(one.column);
  return columns;
}

void expect_same(const Tabulation& found, const Tabulation& expected, const std::string& what) {
  EXPECT_EQ(found.lengths, expected.lengths) << what;
  EXPECT_TRUE(found.total == expected.total) << what;
  EXPECT_TRUE(found.events == expected.events) << what;
  EXPECT_TRUE(found.missing == expected.missing) << what;
}

std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "nothing was thrown";
}

bool is_two_valued(Storage storage) { return storage == Storage::boolean || storage == Storage::bit; }

TEST(Tabulate, EveryMixOfStoragesIsCountedAsByHand) {
  Rows random(1);
  int tried = 0;
  for (const Storage first : every_storage)
    for (const Storage second : every_storage)
      for (const Missing first_missing : every_missing)
        for (const Missing second_missing : every_missing) {
          const std::size_t rows = static_cast<std::size_t>(random.below(700)) + 1;
          const int shape = static_cast<int>(random.below(3));
          const auto column = [&](Storage storage, Missing missing) {
            // A bit or a boolean that has a code for missing is left with one category.
            const Count categories = is_two_valued(storage) ? (missing == Missing::by_code ? 1 : 2) : 5;
            if (storage == Storage::bit && missing == Missing::by_code) missing = Missing::by_bitmap;
            const Count known = storage == Storage::bit ? 2 : categories;
            return store(random.slots(rows, missing == Missing::refused ? known : known + 1, shape), known, storage, missing);
          };
          const std::vector<Stored> keys{column(first, first_missing), column(second, second_missing)};
          const Stored outcome = store(random.slots(rows, 3, shape), 2, Storage::int8, Missing::by_code);
          const std::vector<CodeColumn> codes = columns_of(keys);
          expect_same(tabulate({codes.data(), 2, rows, &outcome.column}), by_hand(keys, &outcome, nullptr, rows),
                      std::to_string(static_cast<int>(first)) + " with " + std::to_string(static_cast<int>(second)));
          ++tried;
        }
  EXPECT_EQ(tried, 900);
}

TEST(Tabulate, ManyRowsInEveryShapeSizeAndWayOfCounting) {
  Rows random(2);
  for (const Count categories : {1, 3, 19, 300})  // with three keys: eight sets, bytes, and more cells than rows
    for (const std::size_t rows : {std::size_t{1}, std::size_t{4095}, std::size_t{4096}, std::size_t{4097}, std::size_t{30000}})
      for (int shape = 0; shape < 9; ++shape) {
        const Missing missing = shape % 2 == 0 ? Missing::by_code : Missing::by_bitmap;
        const std::vector<Stored> keys{
            store(random.slots(rows, categories + 1, shape % 3), categories, Storage::int16, missing),
            store(random.slots(rows, (categories + 1) / 2, shape / 3), (categories + 1) / 2, Storage::uint16, Missing::refused),
            store(random.slots(rows, 3, 1), 3, Storage::int64, Missing::refused)};
        const Stored outcome = store(random.slots(rows, 3, shape / 3), 2, Storage::bit, Missing::by_bitmap);
        const Stored known = store(random.slots(rows, 2, 0), 2, Storage::boolean, Missing::refused);
        std::vector<Count> weights;
        for (std::size_t i = 0; i < rows; ++i) weights.push_back(random.below(1000) * random.below(1000000));
        const std::vector<CodeColumn> codes = columns_of(keys);
        const std::string what =
            std::to_string(categories) + " categories, " + std::to_string(rows) + " rows, shape " + std::to_string(shape);
        expect_same(tabulate({codes.data(), 3, rows}), by_hand(keys, nullptr, nullptr, rows), what);
        expect_same(tabulate({codes.data(), 3, rows, &outcome.column}), by_hand(keys, &outcome, nullptr, rows), what);
        expect_same(tabulate({codes.data(), 3, rows, &known.column}), by_hand(keys, &known, nullptr, rows), what);
        expect_same(tabulate({codes.data(), 3, rows, nullptr, weights.data()}), by_hand(keys, nullptr, &weights, rows), what);
        expect_same(tabulate({codes.data(), 3, rows, &known.column, weights.data()}), by_hand(keys, &known, &weights, rows),
                    what);
        expect_same(tabulate({codes.data(), 3, rows, &outcome.column, weights.data()}), by_hand(keys, &outcome, &weights, rows),
                    what);
        ASSERT_FALSE(::testing::Test::HasFailure()) << what;
      }
}

TEST(Tabulate, AnyNumberOfThreadsGivesTheSameTable) {
  Rows random(3);
  const std::size_t rows = 700'001;  // five parts of 2^17 rows and more
  const std::vector<Stored> keys{store(random.slots(rows, 31, 1), 30, Storage::int8, Missing::by_code),
                                 store(random.slots(rows, 7, 0), 7, Storage::uint8, Missing::refused)};
  const Stored outcome = store(random.slots(rows, 3, 0), 2, Storage::int8, Missing::by_code);
  std::vector<Count> weights;
  for (std::size_t i = 0; i < rows; ++i) weights.push_back(random.below(100));
  const std::vector<CodeColumn> codes = columns_of(keys);
  const Tabulation expected = by_hand(keys, &outcome, nullptr, rows);
  const Tabulation weighted = by_hand(keys, nullptr, &weights, rows);
  for (const unsigned threads : {0U, 1U, 2U, 3U, 5U, 64U}) {
    const Execution execution{threads};
    expect_same(tabulate({codes.data(), 2, rows, &outcome.column}, execution), expected, std::to_string(threads));
    expect_same(tabulate({codes.data(), 2, rows, nullptr, weights.data()}, execution), weighted, std::to_string(threads));
  }
}

TEST(Tabulate, WithoutRowsEveryCellIsZero) {
  const std::vector<std::int8_t> none;
  const std::vector<CodeColumn> keys{{none.data(), 3}, CodeColumn(none.data(), 2).with_missing()};
  const CodeColumn outcome = CodeColumn(none.data(), 2).with_missing();
  const Tabulation table = tabulate({keys.data(), 2, 0, &outcome});
  EXPECT_EQ(table.lengths, (std::vector<Count>{3, 3}));
  EXPECT_EQ(table.total, std::vector<Count>(9, 0));
  EXPECT_EQ(table.events, std::vector<Count>(9, 0));
  EXPECT_EQ(table.missing, std::vector<Count>(9, 0));
}

TEST(Tabulate, WithoutKeysThereIsOneCell) {
  const std::vector<std::int8_t> outcomes{1, 0, -1, 1, 1};
  const CodeColumn outcome = CodeColumn(outcomes.data(), 2).with_missing();
  const Tabulation table = tabulate({nullptr, 0, 5, &outcome});
  EXPECT_TRUE(table.lengths.empty());
  EXPECT_EQ(table.total, std::vector<Count>{4});
  EXPECT_EQ(table.events, std::vector<Count>{3});
  EXPECT_EQ(table.missing, std::vector<Count>{1});
  EXPECT_EQ(tabulate({nullptr, 0, 123'456'789'012}).total, std::vector<Count>{123'456'789'012});
}

TEST(Tabulate, OneCategoryMakesOneCell) {
  const std::vector<std::uint16_t> zeros(10'000, 0);
  const CodeColumn key(zeros.data(), 1);
  EXPECT_EQ(tabulate({&key, 1, zeros.size()}).total, std::vector<Count>{10'000});
}

TEST(Tabulate, AKeyWithoutCategoriesMayOnlyBeMissing) {
  const std::vector<std::int32_t> codes{-1, -1, -1};
  const CodeColumn key = CodeColumn(codes.data(), 0).with_missing();
  EXPECT_EQ(tabulate({&key, 1, 3}).total, std::vector<Count>{3});
  const CodeColumn refused(codes.data(), 0);
  EXPECT_TRUE(tabulate({&refused, 1, 0}).total.empty());
  EXPECT_EQ(message_of([&] {
              (void)tabulate({&refused, 1, 3});
            }),
            "tabulate: keys[0][0] is -1, but must be missing, for the key has no categories; missing codes were not asked for");
}

TEST(Tabulate, TheLastKeyVariesFastestAndMissingStandsLast) {
  const std::vector<std::int8_t> rows{0, 1, 1, -1};
  const std::vector<std::uint8_t> columns{2, 0, 0, 1};
  const std::vector<CodeColumn> keys{CodeColumn(rows.data(), 2).with_missing(), {columns.data(), 3}};
  const Tabulation table = tabulate({keys.data(), 2, 4});
  EXPECT_EQ(table.total, (std::vector<Count>{0, 0, 1, 2, 0, 0, 0, 1, 0}));
  EXPECT_EQ(table.total[table.cell({1, 0})], 2);
  EXPECT_EQ(table.total[table.cell({2, 1})], 1);
  EXPECT_THROW((void)table.cell({1}), InvalidInput);
  EXPECT_THROW((void)table.cell({1, 3}), InvalidInput);
  EXPECT_THROW((void)table.cell({-1, 0}), InvalidInput);
}

TEST(Tabulate, ACellOfATableWithAnOutcomeIsAProportion) {
  const std::vector<std::uint8_t> group{0, 1, 1, 1};
  const std::vector<std::uint8_t> event{1, 0, 1, 0};
  const CodeColumn key(group.data(), 2);
  const CodeColumn outcome(event.data(), 2);
  const Tabulation table = tabulate({&key, 1, 4, &outcome});
  EXPECT_EQ(table.proportion(1).events, 1);
  EXPECT_EQ(table.proportion(1).total, 3);
}

TEST(Tabulate, ChunksAddUpInOneOutput) {
  Rows random(4);
  const std::size_t rows = 20'000;
  const std::vector<Stored> keys{store(random.slots(rows, 50, 0), 50, Storage::uint8, Missing::refused)};
  const Tabulation whole = by_hand(keys, nullptr, nullptr, rows);
  std::vector<Count> total(50);
  const auto* codes = static_cast<const std::vector<std::uint8_t>*>(keys[0].memory.get());
  for (std::size_t first = 0; first < rows;) {
    const std::size_t some = (std::min)(rows - first, static_cast<std::size_t>(random.below(5000)));
    const CodeColumn chunk(codes->data() + first, 50);
    tabulate_rows({&chunk, 1, some}, {total.data()});
    first += some;
  }
  EXPECT_TRUE(total == whole.total);
}

TEST(Tabulate, ABadCodeIsNamedWithColumnRowAndValueWhereverItStands) {
  const std::size_t rows = 10'000;
  const std::vector<std::uint8_t> good(rows, 1);
  for (const std::size_t row : {std::size_t{0}, std::size_t{4095}, std::size_t{4096}, rows / 2, rows - 1}) {
    const std::string place = "[" + std::to_string(row) + "]";
    const auto expect = [&](auto code, auto column, const std::string& said) {
      using Code = decltype(code);
      std::vector<Code> codes(rows, Code{0});
      codes[row] = code;
      const std::vector<CodeColumn> keys{{good.data(), 2}, column(codes.data())};
      EXPECT_EQ(message_of([&] { (void)tabulate({keys.data(), 2, rows}); }), "tabulate: keys[1]" + place + said);
      EXPECT_EQ(message_of([&] { (void)tabulate({keys.data(), 2, rows}, Execution{3}); }), "tabulate: keys[1]" + place + said);
    };
    const auto plain = [](const auto* codes) { return CodeColumn(codes, 18); };
    const auto with_missing = [](const auto* codes) { return CodeColumn(codes, 18).with_missing(99); };
    expect(std::int8_t{18}, plain, " is 18, but must be 0 to 17");
    expect(std::int8_t{-1}, plain, " is -1, but must be 0 to 17; missing codes were not asked for");
    expect(std::int16_t{-1}, with_missing, " is -1, but must be 0 to 17, or 99 for missing");
    expect(std::int32_t{18}, with_missing, " is 18, but must be 0 to 17, or 99 for missing");
    expect(std::uint8_t{255}, plain, " is 255, but must be 0 to 17");
    expect(std::uint16_t{65535}, plain, " is 65535, but must be 0 to 17");
    expect(std::uint32_t{4294967295U}, plain, " is 4294967295, but must be 0 to 17");
    // Numbers that become categories when their upper half is cut off.
    expect(std::int64_t{4294967296}, plain, " is 4294967296, but must be 0 to 17");
    expect(std::uint64_t{18446744073709551615U}, plain, " is 18446744073709551615, but must be 0 to 17");
    expect((std::numeric_limits<std::int64_t>::min)(), with_missing,
           " is -9223372036854775808, but must be 0 to 17, or 99 for missing");
  }
}

TEST(Tabulate, TheFirstRowAtFaultIsTheOneNamedForAnyNumberOfThreads) {
  const std::size_t rows = 600'000;
  std::vector<std::int8_t> first(rows, 0);
  std::vector<std::int8_t> second(rows, 0);
  first[599'999] = 9;
  second[300'000] = 7;
  second[450'000] = 8;
  const std::vector<CodeColumn> keys{{first.data(), 2}, {second.data(), 2}};
  for (const unsigned threads : {1U, 2U, 4U})
    EXPECT_EQ(message_of([&] {
                (void)tabulate({keys.data(), 2, rows}, Execution{threads});
              }),
              "tabulate: keys[1][300000] is 7, but must be 0 to 1");
}

TEST(Tabulate, AnOutcomeIsZeroOneOrMissing) {
  const std::vector<std::int8_t> codes{0, 1, 2};
  const CodeColumn outcome(codes.data(), 2);
  EXPECT_EQ(message_of([&] { (void)tabulate({nullptr, 0, 3, &outcome}); }), "tabulate: outcome[2] is 2, but must be 0 or 1");
  const CodeColumn known_missing = outcome.with_missing();
  EXPECT_EQ(message_of([&] {
              (void)tabulate({nullptr, 0, 3, &known_missing});
            }),
            "tabulate: outcome[2] is 2, but must be 0 or 1, or -1 for missing");
  const CodeColumn three(codes.data(), 3);
  EXPECT_EQ(message_of([&] {
              (void)tabulate({nullptr, 0, 3, &three});
            }),
            "tabulate: outcome.categories is 3, but must be 2: 0 and 1, the event");
  Count total = 0;
  EXPECT_EQ(message_of([&] {
              tabulate_rows({nullptr, 0, 2, &outcome}, {&total});
            }),
            "tabulate: output.events is null, but must take the events of the outcome");
  Count events = 0;
  EXPECT_EQ(message_of([&] {
              tabulate_rows({nullptr, 0, 2, &known_missing}, {&total, &events});
            }),
            "tabulate: output.missing is null, but must take the rows whose outcome is missing");
}

TEST(Tabulate, AMissingCodeThatTheTypeCannotHoldNeverOccurs) {
  const std::vector<std::uint8_t> codes{0, 255, 1};
  const CodeColumn three = CodeColumn(codes.data(), 3).with_missing(-1);
  EXPECT_EQ(message_of([&] { (void)tabulate({&three, 1, 3}); }), "tabulate: keys[0][1] is 255, but must be 0 to 2");
  const CodeColumn all = CodeColumn(codes.data(), 256).with_missing(-1);
  const Tabulation table = tabulate({&all, 1, 3});
  EXPECT_EQ(table.lengths, std::vector<Count>{257});
  EXPECT_EQ(table.total[255], 1);
  EXPECT_EQ(table.total[256], 0);
}

TEST(Tabulate, TheLimitOnCellsIsNamed) {
  const std::vector<std::int32_t> codes(3, 0);
  const auto cells = [&](const std::vector<Count>& categories) {
    std::vector<CodeColumn> keys;
    for (const Count count : categories) keys.emplace_back(codes.data(), count);
    return tabulate_cells(keys.data(), keys.size());
  };
  EXPECT_EQ(cells({}), 1U);
  EXPECT_EQ(cells({max_cells}), std::size_t{1} << 30);
  EXPECT_EQ(cells({1 << 15, 1 << 15}), std::size_t{1} << 30);
  EXPECT_EQ(cells({7, 0, 5}), 0U);
  EXPECT_EQ(
      message_of([&] {
        (void)cells({1 << 15, (1 << 15) + 1});
      }),
      "tabulate: keys[1].categories is 32769, but must keep the table to at most 2^30 cells; the keys before it make 32768");
  EXPECT_EQ(message_of([&] {
              (void)cells({2, (std::numeric_limits<Count>::max)()});
            }),
            "tabulate: keys[1].categories is 9223372036854775807, but must keep the table to at most 2^30 cells; the keys before "
            "it make 2");
  EXPECT_EQ(message_of([&] { (void)cells({-1}); }), "tabulate: keys[0].categories is -1, but must be 0 or more");
  const CodeColumn one_too_many = CodeColumn(codes.data(), max_cells).with_missing();
  EXPECT_THROW((void)tabulate_cells(&one_too_many, 1), InvalidInput);
}

TEST(Tabulate, WeightsAddUpExactlyToTwoToTheFiftyThirdAndNoFurther) {
  const std::vector<std::uint8_t> group{0, 1, 0, 1};
  const CodeColumn key(group.data(), 2);
  std::vector<Count> weights{max_count - 3, 1, 0, 2};
  EXPECT_EQ(tabulate({&key, 1, 4, nullptr, weights.data()}).total, (std::vector<Count>{max_count - 3, 3}));
  weights[3] = 3;
  EXPECT_EQ(message_of([&] {
              (void)tabulate({&key, 1, 4, nullptr, weights.data()});
            }),
            "tabulate: weights[3] is 3, but must keep the sum of all weights to at most 2^53");
  weights = {0, (std::numeric_limits<Count>::max)(), (std::numeric_limits<Count>::max)(), 2};
  EXPECT_EQ(message_of([&] {
              (void)tabulate({&key, 1, 4, nullptr, weights.data()});
            }),
            "tabulate: weights[1] is 9223372036854775807, but must keep the sum of all weights to at most 2^53");
  weights = {5, 0, -1, 2};
  EXPECT_EQ(message_of([&] {
              (void)tabulate({&key, 1, 4, nullptr, weights.data()});
            }),
            "tabulate: weights[2] is -1, but must be 0 or more");
  weights = {5, 0, (std::numeric_limits<Count>::min)(), 2};
  EXPECT_EQ(message_of([&] {
              (void)tabulate({&key, 1, 4, nullptr, weights.data()});
            }),
            "tabulate: weights[2] is -9223372036854775808, but must be 0 or more");
}

TEST(Tabulate, WeightsOfManyRowsAreJudgedTogetherWhateverTheThreads) {
  const std::size_t rows = 600'000;
  const std::vector<std::uint8_t> group(rows, 1);
  const CodeColumn key(group.data(), 2);
  // 2^53 at row 599,999, in small weights that no block and no part brings near the limit.
  std::vector<Count> weights(rows, max_count / static_cast<Count>(rows));
  weights[rows - 1] += max_count % static_cast<Count>(rows);
  for (const unsigned threads : {1U, 2U, 4U})
    EXPECT_EQ(tabulate({&key, 1, rows, nullptr, weights.data()}, Execution{threads}).total, (std::vector<Count>{0, max_count}));
  weights[7] += 1;
  const std::string last = std::to_string(weights[rows - 1]);
  for (const unsigned threads : {1U, 2U, 4U})
    EXPECT_EQ(message_of([&] {
                (void)tabulate({&key, 1, rows, nullptr, weights.data()}, Execution{threads});
              }),
              "tabulate: weights[599999] is " + last + ", but must keep the sum of all weights to at most 2^53");
}

TEST(Tabulate, ChunksOfWeightsMayNotPassTheLimitTogetherEither) {
  const std::vector<std::uint8_t> group{0};
  const CodeColumn key(group.data(), 1);
  const std::vector<Count> weights{max_count};
  Count total = 0;
  tabulate_rows({&key, 1, 1, nullptr, weights.data()}, {&total});
  EXPECT_EQ(total, max_count);
  EXPECT_EQ(message_of([&] {
              tabulate_rows({&key, 1, 1, nullptr, weights.data()}, {&total});
            }),
            "tabulate: the sum of the weights of cell 0 is 18014398509481984, but must be at most 2^53");
}

TEST(Tabulate, TheRowsOfAPartAreNumberedAsInTheWhole) {
  const std::vector<std::uint8_t> codes{0, 1, 2};
  const CodeColumn key(codes.data(), 2);
  Count total[2] = {0, 0};
  EXPECT_EQ(message_of([&] {
              tabulate_rows({&key, 1, 3, nullptr, nullptr, 1000}, {total});
            }),
            "tabulate: keys[0][1002] is 2, but must be 0 to 1");
}

TEST(Tabulate, WithoutABitmapNoRowIsMissing) {
  const std::vector<std::int8_t> codes{0, 1, 1};
  const CodeColumn key = CodeColumn(codes.data(), 2).with_validity(nullptr);
  EXPECT_EQ(tabulate({&key, 1, 3}).total, (std::vector<Count>{1, 2, 0}));
  const std::vector<std::int8_t> negative{0, -1, 1};
  const CodeColumn refused = CodeColumn(negative.data(), 2).with_validity(nullptr);
  EXPECT_THROW((void)tabulate({&refused, 1, 3}), InvalidInput);
}

TEST(Tabulate, CodesUnderAnInvalidBitMayBeAnything) {
  const std::vector<std::int64_t> codes{0, (std::numeric_limits<std::int64_t>::min)(), 1, 1'000'000'000'000};
  const std::uint8_t valid = 0b0101;
  const CodeColumn key = CodeColumn(codes.data(), 2).with_validity(&valid);
  EXPECT_EQ(tabulate({&key, 1, 4}).total, (std::vector<Count>{1, 1, 2}));
}

}  // namespace
