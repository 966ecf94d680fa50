"""Reads the last report of `itemgraph drift`."""

import json
from pathlib import Path
from typing import Any

# In DATA_DIR.
DRIFT_REPORT = "drift.json"


def read_drift(folder: Path) -> dict[str, Any] | None:
    """Returns the report in a folder; None if drift was never measured there."""
    try:
        found: dict[str, Any] = json.loads((folder / DRIFT_REPORT).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found
