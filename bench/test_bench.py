"""The parts of the bench programs that read what other programs print: `python -m unittest discover bench`."""

from __future__ import annotations

import sys
import unittest
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent / folder) for folder in ("compile", "instructions")]

import instructions  # noqa: E402
import size_budget  # noqa: E402

PROFILE = """\
events: Ir
fn=(1) main
12 300
cfn=(2) count_ratio
calls=1 40
13 5000
cfn=(3) helper
calls=1 60
14 70
cfn=(4) count_rate
calls=1 50
15 800
fn=(2)
40 100
cfn=(3)
calls=9 60
41 4900
fn=(5) again
cfn=(2)
calls=1 40
90 1000
"""


class Reading(unittest.TestCase):
    def test_a_profile_gives_what_each_kernel_costs_with_all_it_calls(self) -> None:
        self.assertEqual(instructions.counted(PROFILE), {"ratio": 6000, "rate": 800})

    def test_size_lists_objects(self) -> None:
        listing = "   text\t   data\t    bss\t    dec\t    hex\tfilename\n   1500\t     10\t      0\t   1510\t    5e6\ta.cpp.o (ex libequitable.a)\n    500\t 0\t 0\t 500\t 1f4\tb.cpp.o (ex libequitable.a)\n"
        self.assertEqual(size_budget.text_sizes(listing), {"a.cpp.o": 1500, "b.cpp.o": 500})


if __name__ == "__main__":
    unittest.main()
