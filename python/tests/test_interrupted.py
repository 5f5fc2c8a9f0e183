"""Stopped half-way, by Ctrl-C, by a request to end or by force: nothing half-written, and the second run gives what the first would have."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import equitable as eq
from engines import write_csv

# The command, held up at the moment when its result has been written beside the file that it is to replace.
HELD_AT_THE_END = """
import os, sys, time
from equitable.cli import main

def hold(*arguments):
    print("ready", flush=True)
    time.sleep(60)

os.replace = hold
sys.exit(main(sys.argv[1:]))
"""
# The command, held up in the middle of the file that it counts.
HELD_HALF_WAY = """
import sys, time
from equitable import _csv
from equitable.cli import main

blocks = _csv.CsvFile.blocks

def held(self):
    for number, block in enumerate(blocks(self)):
        if number == 2:
            print("ready", flush=True)
            time.sleep(60)
        yield block

_csv.ROWS = 100
_csv.CsvFile.blocks = held
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture
def staff(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "staff.csv", {"code": ["A", "B", None] * 200, "won": [1, 0, 0] * 200})


@pytest.mark.parametrize("program", [HELD_HALF_WAY, HELD_AT_THE_END], ids=["half-way", "at the end"])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=["Ctrl-C", "request", "force"])
def test_nothing_is_half_written(staff: Path, how: signal.Signals, program: str) -> None:
    output = staff.parent / "counts.json"
    output.write_text("the result of yesterday", encoding="utf-8")
    arguments = ["count", str(staff), "--by", "code", "--outcome", "won", "--format", "json", "--output", str(output)]
    child = subprocess.Popen([sys.executable, "-c", program, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ.copy())
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    child.send_signal(how)
    _, said = child.communicate(timeout=30)
    assert child.returncode == (-how if how == signal.SIGKILL else 128 + how)
    assert "Traceback" not in said
    assert output.read_text(encoding="utf-8") == "the result of yesterday"
    if how != signal.SIGKILL:  # who is killed by force cannot tidy up: what is left has another name
        assert sorted(path.name for path in staff.parent.iterdir()) == ["counts.json", "staff.csv"]
    for _ in range(2):
        again = subprocess.run([sys.executable, "-m", "equitable", *arguments], capture_output=True, text=True, check=False)
        assert (again.returncode, again.stderr) == (0, "")
        assert eq.count(staff, by="code", outcome="won").to_dict() == json.loads(output.read_text(encoding="utf-8"))


def test_a_count_that_is_interrupted_in_python_lets_go_of_the_file(staff: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from equitable import _csv

    monkeypatch.setattr(_csv, "ROWS", 100)
    whole = _csv.CsvFile.blocks

    def interrupted(self: _csv.CsvFile) -> object:
        for number, block in enumerate(whole(self)):
            if number == 3:
                raise KeyboardInterrupt
            yield block

    monkeypatch.setattr(_csv.CsvFile, "blocks", interrupted)
    with pytest.raises(KeyboardInterrupt):
        eq.count(staff, by="code")
    monkeypatch.undo()
    assert eq.count(staff, by="code").rows_read == 600
