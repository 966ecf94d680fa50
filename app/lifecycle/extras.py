"""Libraries that only some installations have."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import SettingsError


@contextmanager
def training_extra() -> Iterator[None]:
    """Names the extra when a library of training is missing."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        yield
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"{error.name} is not installed; `make train-deps` or `pip install 'itemgraph[train]'`"
        ) from error


@contextmanager
def aws_extra() -> Iterator[None]:
    """Names the extra when boto3 is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise SettingsError(f"{error.name} is not installed; `pip install 'itemgraph[aws]'`") from error
