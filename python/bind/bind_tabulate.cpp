// counts/tabulate: columns of codes from NumPy and Arrow, where they lie, counted into a table.
#include "bind.hpp"
#include "equitable/counts/tabulate.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include <pybind11/stl.h>

namespace equitable::python {

namespace {

// ------------------------------------------------------------------------------------------------------ the Arrow C interface
// The layout that every Arrow library hands over (https://arrow.apache.org/docs/format/CDataInterface.html).

struct ArrowSchema {
  const char* format;
  const char* name;
  const char* metadata;
  std::int64_t flags;
  std::int64_t n_children;
  ArrowSchema** children;
  ArrowSchema* dictionary;
  void (*release)(ArrowSchema*);
  void* private_data;
};

struct ArrowArray {
  std::int64_t length;
  std::int64_t null_count;
  std::int64_t offset;
  std::int64_t n_buffers;
  std::int64_t n_children;
  const void** buffers;
  ArrowArray** children;
  ArrowArray* dictionary;
  void (*release)(ArrowArray*);
  void* private_data;
};

struct ArrowArrayStream {
  int (*get_schema)(ArrowArrayStream*, ArrowSchema*);
  int (*get_next)(ArrowArrayStream*, ArrowArray*);
  const char* (*get_last_error)(ArrowArrayStream*);
  void (*release)(ArrowArrayStream*);
  void* private_data;
};

// The structure in a capsule that carries it under its name and has not been emptied.
template <class Structure>
Structure& held(const py::capsule& capsule, std::string_view name) {
  if (capsule.name() == nullptr || capsule.name() != name)
    throw InvalidInput("tabulate: a column's capsule must hold an '" + std::string(name) + "'");
  Structure& structure = *capsule.get_pointer<Structure>();
  if (structure.release == nullptr) throw InvalidInput("tabulate: a column's '" + std::string(name) + "' was used up before");
  return structure;
}

// An Arrow structure that is released with its owner.
template <class Structure>
struct Owned {
  Structure value{};
  Owned() = default;
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() {
    if (value.release != nullptr) value.release(&value);
  }
  // Takes the structure out of its capsule, which is left empty and releases nothing.
  void take(Structure& given) noexcept {
    value = given;
    given.release = nullptr;
  }
};

// -------------------------------------------------------------------------------------------------------------------- columns

using detail::CodeType;

// Codes of a column, in one piece or several. It holds on to the memory, which is never copied.
class Codes {
 public:
  struct Chunk {
    const void* codes;
    const std::uint8_t* valid;  // null: no row is missing, or the type has no bitmap
    std::size_t offset;         // of bits
    std::size_t rows;
  };

  explicit Codes(const py::array& array) : kept_(array) {
    const py::dtype type = array.dtype();
    const auto refuse = [](const std::string& what, const std::string& value, const char* demand) {
      throw InvalidInput("tabulate: " + what + " of a column is " + value + ", but must be " + demand);
    };
    if (array.ndim() != 1) refuse("the number of dimensions", std::to_string(array.ndim()), "1");
    if ((array.flags() & py::array::c_style) == 0 || (array.flags() & py::detail::npy_api::NPY_ARRAY_ALIGNED_) == 0)
      refuse("the memory", "not contiguous", "contiguous and aligned");
    if ((type.kind() != 'i' && type.kind() != 'u' && type.kind() != 'b') || type.byteorder() == '>')
      refuse("the type", py::str(type).cast<std::string>(), "an integer or bool of this machine's byte order");
    switch (type.itemsize()) {
      case 1: type_ = type.kind() == 'i' ? CodeType::int8 : CodeType::uint8; break;
      case 2: type_ = type.kind() == 'i' ? CodeType::int16 : CodeType::uint16; break;
      case 4: type_ = type.kind() == 'i' ? CodeType::int32 : CodeType::uint32; break;
      default: type_ = type.kind() == 'i' ? CodeType::int64 : CodeType::uint64; break;
    }
    rows_ = static_cast<std::size_t>(array.size());
    chunks_.push_back({array.data(), nullptr, 0, rows_});
  }

  // From what __arrow_c_stream__() gives.
  static std::unique_ptr<Codes> from_arrow_stream(const py::capsule& capsule) {
    Owned<ArrowArrayStream> stream;
    stream.take(held<ArrowArrayStream>(capsule, "arrow_array_stream"));
    const auto check = [&](int error) {
      if (error == 0) return;
      const char* said = stream.value.get_last_error(&stream.value);
      throw InvalidInput("tabulate: the Arrow stream of a column failed: " +
                         std::string(said != nullptr ? said : "no reason given"));
    };
    auto codes = std::unique_ptr<Codes>(new Codes);
    Owned<ArrowSchema> schema;
    check(stream.value.get_schema(&stream.value, &schema.value));
    codes->set_type(schema.value);
    for (;;) {
      auto array = std::make_unique<Owned<ArrowArray>>();
      check(stream.value.get_next(&stream.value, &array->value));
      if (array->value.release == nullptr) break;
      codes->add(std::move(array));
    }
    return codes;
  }

  // From what __arrow_c_array__() gives for each piece of a column.
  static std::unique_ptr<Codes> from_arrow_arrays(const std::vector<std::pair<py::capsule, py::capsule>>& pieces) {
    auto codes = std::unique_ptr<Codes>(new Codes);
    codes->arrow_ = true;
    for (const auto& [schema, piece] : pieces) {
      codes->set_type(held<ArrowSchema>(schema, "arrow_schema"));
      auto array = std::make_unique<Owned<ArrowArray>>();
      array->take(held<ArrowArray>(piece, "arrow_array"));
      codes->add(std::move(array));
    }
    return codes;
  }

  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] const std::vector<Chunk>& chunks() const noexcept { return chunks_; }

  // Whether a row may be missing: by an Arrow bitmap, or by a code of −1.
  [[nodiscard]] bool may_miss() const noexcept {
    if (arrow_) return has_bitmap_;
    return type_ <= CodeType::int64;
  }

  // Rows of a chunk from `first` on, as the library reads them. With `missing`, Arrow's nulls or else codes of −1 have a place.
  [[nodiscard]] CodeColumn column(const Chunk& chunk, std::size_t first, Count categories, bool missing) const {
    CodeColumn column = typed(chunk, first, categories);
    if (!missing) return column;
    return arrow_ ? column.with_validity(chunk.valid, chunk.offset + first) : column.with_missing();
  }

  // The first row that Arrow calls null, or none.
  [[nodiscard]] std::optional<std::size_t> first_null() const noexcept {
    std::size_t before = 0;
    for (const Chunk& chunk : chunks_) {
      for (std::size_t row = 0; chunk.valid != nullptr && row < chunk.rows; ++row)
        if (!detail::bit_at(chunk.valid, chunk.offset + row)) return before + row;
      before += chunk.rows;
    }
    return std::nullopt;
  }

 private:
  Codes() = default;

  void set_type(const ArrowSchema& schema) {
    const std::string format(schema.format);
    constexpr std::array<std::pair<char, CodeType>, 9> formats{{{'c', CodeType::int8},
                                                                {'s', CodeType::int16},
                                                                {'i', CodeType::int32},
                                                                {'l', CodeType::int64},
                                                                {'b', CodeType::bit},
                                                                {'C', CodeType::uint8},
                                                                {'S', CodeType::uint16},
                                                                {'I', CodeType::uint32},
                                                                {'L', CodeType::uint64}}};
    const auto* const found = std::find_if(formats.begin(), formats.end(),
                                           [&](const auto& known) { return format.size() == 1 && format[0] == known.first; });
    if (found == formats.end())
      throw InvalidInput("tabulate: the Arrow format of a column is '" + format +
                         "', but must be that of an integer, a bool or a dictionary; encode texts as a dictionary first");
    type_ = found->second;
    arrow_ = true;
  }

  void add(std::unique_ptr<Owned<ArrowArray>> array) {
    const ArrowArray& given = array->value;
    const auto rows = static_cast<std::size_t>(given.length);
    const auto offset = static_cast<std::size_t>(given.offset);
    if (given.dictionary != nullptr && !arrays_.empty() && !is_same(*given.dictionary, *arrays_.front()->value.dictionary))
      throw InvalidInput(
          "tabulate: the pieces of a column have dictionaries of their own, but must share one; unify the dictionaries first");
    if (rows > 0) {
      const auto* valid = given.null_count != 0 ? static_cast<const std::uint8_t*>(given.buffers[0]) : nullptr;
      const auto* data = static_cast<const char*>(given.buffers[1]);
      chunks_.push_back({data, valid, offset, rows});
      has_bitmap_ |= valid != nullptr;
      rows_ += rows;
    }
    arrays_.push_back(std::move(array));
  }

  // Whether two dictionaries are the same memory.
  [[nodiscard]] static bool is_same(const ArrowArray& one, const ArrowArray& other) noexcept {
    return one.length == other.length && one.offset == other.offset && one.n_buffers == other.n_buffers &&
           std::equal(one.buffers, one.buffers + one.n_buffers, other.buffers);
  }

  template <class Code>
  [[nodiscard]] static CodeColumn at(const Chunk& chunk, std::size_t first, Count categories) {
    return {static_cast<const Code*>(chunk.codes) + chunk.offset + first, categories};
  }

  [[nodiscard]] CodeColumn typed(const Chunk& chunk, std::size_t first, Count categories) const {
    switch (type_) {
      case CodeType::int8: return at<std::int8_t>(chunk, first, categories);
      case CodeType::int16: return at<std::int16_t>(chunk, first, categories);
      case CodeType::int32: return at<std::int32_t>(chunk, first, categories);
      case CodeType::int64: return at<std::int64_t>(chunk, first, categories);
      case CodeType::uint8: return at<std::uint8_t>(chunk, first, categories);
      case CodeType::uint16: return at<std::uint16_t>(chunk, first, categories);
      case CodeType::uint32: return at<std::uint32_t>(chunk, first, categories);
      case CodeType::uint64: return at<std::uint64_t>(chunk, first, categories);
      case CodeType::bit: break;
    }
    return CodeColumn::bits(static_cast<const std::uint8_t*>(chunk.codes), chunk.offset + first);
  }

  py::object kept_;
  std::vector<std::unique_ptr<Owned<ArrowArray>>> arrays_;
  std::vector<Chunk> chunks_;
  std::size_t rows_ = 0;
  CodeType type_ = CodeType::int8;
  bool arrow_ = false;
  bool has_bitmap_ = false;
};

// ------------------------------------------------------------------------------------------------------------------- the table

// Where a column stands while all are walked through together, piece by piece.
struct Walk {
  const Codes* codes;
  Count categories;
  bool missing;
  std::size_t chunk = 0;
  std::size_t row = 0;

  [[nodiscard]] std::size_t left() const { return codes->chunks()[chunk].rows - row; }
  [[nodiscard]] CodeColumn column() const { return codes->column(codes->chunks()[chunk], row, categories, missing); }
  void advance(std::size_t rows) {
    row += rows;
    if (row < codes->chunks()[chunk].rows) return;
    ++chunk;
    row = 0;
  }
};

void refuse_null(const Codes& codes, const std::string& name, Count categories) {
  const std::optional<std::size_t> row = codes.first_null();
  if (row)
    throw_invalid("tabulate", name + "[" + std::to_string(*row) + "]", "null",
                  "must be one of " + std::to_string(categories) + " categories; missing codes were not asked for");
}

// Where rows are counted into: a table that holds counts already, or a new one.
Output<Count> table_of(const std::optional<Counts>& into, py::ssize_t cells) {
  if (!into) {
    Output<Count> fresh(cells);
    std::fill_n(fresh.data, cells, Count{0});
    return fresh;
  }
  if (into->size() != cells || !into->writeable())
    throw_invalid("tabulate", "into", "an array of " + std::to_string(into->size()),
                  "must be a writeable array of " + std::to_string(cells) + " cells");
  return Output<Count>(*into);
}

// Total, events (or None) and missing (or None), cell by cell. With `into` the totals are added to those that are there.
py::tuple tabulated_codes(const std::vector<const Codes*>& keys, const std::vector<Count>& categories, const Codes* outcome,
                          const std::optional<Counts>& weights, bool missing, std::size_t rows, unsigned threads,
                          const std::optional<Counts>& into) {
  std::vector<Walk> walks;
  for (std::size_t k = 0; k < keys.size(); ++k) walks.push_back({keys[k], categories[k], missing});
  if (outcome != nullptr) walks.push_back({outcome, 2, outcome->may_miss()});

  std::vector<CodeColumn> columns;
  const int nothing = 0;  // a column for its length alone
  for (std::size_t k = 0; k < keys.size(); ++k) {
    if (!missing) refuse_null(*keys[k], "keys[" + std::to_string(k) + "]", categories[k]);
    columns.emplace_back(missing ? CodeColumn(&nothing, categories[k]).with_missing() : CodeColumn(&nothing, categories[k]));
  }
  const auto cells = static_cast<py::ssize_t>(tabulate_cells(columns.data(), columns.size()));
  const std::optional<Output<Count>> total(table_of(into, cells));
  std::optional<Output<Count>> events, unknown;
  if (outcome != nullptr) {
    events.emplace(table_of(std::nullopt, cells));
    unknown.emplace(table_of(std::nullopt, cells));
  }
  const TabulateOutput output{total->data, events ? events->data : nullptr, unknown ? unknown->data : nullptr};

  constexpr std::size_t most = std::size_t{1} << 28;  // about a second, after which Ctrl-C is heard
  for (std::size_t row = 0; row < rows;) {
    std::size_t some = (std::min)(rows - row, most);
    columns.clear();
    for (const Walk& walk : walks) {
      columns.push_back(walk.column());
      some = (std::min)(some, walk.left());
    }
    const TabulateColumns part{columns.data(),
                               keys.size(),
                               some,
                               outcome != nullptr ? &columns.back() : nullptr,
                               weights ? weights->data() + row : nullptr,
                               row};
    unlocked([&] {
      tabulate_rows(part, output, Execution{threads});
      return 0;
    });
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    for (Walk& walk : walks) walk.advance(some);
    row += some;
  }
  if (weights) {
    Count sum = 0;
    for (py::ssize_t cell = 0; cell < cells; ++cell) {
      sum += (*total)[cell] + (unknown ? (*unknown)[cell] : 0);  // at most 2^53 each, and no more than a step beyond
      if (sum > max_count) throw_invalid("tabulate", "the sum of the weights", std::to_string(sum), "must be at most 2^53");
    }
  }
  const auto given = [](const std::optional<Output<Count>>& found) -> py::object {
    return found ? py::object(found->array) : py::object(py::none());
  };
  return py::make_tuple(total->array, given(events), given(unknown));
}

}  // namespace

void bind_tabulate(py::module_& module) {
  module.attr("max_cells") = max_cells;
  py::class_<Codes>(module, "Codes")
      .def(py::init<const py::array&>(), exactly("array"))
      .def_static("from_arrow_stream", &Codes::from_arrow_stream, py::arg("stream"))
      .def_static("from_arrow_arrays", &Codes::from_arrow_arrays, py::arg("pieces"))
      .def("__len__", &Codes::rows);
  module.def("tabulate", &tabulated_codes, py::arg("keys"), py::arg("categories"), py::arg("outcome").none(true),
             py::arg("weights").noconvert().none(true), py::arg("missing"), py::arg("rows"), py::arg("threads"),
             py::arg("into").noconvert().none(true) = py::none());
}

}  // namespace equitable::python
