"""Learning rates by layer."""

import numpy as np

from training.config import Recipe
from training.learning.optimizer import layer_rates, optimizer
from training.network.classifier import TokenClassifier
from training.network.encoders import Encoder

RECIPE = Recipe(learning_rate=1e-2, warmup=0.0, weight_decay=0.0, layer_decay=0.5)


def test_each_layer_has_half_the_rate_of_the_one_above(encoder: Encoder) -> None:
    network = TokenClassifier(encoder.shape, 5)
    by_path = layer_rates(network, 0.5)
    rates = {name: by_path[variable.path] for name, variable in network.variables_by_name().items()}
    top = encoder.shape.layers
    assert rates["head.kernel"] == 1
    assert [rates[f"layer.{n}.query.kernel"] for n in range(top)] == [0.5 ** (top - n) for n in range(top)]
    assert rates["embeddings.words"] == 0.5 ** (top + 1)


def test_a_step_moves_lower_layers_less(encoder: Encoder) -> None:
    network = TokenClassifier(encoder.shape, 5)
    before = network.to_arrays()
    made = optimizer(network, 10, RECIPE)
    made.build(network.trainable_variables)
    made.apply([variable * 0 + 1 for variable in network.trainable_variables], network.trainable_variables)
    moved = {name: np.abs(values - before[name]).max() for name, values in network.to_arrays().items()}
    head = moved["head.kernel"]
    assert moved["layer.0.query.kernel"] < 0.6 * moved["layer.1.query.kernel"] < 0.6 * head
