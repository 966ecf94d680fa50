"""Builds the base and the images on top of it."""

import os
import shutil
import subprocess
import sys
import zlib
from ast import literal_eval
from pathlib import Path

from tests.images.buildah import Buildah

ROOT = Path(__file__).resolve().parents[2]
# Has the oldest Python that the service supports.
SUITE = "bookworm"
PACKAGES = "python3,python3-venv,python-is-python3,ca-certificates"
# The files that slim images leave out too.
NEEDLESS = (
    "usr/share/doc",
    "usr/share/man",
    "usr/share/locale",
    "usr/share/info",
    "var/cache/apt",
    "var/lib/apt/lists",
)
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")


def build_base(buildah: Buildah) -> str:
    """Returns the name of the base image. The first call builds it and keeps it in buildah's storage."""
    image = f"localhost/itemgraph-base:{SUITE}-{zlib.crc32(PACKAGES.encode()):x}"
    if not buildah.has(image):
        folder = buildah.folder / "base"
        shutil.rmtree(folder, ignore_errors=True)
        try:
            _install(folder)
            container = buildah.call("from", "scratch")
            buildah.call("add", "--quiet", container, folder, "/", seconds=300)
            buildah.call("commit", "--quiet", "--rm", container, image, seconds=300)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return image


def _install(folder: Path) -> None:
    call = ["debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, str(folder)]
    done = subprocess.run(call, capture_output=True, text=True, timeout=900)
    if done.returncode:
        print(done.stdout[-3000:], done.stderr, sep="\n")
    done.check_returncode()
    for name in NEEDLESS:
        for entry in (folder / name).iterdir():
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()


def build(buildah: Buildah, base: str, image: str, *options: str, file: str = "app.Dockerfile") -> None:
    """Builds a Dockerfile on the base, with `options` such as `--target NAME`."""
    volumes = [f"--volume={source}:{target}:ro" for source, target in _for_pip(buildah.folder).items()]
    words = ("--layers", "--network=host", f"--build-arg=PYTHON={base}", f"--file=docker/{file}")
    buildah.call("bud", *words, *volumes, *options, f"--tag={image}", ROOT, seconds=1800)


def _for_pip(folder: Path) -> dict[Path, Path]:
    """Returns the files that pip needs to reach its registry like this machine, and where pip looks for them."""
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True)
    # For example: global.cert='/etc/ssl/…' or :env:.timeout='180'; settings for a single command are left out.
    settings = [line.partition(".")[2] for line in listed.stdout.splitlines() if line.startswith(("global.", ":env:."))]
    pairs = dict(setting.partition("=")[::2] for setting in settings)
    lines = [
        f"{name} = {' '.join(literal_eval(value).split())}"
        for name, value in pairs.items()
        if name not in ("cert", "find-links")
    ]
    (folder / "pip.conf").write_text("\n".join(["[global]", f"cert = {CERTIFICATES}", *lines, ""]))
    bundle = Path(os.environ.get("PIP_CERT") or os.environ.get("SSL_CERT_FILE") or CERTIFICATES)
    return {folder / "pip.conf": Path("/etc/pip.conf"), bundle: CERTIFICATES}
