"""The encoders that can be read: what their configs and checkpoints call things. Needs no Keras.

BERT (Devlin et al. 2019), DistilBERT (Sanh et al. 2019), and MPNet (Song et al. 2020), whose attention also has a bias
for the distance of two words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from training.errors import EncoderError


@dataclass(frozen=True, slots=True)
class Architecture:
    """The names of one kind of encoder.

    `expected` are keys of the config whose other values mean another computation. `sizes` maps our sizes to keys of the
    config. `layer` is the beginning of a layer's tensors; `dense` and `norms` map the rest of their names to ours.
    `first_position` is the row of the first word's position. `relative` is the table of the biases of distances.
    """

    expected: Mapping[str, str]
    sizes: Mapping[str, str]
    prefix: str
    layer: str
    dense: Mapping[str, str]
    norms: Mapping[str, str]
    first_position: int = 0
    relative: str | None = None


_SIZES = {
    "vocabulary": "vocab_size",
    "positions": "max_position_embeddings",
    "layers": "num_hidden_layers",
    "width": "hidden_size",
    "heads": "num_attention_heads",
    "hidden": "intermediate_size",
}
_FEED_FORWARD = {"intermediate.dense": "up", "output.dense": "down"}

_BERT = Architecture(
    expected={"hidden_act": "gelu", "position_embedding_type": "absolute"},
    sizes=_SIZES,
    prefix="bert.",
    layer="encoder.layer.",
    dense={
        "attention.self.query": "query",
        "attention.self.key": "key",
        "attention.self.value": "value",
        "attention.output.dense": "output",
        **_FEED_FORWARD,
    },
    norms={"attention.output.LayerNorm": "norm", "output.LayerNorm": "norm2"},
)
_DISTILBERT = Architecture(
    expected={"activation": "gelu"},
    sizes=_SIZES | {"layers": "n_layers", "width": "dim", "heads": "n_heads", "hidden": "hidden_dim"},
    prefix="distilbert.",
    layer="transformer.layer.",
    dense={
        "attention.q_lin": "query",
        "attention.k_lin": "key",
        "attention.v_lin": "value",
        "attention.out_lin": "output",
        "ffn.lin1": "up",
        "ffn.lin2": "down",
    },
    norms={"sa_layer_norm": "norm", "output_layer_norm": "norm2"},
)
_MPNET = Architecture(
    expected={"hidden_act": "gelu"},
    sizes=_SIZES,
    prefix="mpnet.",
    layer="encoder.layer.",
    dense={
        "attention.attn.q": "query",
        "attention.attn.k": "key",
        "attention.attn.v": "value",
        "attention.attn.o": "output",
        **_FEED_FORWARD,
    },
    norms={"attention.LayerNorm": "norm", "output.LayerNorm": "norm2"},
    # Its first two rows are for padding.
    first_position=2,
    relative="encoder.relative_attention_bias.weight",
)
ARCHITECTURES = {"bert": _BERT, "distilbert": _DISTILBERT, "mpnet": _MPNET}


def architecture_of(source: str, config: Mapping[str, object]) -> Architecture:
    """Returns the architecture of a config. Raises EncoderError for any that the network does not compute."""
    kind = str(config.get("model_type"))
    if kind not in ARCHITECTURES:
        known = ", ".join(ARCHITECTURES)
        raise EncoderError(f"encoder {source}: model_type is {config.get('model_type')!r}, expected one of {known}")
    return ARCHITECTURES[kind]
