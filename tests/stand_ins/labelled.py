"""Labelled texts of the tiny checkpoint's words."""

import json
from pathlib import Path
from typing import Any

COLORS, BRANDS, OTHERS = ("red", "blue", "navy"), ("nike", "acme"), ("shirt", "shoe", "size", "for", "the")


def examples(count: int) -> list[dict[str, Any]]:
    """Texts of four words: a colour, a brand and two others, in turns."""
    made = []
    for n in range(count):
        words = [OTHERS[n % 5], COLORS[n % 3], OTHERS[(n * 3) % 5], BRANDS[n % 2]]
        at = [sum(len(word) + 1 for word in words[:place]) for place in range(4)]
        spans = [
            {"start": at[1], "end": at[1] + len(words[1]), "label": "Color"},
            {"start": at[3], "end": at[3] + len(words[3]), "label": "Maker name"},
        ]
        made.append({"id": str(n), "text": " ".join(words), "spans": spans})
    return made


def write(path: Path, records: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path
