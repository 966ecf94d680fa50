"""Lets teachers label texts: the mean of their probabilities for each word."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.errors import SettingsError
from app.lifecycle.measures.assess import opened
from app.settings import Settings
from model.bundle import Bundle, read_bundle
from model.tags import SchemeName

if TYPE_CHECKING:
    from training.corpora.soft import Rows, SoftTexts

_TEXTS_OF_A_FILE = 512


def soften(
    settings: Settings,
    teachers: Sequence[Path],
    texts: Sequence[str],
    labels: Sequence[str],
    scheme: SchemeName,
    folder: Path,
) -> "SoftTexts":
    """Returns the texts as the teachers label them together. `folder` keeps the result, so that nothing is read twice.

    Raises SettingsError when a teacher has other labels, another tag scheme or other words, and BundleError.
    """
    from training.corpora.soft import SoftTexts

    bundles = [read_bundle(each) for each in teachers]
    for bundle in bundles:
        _check(bundle, labels, scheme)
    folder.mkdir(parents=True, exist_ok=True)
    groups = [texts[at : at + _TEXTS_OF_A_FILE] for at in range(0, len(texts), _TEXTS_OF_A_FILE)]
    sums: list[NDArray[np.float32]] = []
    for bundle in bundles:
        read = _labelled(settings, bundle, groups, folder)
        sums = [each + other for each, other in zip(sums, read, strict=True)] if sums else list(read)
    return SoftTexts(", ".join(each.model for each in bundles), tuple(texts), tuple(_means(sums, len(bundles))))


def _labelled(
    settings: Settings, bundle: Bundle, groups: Sequence[Sequence[str]], folder: Path
) -> Iterator[NDArray[np.float32]]:
    """Yields the probabilities of each text's words, from the folder where it has them."""
    places = [folder / f"{_digest(bundle, group)}.npz" for group in groups]
    if not all(place.is_file() for place in places):
        with opened(settings, bundle) as extractor:
            for group, place in zip(groups, places, strict=True):
                if not place.is_file():
                    _keep(place, [each.probabilities for each in extractor.tag_texts(group)])
    for place in places:
        with np.load(place) as kept:
            words = kept["words"].astype(np.float32)
            yield from np.split(words, np.cumsum(kept["counts"])[:-1])


def _keep(place: Path, rows: Sequence[NDArray[np.float32]]) -> None:
    partial = place.with_suffix(".partial.npz")
    np.savez(partial, words=np.concatenate(rows).astype(np.float16), counts=[len(each) for each in rows])
    partial.replace(place)


def _means(sums: Sequence[NDArray[np.float32]], count: int) -> Iterator["Rows"]:
    from training.corpora.soft import to_bytes

    return (to_bytes(each / count) for each in sums)


def _check(bundle: Bundle, labels: Sequence[str], scheme: SchemeName) -> None:
    manifest = bundle.manifest
    if list(manifest.labels) != list(labels) or manifest.scheme != scheme:
        detail = f"{', '.join(manifest.labels)} in {manifest.scheme}; expected {', '.join(labels)} in {scheme}"
        raise SettingsError(f"teacher {bundle.folder}: its labels are {detail}, as in the training texts")


def _digest(bundle: Bundle, texts: Sequence[str]) -> str:
    """Identifies a teacher together with texts."""
    digest = hashlib.sha256(bundle.digest.encode())
    for text in texts:
        digest.update(hashlib.sha256(text.encode("utf-8", "replace")).digest())
    return digest.hexdigest()[:32]
