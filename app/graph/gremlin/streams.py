"""Changes from Neptune Streams, the log of all that was added and removed.

Source: "Change log formats" (PG_JSON) and "Calling the Streams API" of the Neptune guide. The parameter
`neptune_streams` switches the log on. It keeps records for a week unless configured otherwise.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.aws import aws_client
from app.domain.changes import Change, Changes, Mark
from app.errors import Fault, InvalidInput, NotSupported, StoreError
from app.graph import elements
from app.graph.gremlin.connections.address import Address

_RECORDS = 10_000
# In place of the place of a record: the newest one.
LATEST = "LATEST"
# Types of records of vertices: their labels and their properties. All other types are of edges.
_OF_VERTICES = ("vl", "vp")

StreamRecord = Mapping[str, Any]


def changes(address: Address, limit: int, after: str | None) -> Changes:
    """Returns up to `limit` changes after the place `after`, which names a record of the log.

    Raises NotSupported if the server has no log, and InvalidInput for a place that is not valid or no longer kept.
    """
    api = _api(address)
    found: dict[str, Change] = {}
    # The commit of the last record, and the items that this commit deletes.
    commit, gone = None, set[str]()
    at = after
    while len(found) < limit and (records := _records(api, at)):
        for record in records:
            if record["eventId"]["commitNum"] != commit:
                commit, gone = record["eventId"]["commitNum"], set()
            if change := _change(record, gone):
                if change.item_id not in found and len(found) == limit:
                    return Changes(tuple(found.values()), at)
                # An item keeps only its last change, at the place of that change.
                found.pop(change.item_id, None)
                found[change.item_id] = change
            at = _place(record["eventId"])
    return Changes(tuple(found.values()), at)


def mark(address: Address) -> Mark:
    """Returns the newest record. Raises NotSupported as `changes` does."""
    records = _records(_api(address), LATEST)
    place = _place(records[-1]["eventId"]) if records else None
    return Mark(address.url, place, None)


def _change(record: StreamRecord, gone: set[str]) -> Change | None:
    """Returns the change that a record makes to an item, if any.

    A record of a vertex, or of an edge that starts there, means that the item was written. Removing the vertex's label
    means that it was deleted; the same commit then removes everything else of it. `gone`: the items that the commit has
    deleted so far.
    """
    data, op = record["data"], record["op"]
    vertex = data["id"] if data["type"] in _OF_VERTICES else elements.edge_start(data["id"])
    if not elements.is_item(vertex):
        return None
    if data["type"] == "vl":
        (gone.add if op == "REMOVE" else gone.discard)(vertex)
    at = datetime.fromtimestamp(record["commitTimestampInMillis"] / 1000, UTC)
    return Change(elements.own_id(vertex), "deleted" if vertex in gone else "written", at)


def _records(api: Any, after: str | None) -> list[StreamRecord]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        answer = api.get_propertygraph_stream(limit=_RECORDS, encoding="gzip", **_iterator(after))
    except api.exceptions.StreamRecordsNotFoundException:
        return []
    except api.exceptions.ExpiredStreamException as error:
        raise _invalid(
            f"the changes after {after} are no longer kept; read all items, and start again without a cursor"
        ) from error
    except api.exceptions.UnsupportedOperationException as error:
        raise NotSupported("this cluster keeps no log of changes; set its parameter neptune_streams to 1") from error
    except (BotoCoreError, ClientError) as error:
        raise StoreError(f"graph: the log of changes cannot be read: {error}") from error
    records: list[StreamRecord] = answer["records"]
    return records


def _iterator(after: str | None) -> dict[str, Any]:
    if after is None:
        return {"iteratorType": "TRIM_HORIZON"}
    if after == LATEST:
        return {"iteratorType": LATEST}
    commit, _, op = after.partition(":")
    if not (commit.isascii() and commit.isdigit() and op.isascii() and op.isdigit()):
        raise _invalid("expected the `next` of an earlier answer")
    return {"iteratorType": "AFTER_SEQUENCE_NUMBER", "commitNum": int(commit), "opNum": int(op)}


def _place(event: Mapping[str, Any]) -> str:
    return f"{event['commitNum']}:{event['opNum']}"


def _invalid(detail: str) -> InvalidInput:
    return InvalidInput([Fault("/cursor", detail)])


def _api(address: Address) -> Any:
    """Returns a client of the cluster's data API, which signs if the connections do."""
    if not address.url.startswith("wss://"):
        raise NotSupported("only Amazon Neptune keeps a log of changes; GRAPH_URL must start with wss://")
    from botocore import UNSIGNED

    signed = {} if address.region else {"signature_version": UNSIGNED}
    impatient = {"retries": {"mode": "standard", "max_attempts": 4}, "read_timeout": 30}
    return aws_client("neptunedata", address.region or "us-east-1", address.data_url, **impatient, **signed)
