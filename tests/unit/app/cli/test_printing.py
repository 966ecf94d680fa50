"""Tables: nothing in them is cut."""

import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from app.cli.printing import print_parts, program, table

LONG = "sku-" + "0123456789" * 20


def test_cell_goes_on_in_the_next_line_of_a_narrow_terminal() -> None:
    screen = Console(file=StringIO(), width=40, force_terminal=True, color_system=None)
    screen.print(table(["id", "title"], [[LONG, "Red shoe"]]))
    lines = screen.file.getvalue().splitlines()  # type: ignore[attr-defined] # the StringIO above
    assert all(len(line) <= 40 for line in lines)
    assert "".join(line.split("│")[1].strip() for line in lines if line.startswith("│")) == LONG


def test_row_is_one_line_of_a_file(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    print_parts([table(["id", "title"], [[LONG, "[b] red"]]), "x" * 100])
    said = capsys.readouterr().out
    assert f"│ {LONG} │ [b] red │" in said
    assert "x" * 100 in said


def test_program_is_named_so_that_a_shell_finds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "itemgraph"
    script.touch(0o755)
    for called, path, expected in (
        (str(script), str(tmp_path), "itemgraph"),
        (str(script), "/nowhere", str(script)),
        ("/a/app/cli/__main__.py", "/nowhere", "itemgraph"),
    ):
        monkeypatch.setattr(sys, "argv", [called])
        monkeypatch.setenv("PATH", path)
        assert program() == expected
