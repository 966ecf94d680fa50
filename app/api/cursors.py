"""Opaque, signed cursors. A cursor has the end of a page, for the list that it belongs to."""

import base64
import hmac
import json
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import Field, TypeAdapter

from app.domain.queries import Place, Plan
from app.errors import Fault, InvalidInput

T = TypeVar("T")

Number = Annotated[float, Field(allow_inf_nan=False)]
Weight = Annotated[int, Field(ge=0, le=1_000_000_000)]
Tier = Annotated[int, Field(ge=0, le=3)]
ITEM_PLACE: TypeAdapter[str] = TypeAdapter(str)
# The sort key and the id of the last item, and the plan of the search.
_SearchPlace = tuple[Number | str | None, str, tuple[Weight, ...], Tier, Tier]
_SEARCH_PLACE: TypeAdapter[_SearchPlace] = TypeAdapter(_SearchPlace)
_SIGNATURE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Cursors:
    """Makes and reads cursors. All processes of a service need the same key."""

    key: bytes

    def encode(self, place: Any, *, of: Any) -> str:
        """Returns a token for `place` (JSON) in the list that `of` (JSON) describes."""
        said = json.dumps(place).encode()
        return base64.urlsafe_b64encode(self._sign(said, of) + said).decode().rstrip("=")

    def decode(self, cursor: str, form: TypeAdapter[T], *, of: Any) -> T:
        """Returns the place. Raises InvalidInput for a token of another form or list, or one that was altered."""
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            signature, said = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
            place = form.validate_json(said)
        except ValueError as error:
            raise InvalidInput([Fault("/cursor", "expected a cursor from the `next` of an earlier answer")]) from error
        if not hmac.compare_digest(signature, self._sign(said, of)):
            detail = "this cursor belongs to another query; expected a cursor of a query with the same parameters"
            raise InvalidInput([Fault("/cursor", detail)])
        return place

    def encode_search(self, place: Place, plan: Plan, *, of: Any) -> str:
        """Returns the cursor of a search: its place, and what its first page decided."""
        return self.encode([*place, plan.weights, plan.counted, plan.shown], of=of)

    def decode_search(self, cursor: str, *, of: Any) -> tuple[Place, Plan]:
        """Returns the place and the plan of a search; see `decode`."""
        place, item_id, weights, counted, shown = self.decode(cursor, _SEARCH_PLACE, of=of)
        return (place, item_id), Plan(weights, counted, shown)

    def _sign(self, said: bytes, of: Any) -> bytes:
        return hmac.digest(self.key, json.dumps(of).encode() + b"\0" + said, "sha256")[:_SIGNATURE_BYTES]
