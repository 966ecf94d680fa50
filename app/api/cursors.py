"""Opaque cursors. A cursor has the end of a page and the list that it belongs to."""

import base64
import hashlib
import json
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from app.errors import Fault, InvalidInput

Number = Annotated[float, Field(allow_inf_nan=False)]
ITEM_PLACE: TypeAdapter[tuple[str, str]] = TypeAdapter(tuple[str, str])
SEARCH_PLACE: TypeAdapter[tuple[str, tuple[Number | str | None, str, tuple[Number, ...]]]] = TypeAdapter(
    tuple[str, tuple[Number | str | None, str, tuple[Number, ...]]]
)


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


def _digest(of: Any) -> str:
    return hashlib.sha256(json.dumps(of).encode()).hexdigest()[:12]
