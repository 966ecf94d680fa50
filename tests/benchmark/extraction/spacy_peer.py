"""Trains spaCy's CNN on the same labels."""

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import spacy
from spacy.training import Example
from spacy.util import compounding, filter_spans, minibatch

from model.spans import Span
from training.corpora import read_corpus

_EPOCHS = 12


class SpacyPeer:
    """spaCy's default CNN (tok2vec of width 96, depth 4)."""

    def __init__(self, folder: Path) -> None:
        self._nlp = spacy.load(folder)

    def extract(self, texts: Sequence[str]) -> list[list[Span]]:
        return [
            [Span(e.start_char, e.end_char, e.label_, e.text, 1.0) for e in doc.ents]
            for doc in self._nlp.pipe(texts, batch_size=len(texts))
        ]


def train_spacy(data: Path, folder: Path) -> None:
    """Trains on products/train, and keeps the epoch that is best on validation; once."""
    if folder.exists():
        return
    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    splits = {name: _examples(nlp, data / "products" / f"{name}.jsonl") for name in ("train", "validation")}
    nlp.initialize(lambda: splits["train"])
    best, draw = -1.0, random.Random(7)
    for epoch in range(_EPOCHS):
        draw.shuffle(splits["train"])
        losses: dict[str, float] = {}
        for batch in minibatch(splits["train"], compounding(32, 256, 1.002)):
            nlp.update(batch, drop=0.1, losses=losses)
        f1 = nlp.evaluate(splits["validation"])["ents_f"]
        print(json.dumps({"spaCy epoch": epoch + 1, "loss": round(losses["ner"]), "validation F1": round(f1, 4)}))
        if f1 > best:
            best = f1
            nlp.to_disk(folder)


def _examples(nlp: Any, path: Path) -> list[Example]:
    examples = []
    for each in read_corpus(path).examples:
        doc = nlp.make_doc(each.text)
        spans = [doc.char_span(s.start, s.end, s.label, alignment_mode="expand") for s in each.spans]
        doc.ents = filter_spans([span for span in spans if span is not None])
        examples.append(Example(nlp.make_doc(each.text), doc))
    return examples
