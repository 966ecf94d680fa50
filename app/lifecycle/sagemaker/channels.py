"""The channels of a training job: labelled texts and encoder, in S3 or sent there by the SDK."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from app.aws import S3Place, aws_client, aws_errors, is_in_s3
from app.errors import SettingsError
from training.corpora.dataset import split_files, split_of_name
from training.sagemaker.contract import ENCODER, PARTIAL


def data_channels(data: str, region: str | None) -> dict[str, str]:
    """Channel and place of each split: a file of this machine, or what lies under a prefix in S3.

    One file for all splits is the channel `train` alone. Raises SettingsError for a place without training texts, and
    CorpusError as training.corpora.dataset.split_files does.
    """
    if is_in_s3(data):
        return _in_s3(data, region)
    path = Path(data)
    if path.is_dir():
        return {split: str(file) for split, file in split_files(path).items()}
    if not path.is_file():
        raise SettingsError(f"{data}: no such file; expected labelled texts: a file, a folder or s3://BUCKET/PREFIX")
    return {"train": data}


def encoder_channel(encoder: str) -> dict[str, str]:
    """The folder of a BERT checkpoint; other encoders are found by their name."""
    return {ENCODER: encoder} if Path(encoder).is_dir() else {}


def partial_channel(partial: Sequence[str], folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The channel, its files gathered in `folder`, and the hyperparameter that names them. Raises SettingsError."""
    if not partial:
        return {}, {}
    names = []
    folder.mkdir()
    for each in partial:
        path, equals, labels = each.partition("=")
        target = folder / Path(path).name
        if not Path(path).is_file() or target.exists():
            wrong = "another file has that name" if target.exists() else "no such file"
            raise SettingsError(f"partial {path}: {wrong}; expected files of this machine with different names")
        shutil.copyfile(path, target)
        names.append(f"{target.name}{equals}{labels}")
    return {PARTIAL: str(folder)}, {PARTIAL: json.dumps(names)}


def _in_s3(place: str, region: str | None) -> dict[str, str]:
    """Folders and files by the names of the splits; an object of that very name holds all."""
    there = S3Place.parse(place.rstrip("/"), "DATA")
    prefix = there.key
    with aws_errors(SettingsError, place):
        keys = list(there.keys(aws_client("s3", region)))
    if prefix in keys:
        return {"train": place}
    root = f"{prefix}/" if prefix else ""
    found: dict[str, str] = {}
    for key in (key for key in keys if key.startswith(root)):
        name, folder, _ = key.removeprefix(root).partition("/")
        if split := split_of_name(name):
            uri = str(S3Place(there.bucket, f"{root}{name}{folder}"))
            if found.setdefault(split, uri) != uri:
                raise SettingsError(f"{found[split]} and {uri} are both for {split}")
    if "train" not in found:
        raise SettingsError(
            f"{place}: expected train/ and validation/, or files of such names; found {len(keys)} objects"
        )
    return found
