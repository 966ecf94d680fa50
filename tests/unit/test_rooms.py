"""Every third-party package is imported only in its rooms (the contracts of import-linter)."""

import sys
import tomllib
from pathlib import Path

import grimp

PYPROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
OWN = {"app", "model", "training"}


def test_every_package_of_others_has_its_rooms() -> None:
    settings = tomllib.loads(PYPROJECT.read_text("utf-8"))["tool"]["importlinter"]
    placed = {
        name
        for contract in settings["contracts"]
        if contract["type"] == "forbidden" and set(contract["source_modules"]) == OWN
        for name in contract["forbidden_modules"]
    }
    graph = grimp.build_graph(*sorted(OWN), include_external_packages=True, cache_dir=None)
    imported = {name for name in graph.modules if graph.is_module_squashed(name)}
    without = imported - set(sys.stdlib_module_names) - placed
    assert without == set(), "add each to a contract in pyproject.toml, with the rooms that may import it"
    assert "sqlite3" in placed & imported
