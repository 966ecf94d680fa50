"""The sizes of an encoder; needs no Keras."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """The sizes of an encoder, as its `config.json` gives them.

    `relative_buckets` is the number of classes of distances that attention tells apart; 0 for an encoder that does not.
    """

    vocabulary: int
    positions: int
    layers: int
    width: int
    heads: int
    hidden: int
    epsilon: float = 1e-12
    relative_buckets: int = 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
