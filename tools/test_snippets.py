"""The snippet runner is checked: a snippet that works passes, and each kind of broken one is named with its page and line."""

from __future__ import annotations

import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import run_snippets


class Snippets(unittest.TestCase):
    def setUp(self) -> None:
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.root)
        (self.root / "CMakePresets.json").write_text('{"configurePresets": [{"name": "dev"}]}')
        (self.root / "scripts").mkdir()
        (self.root / "scripts/demo").write_text("#!/bin/sh\n")
        (self.root / "scripts/demo").chmod(0o755)

    def check(self, text: str) -> list[str]:
        page = self.root / "page.md"
        page.write_text(text, encoding="utf-8")
        return run_snippets.check(self.root, [page], None)[0]

    def assert_named(self, problems: list[str], *words: str) -> None:
        self.assertEqual(len(problems), 1, problems)
        for word in words:
            self.assertIn(word, problems[0])

    def test_snippets_of_a_page_build_on_each_other(self) -> None:
        page = "```python\nx = 2\n```\n\ntext\n\n  ```python\n  >>> x + 1\n  3\n  ```\n\n```text\nanything\n```\n"
        self.assertEqual(self.check(page), [])

    def test_a_python_snippet_that_raises(self) -> None:
        self.assert_named(self.check("# Page\n\n```python\nx = 1\nraise ValueError(x)\n```\n"), "page.md", "line 5", "ValueError: 1")

    def test_a_doctest_that_shows_something_else(self) -> None:
        self.assert_named(self.check("```python\n>>> 1 + 1\n3\n```\n"), "page.md", "Expected")

    def test_bash_that_fails(self) -> None:
        self.assert_named(self.check("\n```bash\ntrue\nfalse\necho not reached\n```\n"), "page.md:2", "exit code 1")

    def test_bash_that_works_in_an_empty_folder(self) -> None:
        self.assertEqual(self.check("```bash\n$ echo a \\\n    b > file\n# a comment\ngrep 'a b' file\n```\n"), [])

    def test_what_is_proved_elsewhere_must_exist(self) -> None:
        self.assertEqual(self.check("```bash\ngit clone https://nowhere.invalid/x\nscripts/demo\ncmake --preset dev\n```\n"), [])
        self.assert_named(self.check("```bash\nscripts/gone\n```\n"), "page.md:1", "scripts/gone")
        self.assert_named(self.check("```bash\ncmake --build --preset gone\n```\n"), "page.md:1", "no preset gone")

    def test_a_snippet_left_out_with_a_reason(self) -> None:
        self.assertEqual(self.check("<!-- not run: needs a browser -->\n```bash\nfalse\n```\n```bash\ntrue\n```\n"), [])

    def test_a_fence_without_a_language(self) -> None:
        self.assert_named(self.check("```\nwhat is this?\n```\n```bash\ntrue\n```\n"), "page.md:1", "no language")

    def test_a_page_that_runs_nothing(self) -> None:
        self.assert_named(self.check("just text\n"), "no snippet")

    def test_cpp_statements_become_a_program(self) -> None:
        whole = run_snippets.program("#include <cmath>\nauto x = 1;\n")
        self.assertEqual(whole.index("#include <equitable/equitable.hpp>"), 0)
        self.assertLess(whole.index("#include <cmath>"), whole.index("int main()"))
        self.assertLess(whole.index("int main()"), whole.index("auto x = 1;"))
        self.assertEqual(run_snippets.program("int main() {}\n"), "int main() {}\n")

    def test_cpp_needs_a_place_to_build_against(self) -> None:
        self.assert_named(self.check("```cpp\nint main() {}\n```\n```bash\ntrue\n```\n"), "--prefix")

    def test_cpp_is_built_and_run(self) -> None:
        prefix = self.root / "installed"
        (prefix / "lib/cmake/equitable").mkdir(parents=True)
        (prefix / "lib/cmake/equitable/equitableConfig.cmake").write_text(
            "add_library(equitable::compiled INTERFACE IMPORTED)\n"
            'set_target_properties(equitable::compiled PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${CMAKE_CURRENT_LIST_DIR}")\n'
            "set(equitable_equitable_FOUND TRUE)\nset(equitable_compiled_FOUND TRUE)\n"
        )
        (prefix / "lib/cmake/equitable/equitable").mkdir()
        (prefix / "lib/cmake/equitable/equitable/equitable.hpp").write_text("inline int two() { return 2; }\n")
        page = self.root / "page.md"

        page.write_text("```cpp\nif (two() != 2) return 1;\n```\n")
        self.assertEqual(run_snippets.check(self.root, [page], prefix), ([], 1))
        page.write_text("```cpp\nif (two() == 2) return 7;\n```\n")
        self.assert_named(run_snippets.check(self.root, [page], prefix)[0], "page.md:1", "exit code 7")
        page.write_text("```cpp\nthree();\n```\n")
        self.assert_named(run_snippets.check(self.root, [page], prefix)[0], "page.md (the snippet at line 1)", "three")


if __name__ == "__main__":
    unittest.main()
