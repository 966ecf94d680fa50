"""Opaque cursors. A cursor has the end of a page and the list that it belongs to."""

import base64
import hashlib
import json
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from app.domain.queries import Place, Plan
from app.errors import Fault, InvalidInput

Number = Annotated[float, Field(allow_inf_nan=False)]
Weight = Annotated[int, Field(ge=0, le=1_000_000_000)]
Tier = Annotated[int, Field(ge=0, le=2)]
ITEM_PLACE: TypeAdapter[tuple[str, str]] = TypeAdapter(tuple[str, str])
# The sort key and the id of the last item, and the plan of the search.
_SearchPlace = tuple[Number | str | None, str, tuple[Weight, ...], Tier, Tier]
_SEARCH_PLACE: TypeAdapter[tuple[str, _SearchPlace]] = TypeAdapter(tuple[str, _SearchPlace])


def encode_cursor(place: Any, *, of: Any) -> str:
    """Returns a token for `place` (JSON) in the list that `of` (JSON) describes."""
    return base64.urlsafe_b64encode(json.dumps([_digest(of), place]).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, form: TypeAdapter[tuple[str, Any]], *, of: Any) -> Any:
    """Returns the place. Raises InvalidInput for a token of another form or another list."""
    try:
        digest, place = form.validate_json(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise InvalidInput([Fault("/cursor", "expected a cursor from the `next` of an earlier answer")]) from error
    if digest != _digest(of):
        raise InvalidInput(
            [
                Fault(
                    "/cursor",
                    "this cursor belongs to another query; expected a cursor of a query with the same parameters",
                )
            ]
        )
    return place


def encode_search_place(place: Place, plan: Plan, *, of: Any) -> str:
    """Returns the cursor of a search: its place, and what its first page decided."""
    return encode_cursor([*place, plan.weights, plan.counted, plan.shown], of=of)


def decode_search_place(cursor: str, *, of: Any) -> tuple[Place, Plan]:
    """Returns the place and the plan of a search; see `decode_cursor`."""
    place, item_id, weights, counted, shown = decode_cursor(cursor, _SEARCH_PLACE, of=of)
    return (place, item_id), Plan(weights, counted, shown)


def _digest(of: Any) -> str:
    return hashlib.sha256(json.dumps(of).encode()).hexdigest()[:12]
