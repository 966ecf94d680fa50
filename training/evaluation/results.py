"""Holds the figures of a model on labelled texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from model.spans import Span

# `label`: right boundaries, wrong label; `boundary`: right label, wrong boundaries; `both`: overlapping, both wrong.
ErrorKind = Literal["missed", "spurious", "label", "boundary", "both"]


@dataclass(frozen=True, slots=True)
class Score:
    """The counts of right, predicted and expected spans, for one label or for all labels."""

    right: int
    predicted: int
    expected: int

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 0.0

    @property
    def f1(self) -> float:
        total = self.predicted + self.expected
        return 2 * self.right / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Bin:
    """The spans with a score from `low` to `high`: their count, their mean score, and the share that is right."""

    low: float
    high: float
    count: int
    score: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How well scores agree with the truth. `ece` is the expected calibration error (Naeini et al. 2015); 0 is best."""

    bins: tuple[Bin, ...]
    ece: float


@dataclass(frozen=True, slots=True)
class Error:
    """A difference between gold and prediction. `gold` or `predicted` is None where that side has no span.

    `weight`, in [0, 1], is the model's confidence in the wrong answer.
    """

    kind: ErrorKind
    example: str
    place: str
    text: str
    gold: Span | None
    predicted: Span | None
    weight: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of overlapping spans, as `counts[gold][predicted]`. The last of `names` is "nothing"."""

    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one model on one set of texts.

    `scores` are strict, by label in order of name; `micro` and `macro` are over all labels. `matches` holds precision,
    recall and F1 under the schemes `strict`, `exact`, `partial` and `type` of SemEval-2013 task 9.1. `boundaries`
    counts, by label, the spans with the right label that start or end too early or too late. `served` counts only the
    spans that a service keeps with its thresholds.
    """

    texts: int
    seconds: float
    scores: Mapping[str, Score]
    micro: Score
    macro: tuple[float, float, float]
    matches: Mapping[str, tuple[float, float, float]]
    confusion: Confusion
    boundaries: Mapping[str, Mapping[str, int]]
    reliability: Reliability
    errors: Sequence[Error] = ()
    served: Score | None = None


@dataclass(frozen=True, slots=True)
class Calibration:
    """The fitted `temperature` (Guo et al. 2017) and the threshold of each label.

    `before` and `after` show the reliability without and with the temperature. `reached` holds each label's precision
    and recall on validation at its threshold. A label that never reaches `target_precision` has the threshold of its
    highest precision.
    """

    temperature: float
    before: Reliability
    after: Reliability
    target_precision: float | None = None
    thresholds: Mapping[str, float] = field(default_factory=dict)
    reached: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Epoch:
    """One point of the learning curve. `seconds` excludes scoring; `tokens_per_second` counts word pieces."""

    number: int
    loss: float
    f1: float
    seconds: float
    tokens_per_second: float


@dataclass(frozen=True, slots=True)
class SplitCard:
    """The content of a split. `faults` counts what could not be kept, and `fault_examples` describes the first few."""

    name: str
    source: str
    format: str
    examples: int
    characters: int
    longest: int
    spans: Mapping[str, int]
    faults: int = 0
    fault_examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelReport:
    """The content of a training report. `evaluations` are by split: validation, and test if the data has it."""

    model: str
    created: str
    command: str
    parameters: Mapping[str, str]
    splits: Sequence[SplitCard]
    epochs: Sequence[Epoch]
    evaluations: Mapping[str, Evaluation]
    calibration: Calibration | None = None
