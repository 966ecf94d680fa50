"""`python -m training.sagemaker.entry train`: a training job inside of a container, whatever started it.

SageMaker's toolkits (the classic one and the driver of the SDK's version 3) run the staged source; an image of one's
own has all packages and is started with the argument `train`. Standard library only, until the packages are there.
"""

import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import deque
from pathlib import Path
from types import FrameType
from typing import IO

from training.sagemaker.contract import ContractError, Places, to_arguments

_REPORT = ("report.html", "report.json", "classification_report.csv")
_LAST_LINES = 12
_STOPPED = tuple(128 + each for each in (signal.SIGINT, signal.SIGTERM))


def main() -> None:
    """Runs the job of this container, and exits as SageMaker wants it: 0, or else with the reason in its file."""
    places = Places.of(os.environ)
    try:
        status, said = _run(places)
    except (ContractError, OSError) as error:
        status, said = 1, f"error: {error}"
        print(said, file=sys.stderr, flush=True)  # noqa: T201
    # A job that was stopped did not fail: SageMaker starts it again, and it goes on from its checkpoint.
    if status and status not in _STOPPED:
        places.fail(said)
    sys.exit(status)


def _run(places: Places) -> tuple[int, str]:
    with tempfile.TemporaryDirectory(prefix="itemgraph-") as made:
        work = Path(made)
        arguments = to_arguments(places, work)
        status, said = _install(Path(sys.argv[0]).resolve().parent / "requirements.lock")
        if status:
            return status, said
        status, said = _call("-m", "app.cli", "train", *arguments)
        if not status:
            _hand_over(places, work / "bundle")
        return status, said


def _install(requirements: Path) -> tuple[int, str]:
    """The locked packages that the container lacks; an image of one's own has no such file."""
    if not requirements.is_file():
        return 0, ""
    return _call("-m", "pip", "install", "--quiet", "--no-deps", "--require-hashes", "-r", str(requirements))


def _hand_over(places: Places, bundle: Path) -> None:
    """The bundle, with the code of the stock serving container, becomes the model; the report goes beside it too."""
    importlib.invalidate_caches()
    from training.sagemaker.archive import add_code

    places.model.mkdir(parents=True, exist_ok=True)
    shutil.copytree(bundle, places.model, dirs_exist_ok=True)
    if (places.model / "saved_model").is_dir():
        add_code(places.model)
    places.output.mkdir(parents=True, exist_ok=True)
    for name in _REPORT:
        shutil.copyfile(bundle / name, places.output / name)


def _call(*arguments: str) -> tuple[int, str]:
    """Runs Python, passes on what it says and the signals that come; its exit status and its last lines."""
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    environ = {**os.environ, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(  # noqa: S603 (our own arguments)
        [sys.executable, *arguments], env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:

        def forward(number: int, _: FrameType | None) -> None:
            process.send_signal(number)

        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, forward)
        assert process.stdout
        said = _pass_on(process.stdout)
    # The shell's way to say that a signal ended it.
    return (process.returncode if process.returncode >= 0 else 128 - process.returncode), said


def _pass_on(lines: IO[bytes]) -> str:
    last: deque[bytes] = deque(maxlen=_LAST_LINES)
    for line in lines:
        sys.stdout.buffer.write(line)
        sys.stdout.flush()
        last.append(line)
    said = b"".join(last).decode("utf-8", "replace")
    # The command's own error is its last line; anything else needs what stands around it.
    return said[at:] if (at := ("\n" + said).rfind("\nerror: ")) >= 0 else said


if __name__ == "__main__":
    main()
