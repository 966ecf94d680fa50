"""The loss of a training, on hard and on soft labels."""

from typing import Any

from keras import ops


def tagging_loss(targets: Any, logits: Any) -> Any:
    """Returns the mean loss of the words that teach something.

    `targets`: float32 [batch, length, tags + 1]. Where the last number is 0, the others are the word's weight for an
    allowed tag, else 0. The loss is then −log of the probability of all allowed tags together: with one allowed tag the
    cross-entropy, with several the marginal likelihood of a partial annotation (Tsuboi et al. 2008). Where the last
    number is 1, the others are a teacher's probabilities, and the loss is the cross-entropy with them (Hinton et al.
    2015, at temperature 1).
    """
    logits = ops.cast(logits, "float32")
    values, soft = targets[..., :-1], targets[..., -1]
    hard = ops.max(values, axis=-1) * ops.cast(ops.min(values, axis=-1) == 0, "float32") * (1.0 - soft)
    barred = ops.cast(values == 0, "float32") * -1e9
    total = ops.logsumexp(logits, axis=-1)
    allowed_loss = total - ops.logsumexp(logits + barred, axis=-1)
    soft_loss = total - ops.sum(values * logits, axis=-1)
    loss = ops.sum(allowed_loss * hard + soft_loss * soft)
    return loss / ops.maximum(ops.sum(hard) + ops.sum(soft), 1e-6)
