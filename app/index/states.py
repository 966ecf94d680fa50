"""What an index keeps beside its contents: by which rules it was made, and which state of the graph it shows."""

import json
from hashlib import sha256
from typing import Any

from app.domain.changes import Change, Mark
from app.domain.relevance.words import Analyzer
from app.graph.times import format_time, parse_time

_SAMPLE = (
    "Men's running shoes, café",
    "A pair of light shoes for runners, without laces. Washable at 30°.",
    [("model", "nike air", "NIKE Air"), ("category", "running shoe", "running shoes")],
)


def fingerprint(analyzer: Analyzer) -> str:
    """Identifies the rules by which texts become words with impacts, by what they make of a sample."""
    return sha256(json.dumps(sorted(analyzer.read(*_SAMPLE).impacts.items())).encode()).hexdigest()[:16]


def mark_to_plain(mark: Mark) -> list[Any]:
    newest = mark.newest and [mark.newest.item_id, mark.newest.kind, format_time(mark.newest.at)]
    return [mark.graph, mark.place, newest]


def mark_from_plain(plain: list[Any]) -> Mark:
    graph, place, newest = plain
    return Mark(graph, place, newest and Change(newest[0], newest[1], parse_time(newest[2])))
