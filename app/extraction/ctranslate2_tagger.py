"""Implements the tagger for CPUs: CTranslate2 on int8 weights, and on float32 where int8 is uncertain."""

import platform
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import ctranslate2
import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from app.extraction.ctranslate2_model import model_files
from model.bundle import TOKENIZER, WEIGHTS, Bundle, Manifest
from model.decode import doubts
from model.errors import BundleError
from model.weights import load
from model.windows import Window

Rows = NDArray[np.float32]
Mode = Literal["both", "int8", "float32"]

# Word pieces of one pass. Larger passes are slower: the data between two layers leaves the processor's cache, and
# attention, which is not packed, computes padding.
_PIECES_OF_A_PASS = 128
_MACHINE = platform.machine()
_NOTHING = np.empty((0, 0), dtype=np.float32)


class CTranslate2Tagger:
    """Computes in int8, and computes a window again in float32 if int8 rounding has probably changed its tags.

    That probability is estimated from the leads of the likeliest tags. The bundle's `quantization` holds the limit,
    which was fitted so that the tags agree with the reference (`training.evaluation.quantization`). Without it
    everything is float32, and also on x86 processors without VNNI, whose int8 products saturate. Sequences are packed:
    padding is not computed.
    """

    name = "ctranslate2"
    budget = 512

    def __init__(self, bundle: Bundle, threads: int, mode: Mode | None = None) -> None:
        """`mode` overrides the choice by bundle and processor, for measurements."""
        if bundle.needs_tensorflow:
            raise BundleError(f"{bundle.folder}: its encoder runs on TensorFlow alone; expected ENGINE=tensorflow")
        weights = load(bundle.path(WEIGHTS))
        tokenizer = Tokenizer.from_file(str(bundle.path(TOKENIZER)))
        files = model_files(weights, bundle.manifest.encoder["shape"], tokenizer.get_vocab())
        self.threads = threads
        self.mode: Mode = mode or mode_of(bundle.manifest, has_int8())
        self._quantization = bundle.manifest.quantization
        self._kernel = weights["head.kernel"].astype(np.float32)
        self._bias = weights["head.bias"].astype(np.float32)
        names = ("int8", "float32") if self.mode == "both" else (self.mode,)
        self._first, *self._second = (self._encoder(files, name) for name in names)

    def tag(self, windows: Sequence[Window]) -> list[Rows]:
        if not windows:
            return []
        rows = self._run(self._first, windows)
        if self._second and self._quantization:
            unsure = np.flatnonzero(doubts(rows, self._quantization.noise) > self._quantization.limit).tolist()
            if unsure:
                exact = self._run(self._second[0], [windows[n] for n in unsure])
                for number, each in zip(unsure, exact, strict=True):
                    rows[number] = each
        return rows

    def embed(self, windows: Sequence[Window]) -> list[Rows]:
        """Returns the encoder's vector of each token, that of its first piece: float32 [tokens, width] by window."""
        found: list[Rows] = [_NOTHING] * len(windows)
        for group in _by_length(windows) if windows else ():
            for number, rows in zip(group, self._vectors(self._first, [windows[n] for n in group]), strict=True):
                found[number] = rows
        return found

    def close(self) -> None:
        """Frees the networks, some 100 MB, however long this object is still referred to."""
        del self._first, self._second

    def _encoder(self, files: dict[str, bytes], compute_type: str) -> ctranslate2.Encoder:
        return ctranslate2.Encoder(
            "bundle", "cpu", compute_type=compute_type, inter_threads=self.threads, intra_threads=1, files=files
        )

    def _run(self, encoder: ctranslate2.Encoder, windows: Sequence[Window]) -> list[Rows]:
        found: list[Rows] = [_NOTHING] * len(windows)
        for group in _by_length(windows):
            for number, rows in zip(group, self._run_group(encoder, [windows[n] for n in group]), strict=True):
                found[number] = rows
        return found

    def _run_group(self, encoder: ctranslate2.Encoder, windows: Sequence[Window]) -> list[Rows]:
        logits = np.concatenate(self._vectors(encoder, windows)) @ self._kernel + self._bias
        logits -= logits.max(axis=1, keepdims=True)
        np.exp(logits, out=logits)
        logits /= logits.sum(axis=1, keepdims=True)
        return np.split(logits, np.cumsum([len(window.positions) for window in windows])[:-1])

    def _vectors(self, encoder: ctranslate2.Encoder, windows: Sequence[Window]) -> list[Rows]:
        output = encoder.forward_batch([window.ids.tolist() for window in windows])
        hidden = np.asarray(output.last_hidden_state)
        return [hidden[row, window.positions] for row, window in enumerate(windows)]


def _by_length(windows: Sequence[Window]) -> Iterator[list[int]]:
    """Groups the indices of windows of similar length, up to `_PIECES_OF_A_PASS` in a group."""
    group: list[int] = []
    pieces = 0
    for number in sorted(range(len(windows)), key=lambda n: len(windows[n].ids)):
        length = len(windows[number].ids)
        if group and pieces + length > _PIECES_OF_A_PASS:
            yield group
            group, pieces = [], 0
        group.append(number)
        pieces += length
    yield group


def mode_of(manifest: Manifest, exact_int8: bool) -> Mode:
    """Returns how a processor runs a bundle: with int8 where its products are exact and its rounding was measured."""
    return "both" if manifest.quantization and exact_int8 else "float32"


def has_int8(processor: Path = Path("/proc/cpuinfo"), machine: str = _MACHINE) -> bool:
    """Tells whether int8 products are exact on this processor.

    They are not on x86 without VNNI, which adds two products in 16 bits. There int8 alone agreed with float32 on 98.4 %
    of the tags, against 99.0 % with VNNI.
    """
    if machine.lower() not in ("x86_64", "amd64"):
        return True
    return not processor.exists() or "vnni" in processor.read_text()
