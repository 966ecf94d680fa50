"""`itemgraph load`."""

import io
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.cli.loading.sending import CHUNK
from tests.unit.app.cli.conftest import Run


def write(path: Path, *records: Any) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def get(url: str, path: str) -> Any:
    return httpx.get(url + path).json()


def test_items_are_loaded_and_counted(run: Run, url: str, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", {"id": "a", "title": "Red shirt", "size": "XL"}, {"id": "b"})
    ran = run("load", file, "--url", url)
    assert ran.status == 0
    assert ran.out.startswith("2 created, 0 errors")
    item = get(url, "/items/a")
    assert {(prop["name"], prop["value"], prop["source"]) for prop in item["properties"]} == {
        ("category", "shirt", "extracted"),
        ("color", "red", "extracted"),
        ("size", "xl", "given"),
    }


def test_second_load_is_all_unchanged(run: Run, url: str, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", *({"id": f"i{n}", "title": "red"} for n in range(10)))
    run("load", file, "--url", url)
    before = get(url, "/items")
    ran = run("load", file, "--url", url)
    assert (ran.status, ran.out.split(" in ")[0]) == (0, "10 unchanged, 0 errors")
    assert get(url, "/items") == before


def test_errors_are_named_by_file_and_line_and_the_rest_is_loaded(run: Run, url: str, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": "a"}\n{\n\n{"title": "no id"}\n{"id": "b", "title": 5}\n[1]\n{"id": "c"}\n')
    ran = run("load", file, "--url", url)
    assert ran.status == 1
    assert ran.out.startswith("2 created, 4 errors")
    errors = [line for line in ran.err.splitlines() if line.startswith(str(file))]
    assert [line.removeprefix(f"{file}:").split(":")[0] for line in sorted(errors)] == ["2", "4", "5", "6"]
    by_line = {line.removeprefix(f"{file}:").split(":")[0]: line for line in errors}
    assert "not JSON" in by_line["2"]
    assert "no id" in by_line["4"]
    assert "/id" in by_line["4"]
    assert ": b: /title" in by_line["5"]
    assert "found list" in by_line["6"]
    assert [item["id"] for item in get(url, "/items")["items"]] == ["a", "c"]


def test_many_chunks_keep_the_numbers_of_their_lines(run: Run, url: str, tmp_path: Path) -> None:
    records: list[Any] = [{"id": f"i{n:04}"} for n in range(CHUNK + 50)]
    records[CHUNK + 20] = {"id": " "}
    file = write(tmp_path / "a.jsonl", *records)
    ran = run("load", file, "--url", url)
    assert ran.out.startswith(f"{CHUNK + 49} created, 1 error")
    assert f"{file}:{CHUNK + 21}:" in ran.err


def test_csv_is_loaded_with_its_columns_as_properties(run: Run, url: str, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text(
        f'\ufeffsku,name,description,price,story\nx-1,Red shirt,"soft\ncotton",9.90 EUR,{"x" * 80}\nx-2,,\n'
    )
    ran = run("load", file, "--url", url)
    assert ran.status == 1
    assert "1 created, 1 error" in ran.out
    assert f"{file}:4: no id: 3 cells, expected 5" in ran.err
    assert "column 'story': 1 left out: longer than 64 characters" in ran.err
    item = get(url, "/items/x-1")
    assert item["text"] == "soft\ncotton"
    assert {(p["name"], p["value"]) for p in item["properties"] if p["source"] == "given"} == {("price", "9.9 eur")}


def test_named_columns_alone_become_properties(run: Run, url: str, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", {"id": "a", "size": "M", "note": "x", "other": "y"})
    run("load", file, "--url", url, "--properties", "SIZE, note")
    assert [prop["name"] for prop in get(url, "/items/a")["properties"]] == ["note", "size"]


def test_parquet_is_loaded_with_dates_as_text(run: Run, url: str, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="needs pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs pyarrow")
    parquet.write_table(
        pyarrow.table({"id": [1, 2], "title": ["red", "blue"], "size": ["M", None]}), tmp_path / "a.parquet"
    )
    assert run("load", tmp_path / "a.parquet", "--url", url).out.startswith("2 created, 0 errors")
    assert [(item["id"], item["title"]) for item in get(url, "/items")["items"]] == [("1", "red"), ("2", "blue")]


def test_text_that_lines_could_be_cut_at_is_loaded(run: Run, url: str, tmp_path: Path) -> None:
    """U+2028 and U+0085 end a line for `str.splitlines`, but not in JSON."""
    file = write(tmp_path / "a.jsonl", {"id": "a\u2028b", "title": "x\u0085y"}, {"id": "c\u0085d"})
    assert run("load", file, "--url", url).out.startswith("2 created, 0 errors")
    assert get(url, "/items/a%E2%80%A8b")["title"] == "x\u0085y"


def test_half_of_a_surrogate_pair_is_an_error_of_its_line(run: Run, url: str, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"id": "a", "title": "\\ud83d"}\n{"id": "b"}\n')
    ran = run("load", file, "--url", url)
    assert ran.out.startswith("1 created, 1 error")
    assert f"{file}:1:" in ran.err


def test_file_that_cannot_be_loaded_is_one_line(run: Run, url: str, tmp_path: Path) -> None:
    for name in ("none.jsonl", "none.xls"):
        ran = run("load", tmp_path / name, "--url", url)
        assert (ran.status, ran.out) == (1, "")
        assert len(ran.err.splitlines()) == 1
        assert ran.err.startswith(f"error: {tmp_path / name}: ")


def test_no_service_is_said_in_one_line(run: Run, tmp_path: Path, unused_url: str) -> None:
    file = write(tmp_path / "a.jsonl", {"id": "a"})
    started = time.monotonic()
    ran = run("load", file, "--url", unused_url)
    assert time.monotonic() - started < 20
    assert ran.status == 1
    (line,) = [line for line in ran.err.splitlines() if "error" in line]
    assert unused_url in line
    assert "is the service running?" in line


def test_empty_file_loads_nothing(run: Run, url: str, tmp_path: Path) -> None:
    ran = run("load", write(tmp_path / "a.jsonl"), "--url", url)
    assert (ran.status, ran.out.split(" in ")[0]) == (0, "nothing, 0 errors")


def test_exported_items_are_loaded_back_as_they_were(run: Run, url: str, tmp_path: Path) -> None:
    """What an export adds to an item is no property of its owner."""
    records = [
        {"id": "a", "title": "Red shirt", "size": "XL"},
        {"id": "b"},
        {"id": "c", "url": "https://shop.example/c"},
        {"id": "d", "title": "Lime shoe", "color": "lime"},
        {"id": "e", "title": "Blue shirt", "color": ["white", "navy", "Navy"], "material": "60% cotton, 40% linen"},
        {"id": "f", "title": "Red shirt", "colour": " dark  blue", "pack": "6 x 330 ml"},
    ]
    run("load", write(tmp_path / "a.jsonl", *records), "--url", url)
    run("export", tmp_path / "all.jsonl", "--url", url)
    ran = run("load", tmp_path / "all.jsonl", "--url", url)
    assert (ran.status, ran.out.split(" in ")[0]) == (0, "6 unchanged, 0 errors")


def test_exported_sample_items_are_loaded_back_as_they_were(run: Run, url: str, tmp_path: Path) -> None:
    run("load", "--demo", "--url", url)
    run("export", tmp_path / "all.jsonl", "--url", url)
    ran = run("load", tmp_path / "all.jsonl", "--url", url)
    assert (ran.status, ran.out.split(" in ")[0]) == (0, "300 unchanged, 0 errors")


@pytest.mark.parametrize("arguments", [[], ["items.jsonl", "--demo"]])
def test_load_wants_a_file_or_the_sample_items(run: Run, url: str, arguments: list[str]) -> None:
    ran = run("load", *arguments, "--url", url)
    assert (ran.status, ran.err) == (1, "error: expected a FILE of items, or --demo for the sample items\n")


def test_named_column_that_no_record_has_is_refused_before_anything_is_written(
    run: Run, url: str, tmp_path: Path
) -> None:
    file = write(tmp_path / "a.jsonl", {"id": "a", "size": "M"}, {"id": "b", "Color": "red"})
    ran = run("load", file, "--url", url, "--properties", "size, nosuch")
    assert (ran.status, ran.out) == (1, "")
    assert f"{file}: no record has a column 'nosuch', which --properties names; expected some of" in ran.err
    assert "'id', 'size', 'color'" in ran.err
    assert get(url, "/items")["items"] == []


def test_file_without_ids_is_refused_in_one_line(run: Run, url: str, tmp_path: Path) -> None:
    file = write(tmp_path / "a.jsonl", {"article": "a", "title": "Red shirt"}, {"article": "b"})
    ran = run("load", file, "--url", url)
    assert (ran.status, ran.out, len(ran.err.splitlines())) == (1, "", 1)
    assert f"{file}: no record has a column id or sku; found columns 'article', 'title'; --inspect proposes" in ran.err
    mapping = tmp_path / "map.toml"
    mapping.write_text('[columns]\nArticle = "id"\n')
    assert run("load", file, "--mapping", mapping, "--url", url).out.startswith("2 created")


def test_mapped_column_that_no_record_has_is_refused_before_anything_is_written(
    run: Run, url: str, tmp_path: Path
) -> None:
    file = write(tmp_path / "a.jsonl", {"id": "a", "price": {"amount": 5}})
    mapping = tmp_path / "map.toml"
    mapping.write_text('[columns]\n"Price.amount" = "property:price"\nColour = "property:color"\n')
    ran = run("load", file, "--mapping", mapping, "--url", url)
    assert (ran.status, ran.out) == (1, "")
    assert f"{file}: no record has a column 'colour', which --mapping names; expected some of" in ran.err
    assert get(url, "/items")["items"] == []


Give = Callable[[Iterable[dict[str, Any]]], None]


@pytest.fixture
def give(monkeypatch: pytest.MonkeyPatch) -> Give:
    """Puts records on standard input."""

    def put(records: Iterable[dict[str, Any]]) -> None:
        lines = b"".join(json.dumps(each).encode() + b"\n" for each in records)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(lines))))

    return put


def test_standard_input_is_loaded(run: Run, url: str, give: Give) -> None:
    give([{"id": "a", "size": "M"}, {"title": "no id"}])
    ran = run("load", "-", "--url", url, "--properties", "size")
    assert (ran.status, ran.out.split(" in ")[0]) == (1, "1 created, 1 error")
    assert "-:2: no id: /id" in ran.err


def test_standard_input_longer_than_what_is_checked_is_loaded_whole(run: Run, url: str, give: Give) -> None:
    give({"id": str(n), "size": "M"} for n in range(CHUNK + 3))
    assert run("load", "-", "--url", url).out.startswith(f"{CHUNK + 3} created, 0 errors")


@pytest.mark.parametrize(
    ("records", "options", "said"),
    [
        ([{"title": "x"}], (), "-: no record has a column id or sku; found columns 'title'; --inspect"),
        ([{"id": "a"}], ("--properties", "id,size"), "-: no record has a column 'size', which --properties names"),
        ([{"t": "x"}] * 999, (), "-: none of the first 256 records has a column id or sku; found columns 't'"),
    ],
)
def test_columns_of_standard_input_are_checked_before_anything_is_loaded(
    run: Run, url: str, give: Give, records: list[dict[str, Any]], options: tuple[str, ...], said: str
) -> None:
    give(records)
    ran = run("load", "-", "--url", url, *options)
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith(f"error: {said}")
    assert "nothing was loaded" in ran.err
    assert httpx.get(f"{url}/items").json()["items"] == []


def test_what_is_left_out_or_renamed_is_told_with_its_reason(run: Run, url: str, tmp_path: Path) -> None:
    record = {"id": "a", "title": "Red mug", "rating": "★★★★", "meta:lang": "en", "variants": [{"sku": 1}]}
    ran = run("load", write(tmp_path / "a.jsonl", record), "--url", url)
    assert (ran.status, ran.out.split(" in ")[0]) == (0, "1 created, 0 errors")
    told = ran.err.splitlines()
    assert "column 'rating': 1 left out: no letter or digit" in told
    assert "column 'variants': 1 left out: an object in a list" in told
    assert "column 'meta:lang' became property 'meta lang'" in told
