"""`python -m tests.benchmark.extraction DATA WORK`: measures, prints tables, writes extraction.json and a plot to WORK.

DATA holds `products` and `catalog`. WORK keeps what takes long to make: spaCy's model and the SavedModel.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from app.settings import DEFAULT_MODEL
from model.bundle import read_bundle

_PARTS = ("engines", "service", "long")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.extraction", description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--service", default=sys.executable, help="Python of an environment that only serves")
    parser.add_argument("--part", choices=_PARTS, action="append", help="measure only this; may repeat")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    _prepare(asked.data, asked.work)
    path = asked.work / "extraction.json"
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    for part in asked.part or _PARTS:
        found[part] = _MEASURE[part](asked)
        path.write_text(json.dumps(found, indent=1))
    _show(found, asked.work)


def _prepare(data: Path, work: Path) -> None:
    from tests.benchmark.extraction.spacy_peer import train_spacy

    train_spacy(data, work / "spacy")
    shipped = read_bundle(DEFAULT_MODEL)
    if not (work / "bundle").exists() or read_bundle(work / "bundle").model != shipped.model:
        from training.export import export_saved_model

        export_saved_model(shipped, work / "bundle")


def _engines(asked: argparse.Namespace) -> list[dict[str, Any]]:
    """On one core and on two, where there are two; each in a process of its own."""
    found = []
    for threads in (1, 2)[: len(os.sched_getaffinity(0))]:
        output = asked.work / f"engines-{threads}.json"
        call = ["-m", "tests.benchmark.extraction.engines", str(asked.data), str(asked.work), str(threads), str(output)]
        subprocess.run([sys.executable, *call], check=True)
        found.append(json.loads(output.read_text()))
    return found


def _service(asked: argparse.Namespace) -> dict[str, Any]:
    from tests.benchmark.extraction import service

    return service.measure(asked.data, asked.work, asked.service)


def _long(asked: argparse.Namespace) -> dict[str, Any]:
    """In a process of its own, whose memory is that of the engine."""
    call = [sys.executable, "-m", "tests.benchmark.extraction.long_text", str(asked.data), str(asked.work)]
    answer = subprocess.run(call, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


_MEASURE = {"engines": _engines, "service": _service, "long": _long}


def _show(found: dict[str, Any], work: Path) -> None:
    from tests.benchmark.extraction import tables

    out = Console(width=max(180, Console().width))
    if engines := found.get("engines"):
        for each in engines:
            tables.print_engines(each, out)
        tables.print_goals(engines, out)
        tables.draw(engines[0], work / "extraction.svg")
    if service := found.get("service"):
        tables.print_service(service, out)
    if long := found.get("long"):
        tables.print_long(long, out)


if __name__ == "__main__":
    main()
