"""Small reports for tests, and what a browser would see of a page."""

from collections.abc import Sequence
from html.parser import HTMLParser

from model.spans import Span
from training.evaluation.results import (
    Bin,
    Calibration,
    Confusion,
    Epoch,
    Error,
    Evaluation,
    ModelReport,
    Reliability,
    Score,
    SplitCard,
)

_VOID = {"meta", "input", "br", "link", "img", "hr"}


class Page(HTMLParser):
    """The tags of a page with their attributes, and its visible text by the tag that it stands in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(html)
        assert self.open == [], f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1] if self.open else "", data))

    @property
    def text(self) -> str:
        return "".join(text for tag, text in self.texts if tag not in {"style", "script"})

    def find(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        return [own for name, own in self.tags if name == tag and attributes.items() <= own.items()]

    def inside(self, tag: str) -> list[str]:
        return [text for name, text in self.texts if name == tag]


def reliability(ece: float = 0.1) -> Reliability:
    return Reliability((Bin(0.0, 0.5, 0, 0.0, 0.0), Bin(0.5, 1.0, 1234, 0.8, 0.7)), ece)


def error(text: str = "a red shoe", weight: float = 0.5, label: str = "COLOR", example: str = "e1") -> Error:
    gold, predicted = Span(2, 5, label, text[2:5]), Span(2, 10, label, text[2:10], 0.75)
    return Error("boundary", example, "validation.jsonl:1", text, gold, predicted, weight)


def evaluation(errors: Sequence[Error] = (), labels: Sequence[str] = ("BRAND", "COLOR")) -> Evaluation:
    """Of the first label 1 of 2 predicted is right and 1 expected; of all others 1 of 1 predicted and 2 expected.

    With two labels these are the counts of what seqeval's `classification_report` says in `test_files.py`.
    """
    scores = {label: Score(1, 1, 2) if n else Score(1, 2, 1) for n, label in enumerate(labels)}
    counts = tuple(
        tuple(7 if row == column else int(column == row + 1) for column in range(len(labels) + 1))
        for row in range(len(labels) + 1)
    )
    many = len(labels) - 1
    return Evaluation(
        texts=100,
        seconds=4.0,
        scores=scores,
        micro=Score(1 + many, 2 + many, 1 + 2 * many),
        macro=(0.75, 0.75, 2 / 3),
        matches=dict.fromkeys(("strict", "exact", "partial", "type"), (0.5, 0.25, 1 / 3)),
        confusion=Confusion((*labels, "nothing"), counts),
        boundaries={labels[0]: {"start too early": 41, "end too late": 0}},
        reliability=reliability(),
        errors=errors,
    )


def report(**evaluations: Evaluation) -> ModelReport:
    return ModelReport(
        model="shoes@2",
        created="2025-11-03T14:12:09Z",
        command="itemgraph train data --seed 7",
        parameters={"seed": "7"},
        splits=[SplitCard("train", "data/train.jsonl", "jsonl", 12, 3456, 99, {"COLOR": 31}, 2, ("line 4: overlap",))],
        epochs=[Epoch(1, 1.5, 0.5, 2.0, 900.0), Epoch(2, 0.5, 0.8, 2.0, 900.0), Epoch(3, 0.4, 0.7, 2.0, 900.0)],
        evaluations=evaluations,
        calibration=Calibration(1.7, reliability(0.3), reliability(0.1), 0.9, {"COLOR": 0.42}, {"COLOR": (0.85, 0.6)}),
    )


def empty_report() -> ModelReport:
    """Nothing happened, and that is what the report says."""
    nothing = Evaluation(
        0,
        0.0,
        {},
        Score(0, 0, 0),
        (0.0, 0.0, 0.0),
        {},
        Confusion(("nothing",), ((0,),)),
        {},
        Reliability((), 0.0),
    )
    return ModelReport("empty@0", "", "", {}, (), (), {"validation": nothing})
