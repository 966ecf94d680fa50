"""The source that a training job runs: the installed packages, a script that starts them, and their lock."""

import shutil
from importlib.util import find_spec
from pathlib import Path

SCRIPT = "training_job.py"
_SCRIPT = '"""Starts the training job."""\n\nfrom app.lifecycle.sagemaker.job import main\n\nmain()\n'
# The shipped model is no part of a training.
_LEFT_OUT = ("__pycache__", "*.pyc", "bundles")
# Under another name, since the classic toolkit would resolve what it finds as requirements.txt.
_LOCK, _STAGED_LOCK = "requirements.txt", "requirements.lock"


def stage_source(folder: Path) -> None:
    """Fills an empty folder, from a checkout or from what pip installed."""
    for package in ("app", "model", "training"):
        spec = find_spec(package)
        assert spec
        assert spec.origin
        root = Path(spec.origin).parent
        shutil.copytree(root, folder / root.name, ignore=_leave_out)
    shutil.move(folder / "training" / "sagemaker" / _LOCK, folder / _STAGED_LOCK)
    (folder / SCRIPT).write_text(_SCRIPT, "utf-8")


def _leave_out(folder: str, names: list[str]) -> set[str]:
    left = shutil.ignore_patterns(*_LEFT_OUT)(folder, names)
    return {name for name in left if name != "bundles" or Path(folder).name == "model"}
