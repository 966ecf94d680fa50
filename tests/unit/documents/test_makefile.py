"""`make help` names every target."""

import re
import subprocess

from tests.documents import ROOT


def test_help_lists_every_target() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):(?!=)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    said = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[0] for line in said.splitlines()} == targets
    assert targets >= {"run", "test", "check", "docs"}
