"""`itemgraph lint`, as a person runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.app.cli.conftest import Run

ROOT = Path(__file__).resolve().parents[5]


def line(text: str, **labels: str) -> dict[str, Any]:
    spans = [
        {"start": text.index(value), "end": text.index(value) + len(value), "label": label}
        for label, value in labels.items()
    ]
    return {"text": text, "spans": spans}


def write(folder: Path, **splits: list[dict[str, Any]]) -> Path:
    folder.mkdir()
    for split, lines in splits.items():
        content = "".join(json.dumps(each) + "\n" for each in lines)
        (folder / f"{split}.jsonl").write_text(content, "utf-8")
    return folder


def lines(word: str) -> list[dict[str, Any]]:
    return [line(f"{color} hat {word}", COLOR=color) for color in ("red", "blue", "green")]


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return write(tmp_path / "clean", train=lines("for men"), validation=lines("for women"))


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A leak (error), seven odd edges (warning), and a duplicate (info)."""
    edges = [line(f"[b] hat {n} in teal,", COLOR="teal,") for n in range(7)]
    again = [line("gold cap", COLOR="gold")] * 2
    leak = line("red hat for men", COLOR="red")
    return write(tmp_path / "odd", train=[*lines("for men"), *edges, *again], validation=[*lines("for women"), leak])


def test_clean_data_ends_with_status_0(run: Run, clean: Path) -> None:
    ran = run("lint", clean, "--fewest", 3)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines()[-1] == f"{clean}: 0 error, 0 warning, 0 info"


def test_the_tables_show_counts_and_at_most_so_many_findings(run: Run, odd: Path) -> None:
    ran = run("lint", odd, "--fewest", 3, "--show", 2)
    cells = [[cell.strip() for cell in row.split("│")[1:-1]] for row in ran.out.splitlines() if "│" in row]
    assert ["texts", "12", "4"] in cells
    assert ["COLOR", "12", "4"] in cells
    assert [row for row in cells if row[-1].endswith("with ','")] == [
        [f"{odd.name}/train.jsonl:{n}", "teal,", "COLOR at 13–18 ends with ','"] for n in (4, 5)
    ]
    assert "warning edge 7: " in ran.out
    assert "5 more" in ran.out
    assert ran.out.index("error leak 1") < ran.out.index("warning edge 7") < ran.out.index("info duplicate 1")


@pytest.mark.parametrize(("fail_on", "status"), [("error", 1), ("warning", 1), ("never", 0)])
def test_an_error_fails_unless_nothing_shall(run: Run, odd: Path, fail_on: str, status: int) -> None:
    assert run("lint", odd, "--fail-on", fail_on).status == status


@pytest.mark.parametrize(("fail_on", "status"), [("error", 0), ("warning", 1), ("never", 0)])
def test_a_warning_fails_only_where_it_shall(run: Run, clean: Path, fail_on: str, status: int) -> None:
    assert run("lint", clean, "--fewest", 4, "--fail-on", fail_on).status == status


def test_info_never_fails(run: Run, clean: Path) -> None:
    with (clean / "train.jsonl").open("a") as file:
        file.write(json.dumps(line("red hat for men", COLOR="red")) + "\n")
    ran = run("lint", clean, "--fewest", 3, "--fail-on", "warning")
    assert (ran.status, ran.out.splitlines()[-1]) == (0, f"{clean}: 0 error, 0 warning, 1 info")


def test_json_holds_every_finding_and_nothing_else(run: Run, odd: Path) -> None:
    ran = run("lint", odd, "--fewest", 3, "--show", 1, "--json")
    answer = json.loads(ran.out)
    assert (ran.status, ran.err, list(answer)) == (1, "", ["source", "splits", "rules", "findings"])
    counts = {name: (rule["severity"], rule["findings"]) for name, rule in answer["rules"].items()}
    assert counts == {"leak": ("error", 1), "edge": ("warning", 7), "duplicate": ("info", 1)}
    assert len(answer["findings"]) == 9
    first = answer["findings"][0]
    assert (first["rule"], first["severity"], first["text"]) == ("leak", "error", "red hat for men")
    assert first["place"].endswith("validation.jsonl:4")
    assert first["detail"].endswith("train.jsonl:1")
    train = answer["splits"]["train"]
    assert (train["examples"], train["spans"], train["labels"], train["without_spans"]) == (12, 12, {"COLOR": 12}, 0)
    assert set(train["lengths"]) == {"median", "percentile_95", "longest", "windowed"}


def test_what_the_reader_left_out_is_an_error(run: Run, clean: Path) -> None:
    with (clean / "train.jsonl").open("a") as file:
        file.write('{"text": "teal cap", "spans": [{"start": 5, "end": 99, "label": "COLOR"}]}\n')
    ran = run("lint", clean, "--fewest", 3, "--json")
    assert (ran.status, list(json.loads(ran.out)["rules"])) == (1, ["fault"])


@pytest.mark.parametrize("arguments", [["nowhere"], [".", "--model", "nowhere"]])
def test_data_that_cannot_be_read_end_with_status_2(run: Run, tmp_path: Path, arguments: list[str]) -> None:
    ran = run("lint", tmp_path / arguments[0], *arguments[1:])
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("error: ")


def test_texts_cannot_control_the_terminal(run: Run, clean: Path) -> None:
    with (clean / "train.jsonl").open("a") as file:
        file.write(json.dumps(line("teal \x1b[2J cap [red]", COLOR="teal")) + "\n")
    ran = run("lint", clean, "--fewest", 3)
    assert "\x1b" not in ran.out
    assert r"teal \x1b[2J cap [red]" in ran.out


def test_no_framework_is_imported(clean: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from app.settings import read_settings\n"
        "from app.lifecycle.lint import lint\n"
        "assert not lint(read_settings(), Path(sys.argv[1]), None, 3).findings\n"
        "sys.exit(bool({'keras', 'tensorflow', 'ctranslate2'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, str(clean)]
    ran = subprocess.run(command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
