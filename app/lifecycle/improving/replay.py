"""Keeps what a model knows: it reads earlier texts, and the next one learns to read them alike.

The method is that of Li and Hoiem (2016), "Learning without Forgetting". Labels that people set would teach a distilled
model to read them otherwise than it does.
"""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

from app.domain.labelled import Labelled
from app.lifecycle.distil import soften
from app.settings import Settings
from model.bundle import Bundle


def write_replay(folder: Path, settings: Settings, present: Bundle, texts: Sequence[Labelled]) -> None:
    """Writes a folder of soft labels: the texts as the present model reads them."""
    from training.corpora.soft import SOFT_TEXTS, SOFT_WORDS

    manifest, said = present.manifest, list(dict.fromkeys(each.text for each in texts))
    read = soften(settings, [present.folder], said, manifest.labels, manifest.scheme, folder / "read")
    with gzip.open(folder / SOFT_TEXTS, "wt", encoding="utf-8") as lines, gzip.open(folder / SOFT_WORDS, "wb") as words:
        for text, rows in zip(read.texts, read.rows, strict=True):
            lines.write(json.dumps({"text": text, "words": len(rows)}) + "\n")
            words.write(rows.tobytes())
