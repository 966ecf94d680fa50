"""The requests that pages show, run against a real service.

A fenced block that starts with `$ ` holds commands, each with its answer below it. Every page has the demo catalog to
itself, so what one page writes does not change the answers of another.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.documents import DOCS, README, ROOT
from tests.integration.process import serving

_BLOCK = re.compile(r"(?<=^```\n)\$ .*?(?=^```$)", re.MULTILINE | re.DOTALL)
_CALL = re.compile(r"^\$ (.*?[^\\])\n(.*?)(?=^\$ |\Z)", re.MULTILINE | re.DOTALL)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
# A signature of 12 bytes, which are 16 characters, and the place as JSON: text or a list, which begin with I and W.
_CURSOR = re.compile(r'"[\w-]{16}(?:I[g-v]|W[w-z0-9_-])[\w-]{4,}"')
_DECIMAL = re.compile(r"(?<=[:,\[ ])-?\d+\.\d+(?=[,\]}\s]|$)")
# Scores differ a little between processors.
_ABSOLUTE, _RELATIVE = 0.05, 0.05

Run = Callable[[str], str]


def pages() -> list[Path]:
    """Returns the pages that have such blocks."""
    return [page for page in (README, *sorted(DOCS.rglob("*.md"))) if _BLOCK.search(page.read_text("utf-8"))]


def calls(text: str) -> list[tuple[str, str]]:
    """Returns every command of a page with the answer that the page shows."""
    return [call for block in _BLOCK.findall(text) for call in _CALL.findall(block)]


def renewed(text: str, run: Run) -> str:
    """Returns the page with the answers that `run` gives. An answer that is still the same stays as it is."""

    def renew(call: str, shown: str) -> str:
        given = run(call)
        return f"$ {call}\n{shown if same(shown, given) else given}"

    return _BLOCK.sub(lambda block: "".join(renew(*call) for call in _CALL.findall(block[0])), text)


def same(shown: str, given: str) -> bool:
    """Tells whether two answers agree. Times and cursors may differ, decimal numbers by five per cent or 0.05."""
    shown, given = (_CURSOR.sub('"CURSOR"', _TIME.sub("TIME", text)) for text in (shown, given))
    if _DECIMAL.split(shown) != _DECIMAL.split(given):
        return False
    numbers = zip(_DECIMAL.findall(shown), _DECIMAL.findall(given), strict=True)
    return all(abs(float(a) - float(b)) <= max(_ABSOLUTE, _RELATIVE * abs(float(a))) for a, b in numbers)


def load_demo(folder: Path) -> None:
    """Writes the graph of the demo catalog into a new folder."""
    with serving(folder) as (_, http):
        command = [sys.executable, "-m", "app.cli", "load", "--demo", "--url", str(http.base_url)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


@contextmanager
def serving_demo(demo: Path, folder: Path) -> Iterator[Run]:
    """Starts a service on a copy of the demo graph. Yields a function that runs a command of a page against it."""
    shutil.copytree(demo, folder)
    with serving(folder) as (_, http):
        address = str(http.base_url).rstrip("/")
        yield lambda call: _run(call, address)


def _run(call: str, address: str) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", call.replace("localhost:8000", address.removeprefix("http://"))],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "ITEMGRAPH_URL": address, "COLUMNS": "120"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{call}\n{done.stdout}{done.stderr}"
    return done.stdout if done.stdout.endswith("\n") or not done.stdout else done.stdout + "\n"
