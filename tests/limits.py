"""Limits the memory of a test process, `--most-memory` in MB, and the time of a test, `--most-seconds`."""

import os
import resource
import sys
from collections.abc import Generator

import pytest

# For the workers and for what tests start: glibc gives a freed network of 100 MB back to the system at once, and keeps
# nothing that was freed for each of TensorFlow's threads.
os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", str(2**20))
os.environ.setdefault("MALLOC_ARENA_MAX", "2")
_UNIT = 1 if sys.platform == "darwin" else 1024
_SAID = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--most-memory", type=int, default=0, metavar="MB", help="fail where a process takes more")
    parser.addoption(
        "--most-seconds", type=float, default=0, metavar="S", help="fail where a test takes more of a processor"
    )


def peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT / 2**20


def spent() -> float:
    """The processor seconds of this process and of those that it waited for. They do not depend on other work."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fails the test that takes long and is not marked `slow`."""
    before = spent()
    yield
    most, taken = item.config.option.most_seconds, spent() - before
    if 0 < most < taken and not item.get_closest_marker("slow"):
        said = f"this test took {taken:.1f} processor seconds, of {most:g}: shorten it, or mark it `slow`"
        pytest.fail(said, pytrace=False)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Fails the test that went beyond the limit, and none of those that follow it."""
    most, taken = item.config.option.most_memory, peak()
    if most and taken > most and _SAID not in item.config.stash:
        item.config.stash[_SAID] = True
        pytest.fail(f"this process has taken {taken:.0f} MB; --most-memory allows {most}", pytrace=False)
