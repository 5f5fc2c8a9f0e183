"""The notebooks run from a fresh kernel to the end, cell by cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")

NOTEBOOKS = sorted((Path(__file__).resolve().parents[2] / "examples" / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks() -> None:
    assert {path.stem for path in NOTEBOOKS} == {"one_comparison", "from_extracts_to_indicators"}


def printed_by(cell: Any) -> str:
    """All that a cell printed; into how many pieces a kernel cuts it is chance."""
    return "".join(output.get("text") for output in cell.outputs if output.output_type == "stream" and output.name == "stdout")


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    kept = [printed_by(cell) for cell in cells]
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    for cell, before in zip(cells, kept, strict=True):
        assert not any(output.output_type == "error" for output in cell.outputs)
        assert printed_by(cell) == before, "the notebook was committed with other output: run it again and save it"


def test_one_comparison_has_eight_cells() -> None:
    notebook = nbformat.read(NOTEBOOKS[[path.name for path in NOTEBOOKS].index("one_comparison.ipynb")], as_version=4)
    assert sum(cell.cell_type == "code" for cell in notebook.cells) == 8
