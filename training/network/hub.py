"""Checkpoints of the Hugging Face hub."""

import re
from pathlib import Path

from training.errors import EncoderError

_ID = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?(@[\w./-]+)?")
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
# Seconds that an answer of the hub may take.
_PATIENCE = 10


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
    fault = _fault(repository, revision or None)
    try:
        return Path(
            snapshot_download(
                repository,
                revision=revision or None,
                allow_patterns=_FILES,
                etag_timeout=_PATIENCE,
                local_files_only=bool(fault),
            )
        )
    except LocalEntryNotFoundError as error:
        detail = "no such folder, not in the cache, and the hub is not reached"
        reason = fault or _line(error.__cause__ or error)
        raise EncoderError(f"encoder {source}: {detail}: {where}: {reason}") from error
    except HfHubHTTPError as error:
        raise EncoderError(f"encoder {source}: no such folder, and {where} does not give it: {_line(error)}") from error
    except Exception as error:  # what breaks on the way has no common class in the hub's client
        raise EncoderError(f"encoder {source}: {where}: {_line(error)}") from error


def _fault(repository: str, revision: str | None) -> str:
    """Why the hub cannot be asked, or nothing: snapshot_download itself waits for a silent one without end."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    try:
        HfApi().repo_info(repository, revision=revision, timeout=_PATIENCE)
    except HfHubHTTPError:
        return ""  # an answer, for snapshot_download to understand
    except Exception as error:  # as above; the caller reports it, unless the cache has what is wanted
        return _line(error)
    return ""


def _line(error: BaseException) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:200]
