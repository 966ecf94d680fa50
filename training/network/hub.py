"""Fetches checkpoints from the Hugging Face hub."""

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
_TIMEOUT_SECONDS = 10


def fetch(source: str) -> Path:
    """Returns the folder of a checkpoint `name`, `team/name` or `team/name@revision`, from the cache or the hub.

    Raises EncoderError when the hub does not have the checkpoint, refuses it, or cannot be reached.
    """
    if not _ID.fullmatch(source):
        raise EncoderError(f"encoder {source}: expected an existing folder or an id such as bert-base-cased")
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
                etag_timeout=_TIMEOUT_SECONDS,
                local_files_only=bool(fault),
            )
        )
    except LocalEntryNotFoundError as error:
        detail = "no such folder, not in the cache, and the hub cannot be reached"
        reason = fault or _line(error.__cause__ or error)
        raise EncoderError(f"encoder {source}: {detail}: {where}: {reason}") from error
    except HfHubHTTPError as error:
        raise EncoderError(f"encoder {source}: no such folder, and {where} refuses it: {_line(error)}") from error
    except Exception as error:  # the hub's client has no common class for network failures
        raise EncoderError(f"encoder {source}: {where}: {_line(error)}") from error


def _fault(repository: str, revision: str | None) -> str:
    """Returns why the hub cannot be reached, or "". snapshot_download itself would wait for ever for a silent hub."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    try:
        HfApi().repo_info(repository, revision=revision, timeout=_TIMEOUT_SECONDS)
    except HfHubHTTPError:
        return ""  # the hub answers; snapshot_download handles its status
    except Exception as error:  # as above; the caller reports it if the cache lacks the checkpoint
        return _line(error)
    return ""


def _line(error: BaseException) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:200]
