"""A test that takes long without its mark is named."""

import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest


def burn():
    sum(range(10**7))


def test_quick():
    pass


def test_long():
    burn()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.slow
def test_marked():
    burn()
"""


@pytest.mark.large
def test_a_long_test_that_is_not_marked_fails(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    call = [sys.executable, "-m", "pytest", "-q", "-p", "tests.limits", "--most-seconds", "0.05", str(tmp_path)]
    ran = subprocess.run(call, capture_output=True, text=True, check=False)
    assert "1 failed, 2 passed" in ran.stdout
    assert "test_long" in ran.stdout
    assert "processor seconds, of 0.05: shorten it, or mark it `slow`" in ran.stdout
