"""The sizes of an encoder; needs no Keras."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """The sizes of a BERT encoder, as its `config.json` gives them."""

    vocabulary: int
    positions: int
    layers: int
    width: int
    heads: int
    hidden: int
    epsilon: float = 1e-12

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
