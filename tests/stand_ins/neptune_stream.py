"""A stand-in for Neptune Streams: a log of changes that answers by the documented form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.graph import elements

Answer = tuple[int, dict[str, Any]]


@dataclass
class Log:
    """The records of a stream as Neptune keeps them: everything added and removed, by commit and operation."""

    records: list[dict[str, Any]] = field(default_factory=list)
    # The error to answer instead of records, and the most records of one answer.
    fails: str | None = None
    most: int = 1000

    def commit(self, *changes: tuple[str, str, str, str]) -> None:
        """Adds a transaction of changes (op, id, type, key)."""
        number = len({each["eventId"]["commitNum"] for each in self.records}) + 1
        for op, (what, own, kind, key) in enumerate(changes, 1):
            self.records.append(
                {
                    "commitTimestamp": 1_700_000_000_000 + number * 1000,
                    "eventId": {"commitNum": number, "opNum": op},
                    "data": {"id": own, "type": kind, "key": key, "value": {"value": "x", "dataType": "String"}},
                    "op": what,
                }
            )

    def put(self, own: str, new: bool = True) -> None:
        label = [("ADD", f"item/{own}", "vl", "label")] if new else [("REMOVE", f"item/{own}", "vp", "fingerprint")]
        more = [("ADD", f"item/{own}", "vp", key) for key in ("title", "fingerprint", "rank")]
        self.commit(*label, *more, ("ADD", "property/color/red", "vl", "label"), ("ADD", edge_of(own), "e", "label"))

    def delete(self, own: str) -> None:
        keys = ("REMOVE", f"item/{own}", "vp", "fingerprint"), ("REMOVE", f"item/{own}", "vl", "label")
        late = ("REMOVE", f"item/{own}", "vp", "rank"), ("REMOVE", edge_of(own, "word/shoe"), "e", "label")
        self.commit(("REMOVE", edge_of(own), "e", "label"), *keys, *late)

    def __call__(self, asked: Mapping[str, str]) -> Answer:
        if self.fails:
            return 400, {"code": self.fails, "requestId": "1", "detailedMessage": "no"}
        after = (0, 0)
        if asked["iteratorType"] == "AFTER_SEQUENCE_NUMBER":
            after = int(asked["commitNum"]), int(asked["opNum"])
        else:
            assert asked["iteratorType"] == "TRIM_HORIZON"
        found = [each for each in self.records if (each["eventId"]["commitNum"], each["eventId"]["opNum"]) > after]
        if not found:
            return 404, {"code": "StreamRecordsNotFoundException", "requestId": "1", "detailedMessage": "none"}
        shown = found[: min(self.most, int(asked["limit"]))]
        answer = {"lastEventId": shown[-1]["eventId"], "lastTrxTimestamp": shown[-1]["commitTimestamp"]}
        return 200, {**answer, "format": "PG_JSON", "records": shown, "totalRecords": len(shown)}


def edge_of(own: str, there: str = "property/color/red") -> str:
    return elements.edge_id(elements.item_id(own), there)
