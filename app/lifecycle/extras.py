"""Libraries that only some installations have."""

import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from app.errors import NotInstalled


def load_keras() -> None:
    """Loads Keras and its backend, which takes seconds, without the lines that they log."""
    with training_extra(), quiet():
        importlib.import_module("training.network.classifier")


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps what libraries write to standard error to itself, below Python too, and shows it if the work fails.

    TensorFlow logs whatever its settings say until it is loaded.
    """
    sys.stderr.flush()
    stderr = os.dup(2)
    with tempfile.TemporaryFile() as said:
        os.dup2(said.fileno(), 2)
        try:
            yield
        except BaseException:
            said.seek(0)
            with os.fdopen(os.dup(stderr), "wb") as shown:
                shutil.copyfileobj(said, shown)
            raise
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)


@contextmanager
def training_extra() -> Iterator[None]:
    """Raises NotInstalled, which says how to install it, when a library of training is missing."""
    # TensorFlow reads it when it is loaded: errors alone are shown.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        yield
    except ModuleNotFoundError as error:
        # The image of the service leaves the package out; its parts have no meaning for who reads the message.
        name = "training" if (error.name or "").startswith("training.") else error.name
        raise NotInstalled(name, "train", "the training image has it (docker/training.Dockerfile)") from error


@contextmanager
def aws_extra() -> Iterator[None]:
    """Raises NotInstalled, which says how to install it, when SageMaker's SDK is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise NotInstalled(error.name, "aws") from error
