"""Makes the optimizer of a training."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
from keras import ops

from training.config import Recipe
from training.network.classifier import TokenClassifier


def optimizer(network: TokenClassifier, steps: int, recipe: Recipe) -> keras.optimizers.Optimizer:
    """Returns AdamW with a linear warm-up and decay. With `layer_decay`, lower layers learn more slowly."""
    warmup = max(1, int(steps * recipe.warmup))
    schedule = keras.optimizers.schedules.PolynomialDecay(recipe.learning_rate, max(1, steps - warmup), 0.0)
    rate = _WarmUp(recipe.learning_rate, warmup, schedule)
    options = {"weight_decay": recipe.weight_decay, "global_clipnorm": recipe.clip_norm}
    made = LayerWise(layer_rates(network, recipe.layer_decay), rate, **options)
    made.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    return made


def layer_rates(network: TokenClassifier, decay: float) -> dict[str, float]:
    """Returns the factor of each variable's learning rate, by its path: 1 for the head, `decay` less for each floor."""
    top = len(network.encoder_layers)
    rates = {}
    for name, variable in network.variables_by_name().items():
        parts = name.split(".")
        floor = top + 1 if parts[0] == "head" else int(parts[1]) + 1 if parts[0] == "layer" else 0
        rates[variable.path] = decay ** (top + 1 - floor)
    return rates


class LayerWise(keras.optimizers.AdamW):
    """AdamW with a factor of the learning rate for each variable (Howard and Ruder 2018)."""

    def __init__(self, rates: Mapping[str, float], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._rates = dict(rates)

    def build(self, variables: Sequence[keras.Variable]) -> None:
        # Steps get the variables of the backend, which have no paths.
        self._factors = [self._rates.get(each.path, 1.0) for each in variables]
        super().build(variables)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        super().update_step(gradient, variable, learning_rate * self._factors[self._get_variable_index(variable)])


class _WarmUp(keras.optimizers.schedules.LearningRateSchedule):
    """Rises linearly to the peak, and then follows the given schedule."""

    def __init__(self, peak: float, steps: int, after: keras.optimizers.schedules.LearningRateSchedule) -> None:
        self._peak, self._steps, self._after = peak, steps, after

    def __call__(self, step: Any) -> Any:
        step = ops.cast(step, "float32")
        rising = self._peak * (step + 1.0) / self._steps
        return ops.where(step < self._steps, rising, self._after(step - self._steps))
