"""Stages the source of a training job: this project's packages, a script that starts the job, and the lock file."""

import shutil
from importlib.util import find_spec
from pathlib import Path

SCRIPT = "training_job.py"
_SCRIPT = '"""Starts the training job."""\n\nfrom app.lifecycle.sagemaker.job import main\n\nmain()\n'
# A training does not use the shipped model.
_LEFT_OUT = ("__pycache__", "*.pyc", "bundles")
# The classic toolkit would itself install a file that is named requirements.txt.
_LOCK, _STAGED_LOCK = "requirements.txt", "requirements.lock"


def stage_source(folder: Path) -> None:
    """Copies the source from a checkout, or from the installed package, into an empty folder."""
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
