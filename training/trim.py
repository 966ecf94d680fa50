"""Leaves out of a bundle what texts in Latin letters do not need, so that it is smaller and tags them alike.

These are the word pieces with letters of other scripts, the reserved pieces of BERT's vocabulary, and the positions
behind the longest window. Words in other scripts then all read as unknown.
"""

import json
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.bundle import TOKENIZER, WEIGHTS, Bundle, read_bundle, seal
from model.weights import SCALE, load, save
from training.folders import new_folder

Arrays = dict[str, NDArray[np.generic]]

_WORDS, _POSITIONS = "embeddings.words", "embeddings.positions"
# The beginnings of Unicode's names of the letters to keep: Latin and Greek, and signs such as µ, º and ².
_KEPT_LETTERS = ("LATIN", "GREEK", "MICRO", "FEMININE", "MASCULINE", "SUPERSCRIPT", "MODIFIER")


def trim(bundle: Bundle, folder: Path) -> Bundle:
    """Writes a smaller copy of a bundle with compact weights, without its report and SavedModel, to a new folder."""
    tokenizer = json.loads(bundle.path(TOKENIZER).read_text("utf-8"))
    kept = _kept_pieces(tokenizer)
    weights = load(bundle.path(WEIGHTS))
    manifest = bundle.manifest
    shape = {**manifest.encoder["shape"], "vocabulary": len(kept), "positions": manifest.window}
    encoder = {**manifest.encoder, "shape": shape}
    with new_folder(folder) as place:
        text = json.dumps(_renumbered(tokenizer, kept), ensure_ascii=False, separators=(",", ":"))
        (place / TOKENIZER).write_text(text + "\n", "utf-8")
        save(place / WEIGHTS, _fewer_rows(weights, list(kept.values()), manifest.window))
        seal(place, manifest.model_copy(update={"encoder": encoder}))
    return read_bundle(folder)


def _kept_pieces(tokenizer: Mapping[str, Any]) -> dict[str, int]:
    """Returns the pieces to keep with their numbers, in order of number."""
    special = {each["content"] for each in tokenizer["added_tokens"]}
    pieces = sorted(tokenizer["model"]["vocab"].items(), key=lambda item: item[1])
    return {piece: number for piece, number in pieces if piece in special or _is_needed(piece)}


def _is_needed(piece: str) -> bool:
    letters = (each for each in piece if unicodedata.category(each).startswith("L"))
    return not piece.startswith("[unused") and all(
        unicodedata.name(each, "").startswith(_KEPT_LETTERS) for each in letters
    )


def _renumbered(tokenizer: Mapping[str, Any], kept: Mapping[str, int]) -> dict[str, Any]:
    numbers = {piece: number for number, piece in enumerate(kept)}
    added = [{**each, "id": numbers[each["content"]]} for each in tokenizer["added_tokens"]]
    # The processor adds [CLS] and [SEP] by number. The service adds them itself (`model.windows`).
    plain = {"added_tokens": added, "post_processor": None, "truncation": None, "padding": None}
    return {**tokenizer, **plain, "model": {**tokenizer["model"], "vocab": numbers}}


def _fewer_rows(weights: Arrays, words: list[int], positions: int) -> Arrays:
    rows: dict[str, Any] = {_WORDS: words, _WORDS + SCALE: words, _POSITIONS: slice(positions)}
    return {name: values[rows[name]] if name in rows else values for name, values in weights.items()}
