"""The channels of a training job: labelled texts and the encoder, either in S3 or uploaded by the SDK."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from app.aws import S3Place, aws_client, aws_errors, is_in_s3
from app.errors import SettingsError
from training.corpora.dataset import split_files, split_of_name
from training.sagemaker.contract import ENCODER, PARTIAL


def data_channels(data: str, region: str | None) -> dict[str, str]:
    """Returns the place of each channel, a channel per split: a file of this machine, or a prefix in S3.

    A single file for all splits is the channel `train`. Raises SettingsError for a place without training texts, and
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
    """Returns a channel if the encoder is a folder with a BERT checkpoint. A job downloads other encoders by name."""
    return {ENCODER: encoder} if Path(encoder).is_dir() else {}


def partial_channel(partial: Sequence[str], folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Copies the files into `folder`. Returns their channel and the hyperparameter with their names.

    Raises SettingsError when a file does not exist, or when two files have the same name.
    """
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
    """Finds folders and files named after splits. If `place` is the key of an object, that object has all splits."""
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
            f"{place}: expected train/ and validation/, or files with these names; found {len(keys)} other objects"
        )
    return found
