"""The engine for CPUs: CTranslate2 on the bundle's int8 weights, exact where int8 is not sure."""

import platform
from collections.abc import Sequence
from pathlib import Path

import ctranslate2
import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from app.extraction.ctranslate2_model import model_files
from model.bundle import TOKENIZER, WEIGHTS, Bundle
from model.decode import closeness
from model.weights import load
from model.windows import Window

Rows = NDArray[np.float32]


class CTranslate2Tagger:
    """Multiplies in int8, and reads a window again in float32 where int8 rounding could have decided a tag.

    That is where the two likeliest tags of a token are closer than the bundle's `margin` (difference of their log
    probabilities), which was fitted so that the tags are those of the reference (training.precision). Without a
    margin, and on x86 processors without VNNI, whose int8 products saturate, everything is float32. Sequences are
    packed: padding is not computed.
    """

    name = "ctranslate2"
    budget = 512

    def __init__(self, bundle: Bundle, threads: int, margin: float | None = None) -> None:
        """`margin` in place of the bundle's, for measurements; 0 trusts int8 everywhere."""
        weights = load(bundle.path(WEIGHTS))
        tokenizer = Tokenizer.from_file(str(bundle.path(TOKENIZER)))
        files = model_files(weights, bundle.manifest.encoder["shape"], tokenizer.get_vocab())
        precision = bundle.manifest.precision
        self.margin = margin if margin is not None else precision.margin if precision and has_int8() else None
        self.threads = threads
        self._kernel = weights["head.kernel"].astype(np.float32)
        self._bias = weights["head.bias"].astype(np.float32)
        self._exact = self._encoder(files, "float32") if self.margin != 0 else None
        self._fast = self._encoder(files, "int8") if self.margin is not None else None

    def tag(self, windows: Sequence[Window]) -> list[Rows]:
        if not windows:
            return []
        if self._fast is None or self.margin is None:
            return self._run(self._exact, windows)
        rows = self._run(self._fast, windows)
        margin = self.margin
        if unsure := [n for n, each in enumerate(rows) if closeness(each) < margin]:
            for number, each in zip(unsure, self._run(self._exact, [windows[n] for n in unsure]), strict=True):
                rows[number] = each
        return rows

    def close(self) -> None:
        """CTranslate2 frees its memory with the object."""

    def _encoder(self, files: dict[str, bytes], compute_type: str) -> ctranslate2.Encoder:
        return ctranslate2.Encoder(
            "bundle", "cpu", compute_type=compute_type, inter_threads=self.threads, intra_threads=1, files=files
        )

    def _run(self, encoder: ctranslate2.Encoder, windows: Sequence[Window]) -> list[Rows]:
        output = encoder.forward_batch([window.ids.tolist() for window in windows])
        hidden = np.asarray(output.last_hidden_state)
        rows = np.concatenate([hidden[row, window.positions] for row, window in enumerate(windows)])
        logits = rows @ self._kernel + self._bias
        logits -= logits.max(axis=1, keepdims=True)
        np.exp(logits, out=logits)
        logits /= logits.sum(axis=1, keepdims=True)
        return np.split(logits, np.cumsum([len(window.positions) for window in windows])[:-1])


def has_int8() -> bool:
    """Whether int8 products are exact here: not on x86 without VNNI, which adds two of them in 16 bits.

    There, with the margin of machines that have it, tags agreed on 99.2 % where they do on 99.6 %.
    """
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return True
    processor = Path("/proc/cpuinfo")
    return not processor.exists() or "vnni" in processor.read_text()
