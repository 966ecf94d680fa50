"""The bill of materials and the audit cover the packages of the image that serves."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
DOCKERFILE = (ROOT / "docker" / "app.Dockerfile").read_text("utf-8")
LOCK = (ROOT / "requirements" / "serve.txt").read_text("utf-8")


def recipe(target: str) -> str:
    found = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", MAKEFILE, re.MULTILINE)
    assert found
    return found.group(1)


def test_both_read_the_lock_that_the_image_installs() -> None:
    installed, *_ = re.findall(r"--require-hashes -r (\S+)", DOCKERFILE)
    assert installed in recipe("sbom")
    assert installed in recipe("audit")


def test_every_package_is_pinned_with_hashes() -> None:
    pins = [line for line in LOCK.splitlines() if line and line[0] not in " #"]
    assert len(pins) > 40
    assert [pin for pin in pins if not re.match(r"[\w.-]+==[^ ]+ .*\\$", pin)] == []


def test_the_server_brings_nothing_that_it_does_not_use() -> None:
    unused = {"httptools", "watchfiles", "websockets", "setproctitle"}
    assert unused & set(re.findall(r"^([\w.-]+)==", LOCK, re.MULTILINE)) == set()
