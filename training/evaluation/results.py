"""What is known of a model after reading labelled texts with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from model.spans import Span

# `label`: right boundaries, wrong label; `boundary`: right label, wrong boundaries; `both`: overlapping, both wrong.
ErrorKind = Literal["missed", "spurious", "label", "boundary", "both"]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one label, or of all together."""

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
    """Spans whose score lies in `low` to `high`: how many, their mean score, and the share that is right."""

    low: float
    high: float
    count: int
    score: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """How scores and truth agree. `ece`: the expected calibration error (Naeini et al. 2015), 0 is perfect."""

    bins: tuple[Bin, ...]
    ece: float


@dataclass(frozen=True, slots=True)
class Error:
    """One difference between gold and prediction; either is None where there is none.

    `weight` in [0, 1] says how bad: the model's confidence in what is wrong.
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
    """`counts[gold][predicted]` over overlapping spans; the last row and column of `names` is "nothing"."""

    names: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Figures of one model on one set of texts.

    `scores`: strict, per label in order of name. `micro` and `macro` are over all labels. `matches`: precision, recall
    and F1 under the SemEval-2013 9.1 schemes `strict`, `exact`, `partial` and `type`. `boundaries`: of the spans with
    the right label and wrong boundaries, how many start or end too early or too late, by label. `served` counts only
    the spans that a service keeps by its thresholds.
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
    """What made scores mean something: `temperature` (Guo et al. 2017), and a threshold for each label.

    `reached`: for each label precision and recall on validation at its threshold. A label that never reaches
    `target_precision` has the threshold that comes nearest.
    """

    temperature: float
    before: Reliability
    after: Reliability
    target_precision: float | None = None
    thresholds: Mapping[str, float] = field(default_factory=dict)
    reached: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Epoch:
    """One line of the learning curve. `seconds` without the scoring; `tokens_per_second` counts word pieces."""

    number: int
    loss: float
    f1: float
    seconds: float
    tokens_per_second: float


@dataclass(frozen=True, slots=True)
class SplitCard:
    """What a split holds. `faults`: what could not be kept, the first of them in words."""

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
class Report:
    """Everything that the report of a training says."""

    model: str
    created: str
    command: str
    parameters: Mapping[str, str]
    splits: Sequence[SplitCard]
    epochs: Sequence[Epoch]
    evaluations: Mapping[str, Evaluation]  # by split: validation, and test where there is one
    calibration: Calibration | None = None
