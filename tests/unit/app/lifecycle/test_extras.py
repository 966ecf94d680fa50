"""What is said where a library of an optional part is missing."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from app.errors import NotInstalled
from app.lifecycle.extras import aws_extra, quiet, training_extra


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        (
            training_extra,
            "no_such_library is not installed: in a checkout, `pip install '.[train]'` installs it; "
            "the training image has it (docker/training.Dockerfile)",
        ),
        (aws_extra, "no_such_library is not installed: in a checkout, `pip install '.[aws]'` installs it"),
    ],
)
def test_a_missing_library_is_named_with_how_to_install_it(
    extra: Callable[[], AbstractContextManager[None]], message: str
) -> None:
    with pytest.raises(NotInstalled) as raised, extra():
        import no_such_library  # type: ignore[import-not-found]  # noqa: F401 (it is missing on purpose)
    assert str(raised.value) == message


def test_what_libraries_log_is_shown_only_if_they_fail(capfd: pytest.CaptureFixture[str]) -> None:
    with quiet():
        os.write(2, b"I0000 oneDNN custom operations are on\n")
    assert capfd.readouterr().err == ""
    with pytest.raises(ImportError):
        _fail_to_load()
    assert capfd.readouterr().err == "no such symbol\n"
    os.write(2, b"back\n")
    assert capfd.readouterr().err == "back\n"


def _fail_to_load() -> None:
    with quiet():
        os.write(2, b"no such symbol\n")
        raise ImportError
