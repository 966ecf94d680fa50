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
    """Loads Keras and its backend without their log lines. This takes seconds."""
    with training_extra(), quiet():
        importlib.import_module("training.network.classifier")


@contextmanager
def quiet() -> Iterator[None]:
    """Holds back standard error, also that of C libraries, and shows it only if the work fails.

    While TensorFlow loads, it logs regardless of its settings.
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
    """Raises NotInstalled with installation advice when a library of training is missing."""
    # TensorFlow reads the level while it loads: 3 shows errors only.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        yield
    except ModuleNotFoundError as error:
        # The image of the service does not contain the package, and a reader does not know the modules in it.
        name = "training" if (error.name or "").startswith("training.") else error.name
        raise NotInstalled(name, "train", "the training image has it (docker/training.Dockerfile)") from error


@contextmanager
def aws_extra() -> Iterator[None]:
    """Raises NotInstalled with installation advice when SageMaker's SDK is missing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise NotInstalled(error.name, "aws") from error
