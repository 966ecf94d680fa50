"""Defines the metrics that SageMaker reads from the log of a training (training.learning.progress and the results)."""

_FIGURE = r"([0-9]+\.[0-9]+)"

# From the name of a metric to a regular expression with one figure.
METRICS: dict[str, str] = {
    "train:loss": rf"epoch [0-9]+: loss {_FIGURE}",
    "validation:f1": rf"epoch [0-9]+: .*validation F1 {_FIGURE}",
    **{
        f"final:{split}:{name}": rf"{split}: precision .*{word} {_FIGURE}"
        for split in ("validation", "test")
        for name, word in (("recall", "recall"), ("f1", "F1"))
    },
    **{f"final:{split}:precision": rf"{split}: precision {_FIGURE}" for split in ("validation", "test")},
}
