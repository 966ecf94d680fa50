"""`make images`: builds and runs the images, and prints measurements. The exit status is 1 if an image is wrong.

Run in namespaces of its own (the Makefile does), so that no process and no mount outlives it, however it ends.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import httpx

from tests.images.buildah import Buildah
from tests.images.building import build, build_base
from tests.images.engines import try_engines, try_tensorflow
from tests.images.running import ImageFault
from tests.images.trying import Figures, try_hosting, try_read_only, try_service

SERVICE, HOSTING = "localhost/itemgraph:latest", "localhost/itemgraph-sagemaker:latest"
TENSORFLOW = "localhost/itemgraph-tensorflow:latest"

Attempt = Callable[[Buildah, str, Path], Figures]


def main(folder: Path, without_tensorflow: bool) -> None:
    """Builds and tries all images, or all but the one with TensorFlow, which takes minutes.

    Raises ImageFault, or SubprocessError when a step of the build fails.
    """
    buildah = Buildah(folder)
    begun = time.monotonic()
    base = build_base(buildah)
    _print("base", f"{buildah.size(base) / 1e6:.0f} MB, {time.monotonic() - begun:.0f} s")
    for image, target in ((SERVICE, "service"), (HOSTING, "sagemaker")):
        begun = time.monotonic()
        # The service is the last stage, so a build without a target builds it.
        build(buildah, base, image, *([] if image == SERVICE else [f"--target={target}"]))
        _print(f"{target}: build", f"{buildah.size(image) / 1e6:.0f} MB, {time.monotonic() - begun:.0f} s")
    _try_all(buildah, [(try_service, SERVICE), (try_read_only, SERVICE), (try_hosting, HOSTING)])
    if not without_tensorflow:
        begun = time.monotonic()
        build(buildah, base, TENSORFLOW, file="tensorflow.Dockerfile")
        _print("tensorflow: build", f"{buildah.size(TENSORFLOW) / 1e6:.0f} MB, {time.monotonic() - begun:.0f} s")
        _try_all(buildah, [(try_tensorflow, TENSORFLOW), (partial(try_engines, SERVICE), TENSORFLOW)])


def _try_all(buildah: Buildah, attempts: Sequence[tuple[Attempt, str]]) -> None:
    for attempt, image in attempts:
        with tempfile.TemporaryDirectory() as scratch:
            for name, figure in attempt(buildah, image, Path(scratch)):
                _print(name, figure)


def _print(name: str, figure: str) -> None:
    print(f"{name:<28} {figure}", flush=True)


def _fail(reason: str) -> None:
    print(f"error: {reason}", file=sys.stderr)
    sys.exit(1)


if __name__ == "__main__":
    if os.geteuid() or not all(map(shutil.which, ("buildah", "debootstrap", "unshare"))):
        _fail("needs root, buildah, debootstrap and unshare (Debian's packages buildah, debootstrap, util-linux)")
    try:
        main(Path(sys.argv[1]).resolve(), "--without-tensorflow" in sys.argv)
    except (ImageFault, subprocess.SubprocessError, httpx.HTTPError) as fault:
        _fail(f"{type(fault).__name__}: {fault}")
