"""What pages name exists: paths, links, targets, commands and their options."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.documents import DOCS, README, ROOT
from tests.documents.answers import calls
from tests.documents.command_reference import commands
from training.corpora.reading import FORMATS

PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
TEXT = {page: page.read_text("utf-8") for page in PAGES}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_on_a_page_exists(page: Path) -> None:
    named = re.findall(r"`((?:app|model|training|tests|docker|docs|examples|requirements)/[\w./-]+)`", TEXT[page])
    assert [each for each in named if not (ROOT / each).exists() and "NAME" not in each] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_prompt_on_a_page_is_run(page: Path) -> None:
    text = TEXT[page]
    assert re.findall(r"^ *\$ (.*)", text, re.MULTILINE) == [call.split("\n")[0] for call, _ in calls(text)]


def test_links_of_pages_outside_the_site_lead_to_files() -> None:
    for page in PAGES:
        if page.parent == ROOT:
            links = re.findall(r"\]\((?!https?://|#)([^)#]+)", TEXT[page])
            assert [link for link in links if not (ROOT / link).exists()] == [], page


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_bytes()) <= 8192


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {page: set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE)) for page, text in TEXT.items()}
    assert {"run", "test", "demo", "docs"} <= named[README]
    assert {"check", "format", "lock"} <= named[ROOT / "CONTRIBUTING.md"]
    assert set().union(*named.values()) <= targets


def test_every_command_and_option_exists() -> None:
    known = dict(commands())
    names = "|".join(sorted(map(re.escape, known), key=len, reverse=True))
    named = set()
    for page, text in TEXT.items():
        for name, rest in re.findall(
            rf"(?:`|^|/bin/|=\S+ )itemgraph ({names}|[a-z][a-z-]*)\b([^\n`#]*)", text, re.MULTILINE
        ):
            options = {option for parameter in known[name].params for option in parameter.opts}
            assert set(re.findall(r"(?<!\S)(--[a-z-]+)", rest)) <= options, f"{page}: {name}"
            named.add(name)
    assert named >= {"serve", "load", "search", "export", "train", "evaluate", "promote", "vocabulary apply"}


def test_the_picture_of_the_floors_has_every_room() -> None:
    picture = (DOCS / "floors.svg").read_text("utf-8")
    modules = {path.name for path in (ROOT / "app").glob("[a-z]*.py")}
    rooms = modules | {path.parent.name for path in (ROOT / "app").glob("*/__init__.py")}
    assert {room for room in rooms if room not in picture} == set()
    assert set(re.findall(r"\bapp/([\w.]+)", picture)) <= rooms


@pytest.mark.parametrize("room", ["app", "model", "training"])
def test_no_message_needs_a_checkout_or_an_index(room: str) -> None:
    """A user of the image or the package has no Makefile, and the package is on no index."""
    said = {
        path: re.findall(r"`make [a-z-]+`|\bmake (?:run|demo|train-deps)\b|itemgraph\[", path.read_text("utf-8"))
        for path in (ROOT / room).rglob("*.py")
    }
    assert {path: found for path, found in said.items() if found} == {}


def test_the_api_guide_names_every_request(client: TestClient) -> None:
    guide = TEXT[DOCS / "api.md"]
    paths = {path.split("{")[0].rstrip("/") for path in client.get("/openapi.json").json()["paths"]}
    assert {path for path in paths if path not in guide} <= {"/execution-parameters"}


def test_the_page_of_label_formats_has_every_format() -> None:
    table = re.findall(r"^\| (`[^|]*) \|", TEXT[DOCS / "labels.md"], re.MULTILINE)
    assert set(re.findall(r"`([a-z-]+)`", " ".join(table))) == set(FORMATS)


def test_decisions_are_numbered_in_order() -> None:
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", TEXT[DOCS / "decisions.md"], re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == len(re.findall(r"^## ", TEXT[DOCS / "decisions.md"], re.MULTILINE))
