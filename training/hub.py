"""Checkpoints of the Hugging Face hub."""

import re
from pathlib import Path

from training.errors import EncoderError

_ID = re.compile(r"[\w.-]+(/[\w.-]+)?(@[\w./-]+)?")
_FILES = [
    "config.json",
    "model.safetensors",
    "model.safetensors.index.json",
    "model-*.safetensors",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.txt",
]


def fetch(source: str) -> Path:
    """The folder of a checkpoint `name`, `team/name` or `team/name@revision`: from the cache, else fetched.

    Raises EncoderError when the hub does not have it, does not give it, or is not reached.
    """
    if not _ID.fullmatch(source):
        raise EncoderError(f"encoder {source}: neither a folder that exists nor an id such as bert-base-cased")
    from huggingface_hub import constants, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    repository, _, revision = source.partition("@")
    where = f"{constants.ENDPOINT}/{repository}"
    try:
        return Path(snapshot_download(repository, revision=revision or None, allow_patterns=_FILES, etag_timeout=10))
    except LocalEntryNotFoundError as error:
        detail = "no such folder, not in the cache, and the hub is not reached"
        raise EncoderError(f"encoder {source}: {detail}: {where}") from error
    except HfHubHTTPError as error:
        said = " ".join(str(error).split())[:200]
        raise EncoderError(f"encoder {source}: no such folder, and {where} does not give it: {said}") from error
    except OSError as error:
        raise EncoderError(f"encoder {source}: {where}: {error}") from error
