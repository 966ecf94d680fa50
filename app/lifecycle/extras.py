"""Libraries that only some installations have."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import NotInstalled


@contextmanager
def training_extra() -> Iterator[None]:
    """Raises NotInstalled, which says how to install it, when a library of training is missing."""
    # TensorFlow reads it when it is loaded: errors alone are shown.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        yield
    except ModuleNotFoundError as error:
        raise NotInstalled(error.name, "train", "the training image has it (docker/training.Dockerfile)") from error


@contextmanager
def aws_extra() -> Iterator[None]:
    """Raises NotInstalled, which says how to install it, when SageMaker's SDK is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise NotInstalled(error.name, "aws") from error
