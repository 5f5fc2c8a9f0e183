"""The checks are checked: each must pass on a small sound tree and name what is wrong with a broken one."""

from __future__ import annotations

import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import check_headers
import check_layers
import check_registered
import check_same_bits
import check_symbols
import check_version

SOUND = {
    "include/equitable/version.hpp": """#pragma once
#define EQUITABLE_VERSION_MAJOR 1
#define EQUITABLE_VERSION_MINOR 2
#define EQUITABLE_VERSION_PATCH 3
#define EQUITABLE_VERSION "1.2.3"
""",
    "include/equitable/equitable.hpp": """#pragma once
#include "equitable/core/types.hpp"
#include "equitable/counts/table.hpp"
#include "equitable/comparison/batch.hpp"
#include "equitable/disclosure/release.hpp"
""",
    "include/equitable/core/types.hpp": '#pragma once\n#include <cstdint>\n#include "equitable/version.hpp"\n',
    "include/equitable/detail/special.hpp": '#pragma once\n#include <boost/math/x.hpp>\n#include "equitable/core/types.hpp"\n',
    "include/equitable/counts/table.hpp": '#pragma once\n#include "equitable/core/types.hpp"\n',
    "include/equitable/comparison/batch.hpp": '#pragma once\n#include <Eigen/Core>\n#include "equitable/counts/table.hpp"\n',
    "include/equitable/disclosure/release.hpp": '#pragma once\n#include "equitable/counts/table.hpp"\n',
    "src/disclosure/release.cpp": '#include "equitable/disclosure/release.hpp"\n',
    "tests/CMakeLists.txt": """equitable_test(core/types_test)
equitable_test(detail/special_test)
equitable_test(counts/table_test)
equitable_test(comparison/batch_test)
equitable_test(disclosure/release_test)
""",
    "tests/core/types_test.cpp": "TEST(Types, Hold) {}\n",
    "tests/detail/special_test.cpp": "TEST(Special, Holds) {}\n",
    "tests/counts/table_test.cpp": "TEST_P(Table, Holds) {}\n",
    "tests/comparison/batch_test.cpp": "TEST_F(Batch, Holds) {}\n",
    "tests/disclosure/release_test.cpp": "TYPED_TEST(Release, Holds) {}\n",
    "examples/cpp/CMakeLists.txt": "equitable_example(hello)\n",
    "examples/cpp/hello.cpp": "int main() {}\n",
    "CITATION.cff": "cff-version: 1.2.0\nversion: 1.2.3\n",
    "CHANGELOG.md": "# Changelog\n\n## 1.2.3 - 2026-01-01\n\n## 1.2.2\n",
    "pyproject.toml": """[project]
name = "equitable"
dynamic = ["version"]
[tool.scikit-build.metadata.version]
provider = "scikit_build_core.metadata.regex"
input = "include/equitable/version.hpp"
regex = '"(?P<value>[0-9.]+)"'
""",
}


class Tree(unittest.TestCase):
    def setUp(self) -> None:
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        for name, text in SOUND.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def add(self, name: str, text: str) -> None:
        self.write(name, (self.root / name).read_text(encoding="utf-8") + text)

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text(encoding="utf-8")
        self.assertIn(old, text)
        self.write(name, text.replace(old, new))

    def assert_named(self, problems: list[str], *words: str) -> None:
        self.assertEqual(len(problems), 1, problems)
        for word in words:
            self.assertIn(word, problems[0])


class Layers(Tree):
    def test_a_sound_tree_passes(self) -> None:
        self.assertEqual(check_layers.check(self.root), [])

    def test_an_include_that_climbs(self) -> None:
        self.add("include/equitable/counts/table.hpp", '#include "equitable/comparison/batch.hpp"\n')
        self.assert_named(check_layers.check(self.root), "include/equitable/counts/table.hpp:3", "rank 3")

    def test_two_folders_of_one_rank(self) -> None:
        self.write("include/equitable/ethnicity/codes.hpp", '#include "equitable/counts/table.hpp"\n')
        self.assert_named(check_layers.check(self.root), "ethnicity/codes.hpp:1", "rank 1")

    def test_boost_by_the_back_door(self) -> None:
        self.add("include/equitable/core/types.hpp", "#include <boost/math/y.hpp>\n")
        self.assert_named(check_layers.check(self.root), "core/types.hpp:4", "Boost")

    def test_boost_in_the_sources(self) -> None:
        self.add("src/disclosure/release.cpp", "  #  include <boost/math/y.hpp>\n")
        self.assert_named(check_layers.check(self.root), "src/disclosure/release.cpp:2", "Boost")

    def test_eigen_where_it_does_not_belong(self) -> None:
        self.add("include/equitable/counts/table.hpp", "#include <Eigen/Dense>\n")
        self.assert_named(check_layers.check(self.root), "counts/table.hpp:3", "Eigen")

    def test_disclosure_that_knows_too_much(self) -> None:
        self.add("include/equitable/disclosure/release.hpp", '#include "equitable/comparison/batch.hpp"\n')
        self.assert_named(check_layers.check(self.root), "disclosure/release.hpp:3", "only core, counts")

    def test_iostream(self) -> None:
        self.add("include/equitable/core/types.hpp", "#include <iostream>\n")
        self.assert_named(check_layers.check(self.root), "core/types.hpp:4", "iostream")

    def test_a_room_that_includes_the_whole_house(self) -> None:
        self.add("include/equitable/counts/table.hpp", '#include "equitable/equitable.hpp"\n')
        self.assert_named(check_layers.check(self.root), "counts/table.hpp:3", "equitable.hpp")

    def test_a_folder_without_a_rank(self) -> None:
        self.write("include/equitable/attic/box.hpp", "#pragma once\n")
        self.assert_named(check_layers.check(self.root), "attic/box.hpp", "no rank")

    def test_a_foreign_macro(self) -> None:
        self.add("include/equitable/counts/table.hpp", "#define MAX 3\n")
        self.assert_named(check_layers.check(self.root), "counts/table.hpp:3", "MAX")

    def test_a_macro_of_somebody_else_taken_away(self) -> None:
        self.add("include/equitable/counts/table.hpp", "#undef min\n")
        self.assert_named(check_layers.check(self.root), "counts/table.hpp:3", "undefs min")

    def test_an_include_that_climbs_by_a_relative_path(self) -> None:
        self.add("include/equitable/counts/table.hpp", '#include "../comparison/batch.hpp"\n')
        self.assert_named(check_layers.check(self.root), "counts/table.hpp:3", "full path")

    def test_an_include_without_its_folder(self) -> None:
        self.add("include/equitable/counts/table.hpp", '#include "batch.hpp"\n')
        self.assert_named(check_layers.check(self.root), "counts/table.hpp:3", "full path")

    def test_a_source_that_reaches_into_another_folder(self) -> None:
        self.add("src/disclosure/release.cpp", '#include "../wres/stages.hpp"\n')
        self.assert_named(check_layers.check(self.root), "src/disclosure/release.cpp:2", "same folder")

    def test_a_source_may_name_its_neighbour(self) -> None:
        self.write("src/disclosure/rows.hpp", "#pragma once\n")
        self.add("src/disclosure/release.cpp", '#include "rows.hpp"\n')
        self.assertEqual(check_layers.check(self.root), [])

    def test_boost_behind_a_comment(self) -> None:
        self.add("include/equitable/counts/table.hpp", "#include/**/<boost/math/y.hpp>\n")
        self.assert_named(check_layers.check(self.root), "counts/table.hpp:3", "Boost")

    def test_core_stands_on_nothing(self) -> None:
        self.add("include/equitable/core/types.hpp", '#include "equitable/detail/special.hpp"\n')
        self.assert_named(check_layers.check(self.root), "core/types.hpp:4", "rank 0")

    def test_a_header_with_another_ending(self) -> None:
        self.write("include/equitable/counts/table.ipp", "#include <boost/x.hpp>\n")
        self.assert_named(check_layers.check(self.root), "counts/table.ipp", ".hpp")

    def test_a_header_above_the_folders(self) -> None:
        self.write("include/equitable/all.hpp", '#include "equitable/comparison/batch.hpp"\n')
        self.assert_named(check_layers.check(self.root), "all.hpp", "belongs into a folder")

    def test_an_empty_tree(self) -> None:
        shutil.rmtree(self.root / "include")
        self.assert_named(check_layers.check(self.root), "no header found")


class Registered(Tree):
    def test_a_sound_tree_passes(self) -> None:
        self.assertEqual(check_registered.check(self.root), [])

    def test_a_header_without_a_test(self) -> None:
        (self.root / "tests/counts/table_test.cpp").unlink()
        self.change("tests/CMakeLists.txt", "equitable_test(counts/table_test)\n", "")
        self.assert_named(check_registered.check(self.root), "counts/table.hpp has no test")

    def test_a_test_that_is_not_registered(self) -> None:
        self.change("tests/CMakeLists.txt", "equitable_test(counts/table_test)\n", "")
        self.assert_named(check_registered.check(self.root), "tests/counts/table_test.cpp is not registered")

    def test_a_registration_in_a_comment_does_not_count(self) -> None:
        self.change("tests/CMakeLists.txt", "equitable_test(counts/table_test)", "# equitable_test(counts/table_test)")
        self.assert_named(check_registered.check(self.root), "tests/counts/table_test.cpp is not registered")

    def test_a_registration_without_a_file(self) -> None:
        self.add("tests/CMakeLists.txt", "equitable_test(counts/ghost_test)\n")
        self.assert_named(check_registered.check(self.root), "ghost_test.cpp does not exist")

    def test_a_test_file_without_a_test(self) -> None:
        self.write("tests/counts/table_test.cpp", "// TEST(Table, Holds)\n")
        self.assert_named(check_registered.check(self.root), "tests/counts/table_test.cpp holds no test")

    def test_a_header_missing_from_the_umbrella(self) -> None:
        self.change("include/equitable/equitable.hpp", '#include "equitable/counts/table.hpp"\n', "")
        self.assert_named(check_registered.check(self.root), "does not include equitable/counts/table.hpp")

    def test_an_example_nobody_builds(self) -> None:
        self.write("examples/cpp/alone.cpp", "int main() {}\n")
        self.assert_named(check_registered.check(self.root), "alone.cpp is not registered")

    def test_an_empty_tree(self) -> None:
        shutil.rmtree(self.root)
        self.assertIn("include/equitable: no header found", check_registered.check(self.root))
        self.root.mkdir()


class Version(Tree):
    def test_a_sound_tree_passes(self) -> None:
        self.assertEqual(check_version.check(self.root), [])

    def test_the_numbers_in_the_header(self) -> None:
        self.change("include/equitable/version.hpp", "MINOR 2", "MINOR 3")
        self.assert_named(check_version.check(self.root), "1.3.3", "1.2.3")

    def test_the_citation(self) -> None:
        self.change("CITATION.cff", "version: 1.2.3", "version: 1.2.4")
        self.assert_named(check_version.check(self.root), "CITATION.cff says 1.2.4")

    def test_the_changelog(self) -> None:
        self.change("CHANGELOG.md", "## 1.2.3", "## 1.3.0")
        self.assert_named(check_version.check(self.root), "CHANGELOG.md", "1.3.0")

    def test_a_version_written_into_pyproject(self) -> None:
        self.change("pyproject.toml", 'dynamic = ["version"]', 'version = "1.2.3"')
        self.assert_named(check_version.check(self.root), "pyproject.toml writes a version of its own")

    def test_a_pattern_that_finds_something_else(self) -> None:
        self.change("pyproject.toml", '"(?P<value>[0-9.]+)"', "MAJOR (?P<value>[0-9.]+)")
        self.assert_named(check_version.check(self.root), "finds 1 in")

    def test_missing_files(self) -> None:
        (self.root / "CITATION.cff").unlink()
        self.assert_named(check_version.check(self.root), "CITATION.cff says None")


class Symbols(unittest.TestCase):
    def test_what_an_archive_may_use(self) -> None:
        self.assertEqual(check_symbols.check("verdict.cpp.o:\n                 U std::terminate()\n                 U log\n"), [])

    def test_what_it_may_not(self) -> None:
        for symbol in ("std::cout", "abort", "exit", "puts"):
            self.assertEqual(len(check_symbols.check(f"x.o:\n                 U {symbol}\n")), 1, symbol)


class Headers(Tree):
    def run_check(self, *options: str) -> int:
        return check_headers.main(
            ["--include", str(self.root / "include"), "--compiler", "c++", "--standard", "17", *options, "--", "-Wall", "-Wextra", "-Werror"]
        )

    def setUp(self) -> None:
        super().setUp()
        for path in (self.root / "include").rglob("*.hpp"):
            path.unlink()
        self.write("include/equitable/core/types.hpp", "#pragma once\n#include <string>\ninline std::string text() { return {}; }\n")

    def test_a_sound_header_passes(self) -> None:
        self.assertEqual(self.run_check(), 0)

    def test_a_header_that_leans_on_another(self) -> None:
        self.write("include/equitable/core/leans.hpp", "#pragma once\ninline std::string other() { return {}; }\n")
        self.assertEqual(self.run_check(), 1)

    def test_a_header_without_a_guard(self) -> None:
        self.write("include/equitable/core/twice.hpp", "struct Twice {};\n")
        self.assertEqual(self.run_check(), 1)

    def test_a_warning(self) -> None:
        self.write("include/equitable/core/warns.hpp", "#pragma once\ninline int f(int unused) { return 0; }\n")
        self.assertEqual(self.run_check(), 1)
        self.assertEqual(self.run_check("--together"), 1)

    def test_all_together(self) -> None:
        self.assertEqual(self.run_check("--together"), 0)
        self.write("include/equitable/core/again.hpp", "#pragma once\ninline int text() { return 1; }\n")
        self.assertEqual(self.run_check(), 0)
        self.assertEqual(self.run_check("--together"), 1)

    def test_no_header_at_all(self) -> None:
        (self.root / "include/equitable/core/types.hpp").unlink()
        self.assertEqual(self.run_check(), 1)


class SameBits(unittest.TestCase):
    def test_levels_of_a_processor(self) -> None:
        self.assertEqual(check_same_bits.levels("processor : 0\nflags\t\t: fpu sse2 avx2 fma\n"), ["x86-64", "x86-64-v3"])
        self.assertEqual(check_same_bits.levels("flags : sse2\n"), ["x86-64"])

    def test_a_difference_is_named(self) -> None:
        same = {"x86-64": "ratio katz_log 1f\ntest g_test 2a\n", "x86-64-v3": "ratio katz_log 1f\ntest g_test 2a\n"}
        self.assertEqual(check_same_bits.differences(same), [])
        other = {**same, "x86-64-v4": "ratio katz_log 1f\ntest g_test 2b\n"}
        self.assertEqual(check_same_bits.differences(other), ["test g_test: x86-64 says 2a, x86-64-v4 says 2b"])
        missing = {**same, "x86-64-v4": "ratio katz_log 1f\n"}
        self.assertEqual(check_same_bits.differences(missing), ["test g_test: x86-64 says 2a, x86-64-v4 says nothing"])


if __name__ == "__main__":
    unittest.main()
