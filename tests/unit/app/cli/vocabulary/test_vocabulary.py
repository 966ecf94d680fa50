"""`itemgraph vocabulary`: suggestions to a file, and the file carried out on a service."""

import tomllib
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.cli.vocabulary.merges import merges_to_toml, read_merges
from app.domain.aliases.entries import Entry
from app.errors import SettingsError
from tests.unit.app.cli.conftest import Run

ITEMS = [{"id": f"a{n}", "title": "Adidas shirt", "properties": {"brand": "Black & Decker"}} for n in range(8)] + [
    {"id": "b", "title": "Nike shirt", "properties": {"brand": "black decker", "style": 'odd "one"'}},
    {"id": "c", "title": "", "properties": {"brand": "Blackdecker", "style": "odd one", "weight": "2 kg"}},
    {"id": "d", "title": "", "properties": {"style": "odd one"}},
]


@pytest.fixture
def shop(url: str) -> str:
    for each in httpx.get(f"{url}/vocabulary").json()["entries"]:
        httpx.delete(f"{url}/vocabulary/{each['name']}/{each['value']}").raise_for_status()
    httpx.post(f"{url}/items", json={"items": ITEMS}).raise_for_status()
    return url


def brands(url: str) -> dict[str, int]:
    facets = httpx.get(f"{url}/graph/search", params={"facet": "brand"}).json()["facets"][0]["values"]
    return {each["value"]: each["count"] for each in facets}


def test_suggestions_are_written_to_be_edited_and_applied(run: Run, shop: str, tmp_path: Path) -> None:
    file = tmp_path / "merges.toml"
    ran = run("vocabulary", "suggest", "--output", file, "--url", shop)
    assert ran.status == 0, ran.err
    read = tomllib.loads(file.read_text())["merge"]
    assert {"name": "brand", "value": "black and decker", "aliases": ["black decker", "blackdecker"]} in read
    assert '# spacing: "black and decker" on 8 items, "black decker" on 1, both on 0; e.g. b "black decker"' in (
        file.read_text()
    )
    before = httpx.get(f"{shop}/graph/export").content
    ran = run("vocabulary", "apply", file, "--preview", "--url", shop)
    assert "brand:black and decker ← black decker (1), blackdecker (1): 2 items would change" in ran.out
    assert httpx.get(f"{shop}/graph/export").content == before
    ran = run("vocabulary", "apply", file, "--url", shop)
    assert ran.status == 0, ran.err
    assert "2 items changed" in ran.out
    assert brands(shop)["black and decker"] == 10
    assert "0 items changed" in run("vocabulary", "apply", file, "--url", shop).out


def test_what_was_decided_before_stays(run: Run, shop: str, tmp_path: Path) -> None:
    httpx.put(f"{shop}/vocabulary/brand/black and decker", json={"aliases": ["blackdecker"], "display": "B&D"})
    file = tmp_path / "merges.toml"
    file.write_text('[[merge]]\nname = "brand"\nvalue = "black and decker"\naliases = ["black decker"]\n')
    assert run("vocabulary", "apply", file, "--url", shop).status == 0
    (entry,) = httpx.get(f"{shop}/vocabulary").json()["entries"]
    assert (entry["aliases"], entry["display"]) == (["blackdecker", "black decker"], "B&D")


def test_only_what_is_asked_for_is_suggested(run: Run, shop: str, tmp_path: Path) -> None:
    file = tmp_path / "merges.toml"
    run("vocabulary", "suggest", "--output", file, "--name", "style", "--url", shop)
    assert {each["name"] for each in tomllib.loads(file.read_text())["merge"]} == {"style"}
    run("vocabulary", "suggest", "--output", file, "--min-items", "2", "--url", shop)
    assert "merge" not in tomllib.loads(file.read_text())


def test_an_output_that_cannot_be_written_is_named(run: Run, shop: str, tmp_path: Path) -> None:
    ran = run("vocabulary", "suggest", "--output", tmp_path / "none" / "merges.toml", "--url", shop)
    assert ran.status == 1
    assert "merges.toml.partial" in ran.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[merge]]\nname = 1", ":1: name: expected a text, found 1"),
        ('[[merge]]\nname = "a"\nvalue = "b"', ":1: aliases: expected a list of texts, found None"),
        ('[[merge]]\nname = "a"\nvalue = "b"\naliases = ["c"]\ncolour = 1', "found 'colour'"),
        ('merge = [{name = "a", value = "b", aliases = ["c"]}]', "on its own line"),
        ('merges = ["a"]', "expected [[merge]] tables only, found 'merges'"),
        ("[[merge", "expected TOML"),
        (
            "\n".join(f'[[merge]]\nname = "a"\nvalue = "{value}"\naliases = ["x"]\n' for value in "bc"),
            ":6: 'x' is an alias at line 1 too",
        ),
        (
            '# A\n[[ merge ]] # first\nname = "a"\nvalue = "b"\naliases = ["b"]',
            ":2: the value 'b' is an alias at line 2",
        ),
        (
            '[[merge]]\nname = "a"\nvalue = "b"\naliases = ["c"]\n[[merge]]\nname = "a"\nvalue = "c"\naliases = ["d"]',
            ":5: the value 'c' is an alias at line 1",
        ),
        ('[[merge]]\nname = "a"\nvalue = "b"\naliases = "c"', ":1: aliases: expected a list of texts, found 'c'"),
        (
            '[[merge]]\nname = "\u2028[[merge]]\u2028"\nvalue = 2\naliases = ["c"]',
            ":1: value: expected a text, found 2",
        ),
    ],
)
def test_a_fault_of_the_file_is_named_by_line(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "merges.toml"
    file.write_text(text)
    with pytest.raises(SettingsError) as refused:
        read_merges(file)
    assert said in str(refused.value)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    file = tmp_path / "merges.toml"
    file.write_bytes("# größer".encode("latin-1"))
    with pytest.raises(SettingsError, match=r"merges\.toml: expected TOML"):
        read_merges(file)


def test_no_more_than_the_limit_is_written(run: Run, shop: str, tmp_path: Path) -> None:
    file = tmp_path / "merges.toml"
    run("vocabulary", "suggest", "--output", file, "--limit", "1", "--url", shop)
    (merge,) = tomllib.loads(file.read_text())["merge"]
    assert len(merge["aliases"]) == 1


def suggestion(value: str, alias: str, said: str) -> dict[str, Any]:
    counts = {"items": 2, "alias_items": 1, "together": 1, "score": 1.0}
    examples = [{"id": said, "text": said}]
    return {"name": "brand", "value": value, "alias": alias, "reason": "spacing", "examples": examples, **counts}


texts = st.text(min_size=1, max_size=20).filter(lambda text: text.encode("utf-8", "ignore").decode() == text)


@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=5, unique_by=lambda pair: pair[1]), texts)
def test_whatever_the_values_are_the_file_says_them(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]], example: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "round.toml"
    suggestions = [suggestion(value, alias, example) for value, alias in pairs]
    file.write_text(merges_to_toml(suggestions), encoding="utf-8")
    clash = {value for value, _ in pairs} & {alias for _, alias in pairs}
    assume(not clash)
    expected: dict[str, list[str]] = {}
    for value, alias in pairs:
        expected.setdefault(value, []).append(alias)
    assert read_merges(file) == [Entry("brand", value, tuple(aliases)) for value, aliases in expected.items()]
