"""BERT and its relatives for token classification (Devlin et al. 2019) in Keras 3 layers.

Weights have the names of the weights file (`model.weights`), so that one mapping serves training and export.
"""

import math
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

from training.network.shape import EncoderShape

# Words farther apart than this have the same class of distance.
_FARTHEST = 128


class Embeddings(layers.Layer):
    """The normalised sum of word and position embeddings. The positions include the constant segment embedding."""

    def __init__(self, shape: EncoderShape, dropout: float) -> None:
        super().__init__(name="embeddings")
        self.words = layers.Embedding(shape.vocabulary, shape.width, name="words")
        self.positions = layers.Embedding(shape.positions, shape.width, name="positions")
        self.norm = layers.LayerNormalization(epsilon=shape.epsilon, name="norm")
        self.dropout = layers.Dropout(dropout)

    def call(self, ids: Any, training: bool = False) -> Any:
        places = ops.arange(ops.shape(ids)[1], dtype="int32")
        return self.dropout(self.norm(self.words(ids) + self.positions(places)), training=training)


class Distances(layers.Layer):
    """The biases of attention for the distance of two words, one for each head, shared by all layers (MPNet, T5)."""

    def __init__(self, shape: EncoderShape) -> None:
        super().__init__(name="distances")
        self.buckets = shape.relative_buckets
        self.table = layers.Embedding(shape.relative_buckets, shape.heads, name="relative")

    def call(self, ids: Any) -> Any:
        """Returns the biases: float32 [1, heads, length, length]."""
        places = ops.arange(ops.shape(ids)[1], dtype="int32")
        biases = self.table(bucket_of(places[None, :] - places[:, None], self.buckets))
        return ops.transpose(biases, (2, 0, 1))[None]


def bucket_of(distances: Any, buckets: int) -> Any:
    """Returns the class of each distance (Raffel et al. 2020): near ones apart, far ones in steps that grow.

    Half of the classes are for words before, half for words after.
    """
    half, exact = buckets // 2, buckets // 4
    size = ops.abs(distances)
    far = ops.log(ops.cast(ops.maximum(size, 1), "float32") / exact) / math.log(_FARTHEST / exact) * (half - exact)
    steps = ops.minimum(exact + ops.cast(far, "int32"), half - 1)
    return ops.where(size < exact, size, steps) + ops.where(distances > 0, half, 0)


class EncoderLayer(layers.Layer):
    """Self-attention and a feed-forward network. The output of each is added to its input and normalised."""

    def __init__(self, shape: EncoderShape, dropout: float, name: str) -> None:
        super().__init__(name=name)
        self.heads = shape.heads
        self.size = shape.width // shape.heads
        self.query = layers.Dense(shape.width, name="query")
        self.key = layers.Dense(shape.width, name="key")
        self.value = layers.Dense(shape.width, name="value")
        self.output_ = layers.Dense(shape.width, name="output")
        self.norm = layers.LayerNormalization(epsilon=shape.epsilon, name="norm")
        self.up = layers.Dense(shape.hidden, name="up")
        self.down = layers.Dense(shape.width, name="down")
        self.norm2 = layers.LayerNormalization(epsilon=shape.epsilon, name="norm2")
        self.dropout = layers.Dropout(dropout)

    def call(self, hidden: Any, bias: Any, training: bool = False) -> Any:
        attended = self.output_(self._attend(hidden, bias, training))
        hidden = self.norm(hidden + self.dropout(attended, training=training))
        widened = keras.activations.gelu(self.up(hidden), approximate=False)
        return self.norm2(hidden + self.dropout(self.down(widened), training=training))

    def _attend(self, hidden: Any, bias: Any, training: bool) -> Any:
        batch, length = ops.shape(hidden)[0], ops.shape(hidden)[1]

        def split(values: Any) -> Any:
            return ops.transpose(ops.reshape(values, (batch, length, self.heads, self.size)), (0, 2, 1, 3))

        query, key, value = split(self.query(hidden)), split(self.key(hidden)), split(self.value(hidden))
        scores = ops.matmul(query, ops.transpose(key, (0, 1, 3, 2))) / self.size**0.5 + bias
        weights = self.dropout(ops.softmax(scores, axis=-1), training=training)
        mixed = ops.transpose(ops.matmul(weights, value), (0, 2, 1, 3))
        return ops.reshape(mixed, (batch, length, self.heads * self.size))


class TokenClassifier(keras.Model):
    """`ids` int32 [batch, length], `mask` int32 [batch, length] → logits float32 [batch, length, tags]."""

    def __init__(self, shape: EncoderShape, tags: int, dropout: float = 0.1) -> None:
        super().__init__(name="token_classifier")
        self.embeddings = Embeddings(shape, dropout)
        self.distances = Distances(shape) if shape.relative_buckets else None
        self.encoder_layers = [EncoderLayer(shape, dropout, f"layer_{n}") for n in range(shape.layers)]
        self.dropout = layers.Dropout(dropout)
        self.head = layers.Dense(tags, name="head", dtype="float32")
        ids = np.zeros((1, 2), dtype="int32")
        self({"ids": ids, "mask": np.ones_like(ids)})

    def call(self, inputs: Mapping[str, Any], training: bool = False) -> Any:
        hidden = self.encode(inputs, training)
        return self.head(self.dropout(hidden, training=training))

    def encode(self, inputs: Mapping[str, Any], training: bool = False) -> Any:
        """Returns the last hidden states, float32 [batch, length, width]."""
        mask = ops.cast(inputs["mask"], self.compute_dtype)
        bias = (1.0 - mask[:, None, None, :]) * -10000.0
        if self.distances is not None:
            bias = bias + ops.cast(self.distances(inputs["ids"]), self.compute_dtype)
        hidden = self.embeddings(inputs["ids"], training=training)
        for layer in self.encoder_layers:
            hidden = layer(hidden, bias, training=training)
        return hidden

    def parts(self) -> dict[str, layers.Layer]:
        """Returns every layer with weights of its own, by its name in the weights file."""
        named: dict[str, layers.Layer] = {"embeddings.norm": self.embeddings.norm, "head": self.head}
        for number, layer in enumerate(self.encoder_layers):
            for part in ("query", "key", "value", "output_", "norm", "up", "down", "norm2"):
                named[f"layer.{number}.{part.rstrip('_')}"] = getattr(layer, part)
        return named

    def variables_by_name(self) -> dict[str, keras.Variable]:
        """Returns the variables by name, such as `layer.0.query.kernel`. Dense kernels are [in, out]."""
        named = {
            "embeddings.words": self.embeddings.words.embeddings,
            "embeddings.positions": self.embeddings.positions.embeddings,
        }
        if self.distances is not None:
            named["embeddings.relative"] = self.distances.table.embeddings
        for name, part in self.parts().items():
            for variable in part.weights:
                if not variable.name.startswith("lora_"):
                    named[f"{name}.{variable.name}"] = variable
        return named

    def to_arrays(self) -> dict[str, NDArray[np.float32]]:
        """Returns all weights by name. Adapters are merged into their kernels."""
        merged = {
            f"{name}.kernel": part.kernel for name, part in self.parts().items() if isinstance(part, layers.Dense)
        }
        found = {**self.variables_by_name(), **merged}
        return {name: np.asarray(ops.convert_to_numpy(values), "float32") for name, values in found.items()}

    def assign(self, arrays: Mapping[str, NDArray[np.float32]], *, head: bool = True) -> None:
        """Sets the weights. With `head=False` the head may be missing.

        Raises KeyError for a missing array, and ValueError for one of the wrong shape.
        """
        for name, variable in self.variables_by_name().items():
            if name in arrays or head or not name.startswith("head."):
                variable.assign(arrays[name])
