"""Divides corrected texts and earlier labels into what the model learns from and what decides about it."""

import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.labelled import Labelled, write_labelled
from app.errors import SettingsError

if TYPE_CHECKING:
    from training.corpora import Example

# Of eight corrected items, two only decide, and one helps to choose the epoch.
_TURNS = 8
_DECIDE, _CHOOSE = (0, 1), (2,)
# Corrected texts are repeated until they are this share of the earlier ones, at most so many times.
_SHARE, _MOST_COPIES = 0.5, 8


@dataclass(frozen=True, slots=True)
class Parts:
    """The texts of an improvement.

    The model learns from `corrected`, in `copies`, and reads `replayed` as before, so that nothing is forgotten;
    `whole` are a few of these that have each label. `validation` chooses the epoch and the thresholds. `earlier` and
    `held_out` (corrected) decide: no text of them is in the other parts. `foreign` labels are those of corrected texts
    that the model does not have: they teach nothing.
    """

    corrected: Sequence[Labelled]
    replayed: Sequence[Labelled]
    validation: Sequence[Labelled]
    earlier: Sequence[Labelled]
    held_out: Sequence[Labelled]
    foreign: Sequence[str]

    @property
    def whole(self) -> Sequence[Labelled]:
        labels = dict.fromkeys(span.label for each in self.replayed for span in each.spans)
        return [next(each for each in self.replayed if _has([each], label)) for label in labels]

    @property
    def copies(self) -> int:
        wanted = round(_SHARE * len(self.replayed) / max(1, len(self.corrected)))
        return min(max(1, wanted), _MOST_COPIES)


def divide(texts: Sequence[Labelled], data: Path, labels: Sequence[str], replay: int, seed: int) -> Parts:
    """Divides corrected texts by their items, and draws up to `replay` of the earlier training texts.

    Raises SettingsError if the earlier texts lack a label of the model, which would then be forgotten.
    """
    from training.corpora import read_dataset

    splits = {name: [_of(each) for each in corpus.examples] for name, corpus in read_dataset(data).splits.items()}
    for needed in ("train", "validation"):
        if not splits.get(needed):
            raise SettingsError(f"{data}: no {needed} texts; expected those that the model learned from")
    known = [_known(each, labels) for each in texts]
    held_out = [each for each in known if each.decided and _turn(each.id) in _DECIDE]
    chosen, earlier = _decided(splits)
    validation = [*chosen, *(each for each in known if _turn(each.id) in _CHOOSE)]
    deciding = {each.text for each in (*held_out, *earlier, *validation)}
    learned = [each for each in known if each.decided and each.text not in deciding]
    replayed = _drawn([each for each in splits["train"] if each.text not in deciding], labels, replay, seed)
    if lacking := set(labels) - {span.label for each in replayed for span in each.spans}:
        raise SettingsError(f"{data}: no train text has {', '.join(sorted(lacking))}, which the model would forget")
    return Parts(
        learned,
        replayed,
        validation,
        earlier,
        held_out,
        sorted({span.label for each in texts for span in each.spans} - set(labels)),
    )


def write_texts(path: Path, texts: Iterable[Labelled]) -> None:
    """Writes labelled texts as JSON Lines."""
    path.write_text("".join(write_labelled("jsonl", texts)), encoding="utf-8")


def _of(example: "Example") -> Labelled:
    return Labelled(example.id, example.text, example.spans, example.unsure)


def _known(text: Labelled, labels: Sequence[str]) -> Labelled:
    """Makes spans of labels that the model does not have unsure."""
    spans = tuple(span for span in text.spans if span.label in labels)
    foreign = [(span.start, span.end) for span in text.spans if span.label not in labels]
    decided = tuple(each for each in text.decided if each not in foreign)
    return Labelled(text.id, text.text, spans, (*text.unsure, *foreign), decided)


def _decided(splits: dict[str, list[Labelled]]) -> tuple[list[Labelled], list[Labelled]]:
    """Returns the texts that choose the epoch, and those that decide: the test split, or a half of validation."""
    validation, test = splits["validation"], splits.get("test")
    if test:
        return validation, test
    half = _TURNS // 2
    return [each for each in validation if _turn(each.text) < half], [e for e in validation if _turn(e.text) >= half]


def _turn(text: str) -> int:
    """Returns a number below `_TURNS` by the digest of a text or of an item's id, so that its texts go together."""
    own = text.rpartition("#")[0] or text
    return int.from_bytes(hashlib.sha256(own.encode()).digest()[:4]) % _TURNS


def _drawn(texts: list[Labelled], labels: Sequence[str], count: int, seed: int) -> list[Labelled]:
    """Draws texts at random. If a label is then missing, one that has it is added."""
    shuffled = random.Random(seed).sample(texts, len(texts))  # noqa: S311 (no secret)
    drawn = shuffled[:count]
    for label in labels:
        if not _has(drawn, label):
            drawn += next(([each] for each in shuffled[count:] if _has([each], label)), [])
    return drawn


def _has(texts: Iterable[Labelled], label: str) -> bool:
    return any(span.label == label for each in texts for span in each.spans)
