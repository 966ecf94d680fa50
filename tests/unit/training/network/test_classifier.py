"""The network against BERT's formulas written out in NumPy, straight from the checkpoint's own tensor names."""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from training.network.classifier import TokenClassifier
from training.network.encoders import Encoder, load_encoder


def reference(config: Any, w: Any, ids: Any, mask: Any) -> Any:
    """Hidden states by Devlin et al. 2019, with the exact GELU."""
    heads = config["num_attention_heads"]

    def norm(x: Any, name: str) -> Any:
        mean, var = x.mean(-1, keepdims=True), x.var(-1, keepdims=True)
        return (x - mean) / np.sqrt(var + config["layer_norm_eps"]) * w[f"{name}.weight"] + w[f"{name}.bias"]

    def dense(x: Any, name: str) -> Any:
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    def split(x: Any) -> Any:
        return x.reshape(*x.shape[:2], heads, -1).transpose(0, 2, 1, 3)

    x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.token_type_embeddings.weight"][0]
    x = norm(x + w["embeddings.position_embeddings.weight"][: ids.shape[1]], "embeddings.LayerNorm")
    for n in range(config["num_hidden_layers"]):
        at = f"encoder.layer.{n}"
        query, key, value = (split(dense(x, f"{at}.attention.self.{part}")) for part in ("query", "key", "value"))
        scores = query @ key.transpose(0, 1, 3, 2) / math.sqrt(query.shape[-1])
        scores = np.where(mask[:, None, None, :] == 1, scores, -1e9)
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        weights /= weights.sum(-1, keepdims=True)
        mixed = (weights @ value).transpose(0, 2, 1, 3).reshape(x.shape)
        x = norm(x + dense(mixed, f"{at}.attention.output.dense"), f"{at}.attention.output.LayerNorm")
        up = dense(x, f"{at}.intermediate.dense")
        up = up * 0.5 * (1 + np.vectorize(math.erf)(up / math.sqrt(2)))
        x = norm(x + dense(up, f"{at}.output.dense"), f"{at}.output.LayerNorm")
    return x


def test_hidden_states_are_those_of_the_formulas(variant: tuple[Path, Any]) -> None:
    folder, tensors = variant
    encoder, config = load_encoder(str(folder)), json.loads((folder / "config.json").read_text())
    network = TokenClassifier(encoder.shape, 5)
    network.assign(encoder.weights, head=False)
    ids = np.random.default_rng(2).integers(0, encoder.shape.vocabulary, (3, 20)).astype(np.int32)
    mask = np.ones_like(ids)
    mask[1, 12:] = 0
    found = np.asarray(network.encode({"ids": ids, "mask": mask}))
    difference = np.abs(found - reference(config, tensors, ids, mask))[mask == 1]
    assert difference.max() < 1e-4


def test_weights_survive_a_round_trip(encoder: Encoder) -> None:
    first, second = TokenClassifier(encoder.shape, 5), TokenClassifier(encoder.shape, 5)
    first.assign(encoder.weights, head=False)
    second.assign(first.to_arrays())
    for name, values in second.to_arrays().items():
        np.testing.assert_array_equal(values, first.to_arrays()[name])
