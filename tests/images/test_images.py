"""The container images are built, started and asked, as `make images` does."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.parts import require

ROOT = Path(__file__).resolve().parents[2]
# No process and no mount outlives the namespaces.
ISOLATED = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]


@pytest.mark.timeout(1800)
def test_the_images_are_built_and_answer() -> None:
    """What was measured is in build/images.log.

    The image with TensorFlow takes minutes, so only `make images` builds it.
    """
    parts = os.geteuid() == 0 and all(map(shutil.which, ("buildah", "debootstrap", "unshare")))
    require("root, with Debian's packages buildah, debootstrap and util-linux", parts)
    log = ROOT / "build" / "images.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w") as out:
        call = [*ISOLATED, sys.executable, "-m", "tests.images", "build/images", "--without-tensorflow"]
        ran = subprocess.run(call, cwd=ROOT, stdout=out, stderr=out)
    assert ran.returncode == 0, log.read_text()
