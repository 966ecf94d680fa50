"""What changed, by Neptune Streams: the log of all that was added and removed.

Source: "Change log formats" (PG_JSON) and "Calling the Streams API" of the Neptune guide. The stream has to be switched
on (`neptune_streams`), and keeps its records for a week unless told otherwise.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.aws import aws_client
from app.domain.changes import Change, Changes
from app.errors import Fault, InvalidInput, NotSupported, StoreError
from app.graph.gremlin import schema
from app.graph.gremlin.address import Address

_RECORDS = 10_000
_ITEM = "item/"
# Types of records: the label of a vertex, and its properties; all else is of edges.
_OF_VERTICES = ("vl", "vp")

StreamRecord = Mapping[str, Any]


def changes(address: Address, limit: int, after: str | None) -> Changes:
    """Up to `limit` changes behind the place `after`, which is that of a record.

    Raises NotSupported where there are no streams, InvalidInput for a place that is none, or is not kept any more.
    """
    api = _api(address)
    found: dict[str, Change] = {}
    # The commit of the last record, and the items that it deletes.
    commit, gone = None, set[str]()
    at = after
    while len(found) < limit and (records := _records(api, at)):
        for record in records:
            if record["eventId"]["commitNum"] != commit:
                commit, gone = record["eventId"]["commitNum"], set()
            if change := _change(record, gone):
                if change.item_id not in found and len(found) == limit:
                    return Changes(tuple(found.values()), at)
                # The last change of an item stands where it happened.
                found.pop(change.item_id, None)
                found[change.item_id] = change
            at = _place(record["eventId"])
    return Changes(tuple(found.values()), at)


def _change(record: StreamRecord, gone: set[str]) -> Change | None:
    """An item is written with anything of its vertex or of an edge that starts there, and deleted with its label: what
    else goes in the same commit goes with it. `gone`: the items that the commit has deleted so far."""
    data, op = record["data"], record["op"]
    vertex = data["id"] if data["type"] in _OF_VERTICES else schema.edge_start(data["id"])
    if not vertex.startswith(_ITEM):
        return None
    if data["type"] == "vl":
        (gone.add if op == "REMOVE" else gone.discard)(vertex)
    at = datetime.fromtimestamp(record["commitTimestampInMillis"] / 1000, UTC)
    return Change(vertex.removeprefix(_ITEM), "deleted" if vertex in gone else "written", at)


def _records(api: Any, after: str | None) -> list[StreamRecord]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        answer = api.get_propertygraph_stream(limit=_RECORDS, encoding="gzip", **_iterator(after))
    except api.exceptions.StreamRecordsNotFoundException:
        return []
    except api.exceptions.ExpiredStreamException as error:
        raise _invalid(f"what changed behind {after} is not kept any more; read all items, and begin anew") from error
    except api.exceptions.UnsupportedOperationException as error:
        raise NotSupported("this cluster keeps no stream of changes; set its parameter neptune_streams to 1") from error
    except (BotoCoreError, ClientError) as error:
        raise StoreError(f"graph: changes cannot be read: {error}") from error
    records: list[StreamRecord] = answer["records"]
    return records


def _iterator(after: str | None) -> dict[str, Any]:
    if after is None:
        return {"iteratorType": "TRIM_HORIZON"}
    commit, _, op = after.partition(":")
    if not (commit.isascii() and commit.isdigit() and op.isascii() and op.isdigit()):
        raise _invalid("expected the `next` of an earlier answer")
    return {"iteratorType": "AFTER_SEQUENCE_NUMBER", "commitNum": int(commit), "opNum": int(op)}


def _place(event: Mapping[str, Any]) -> str:
    return f"{event['commitNum']}:{event['opNum']}"


def _invalid(detail: str) -> InvalidInput:
    return InvalidInput([Fault("/cursor", detail)])


def _api(address: Address) -> Any:
    """A client of the cluster's data API, signed if its connections are."""
    if not address.url.startswith("wss://"):
        raise NotSupported("only Amazon Neptune keeps a stream of changes, and it is reached by wss://")
    from botocore import UNSIGNED

    signed = {} if address.region else {"signature_version": UNSIGNED}
    impatient = {"retries": {"mode": "standard", "max_attempts": 4}, "read_timeout": 30}
    return aws_client("neptunedata", address.region or "us-east-1", address.data_url, **impatient, **signed)
