"""Limits the memory of a test process: `--most-memory`, in MB; 0 means no limit."""

import os
import resource
import sys

import pytest

# For the workers and for what tests start: glibc gives a freed network of 100 MB back to the system at once.
os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(2**20))
_UNIT = 1 if sys.platform == "darwin" else 1024
_SAID = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--most-memory", type=int, default=0, metavar="MB", help="fail where a process takes more")


def peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT / 2**20


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Fails the test that went beyond the limit, and none of those that follow it."""
    most, taken = item.config.option.most_memory, peak()
    if most and taken > most and _SAID not in item.config.stash:
        item.config.stash[_SAID] = True
        pytest.fail(f"this process has taken {taken:.0f} MB; --most-memory allows {most}", pytrace=False)
