"""What the tests of a file need beyond the development environment, as markers."""

import re
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent

# A path below `tests`, or a folder of such paths, and its marker.
NEEDS = {
    "browser": "browser",
    "images": "images",
    "integration/sagemaker": "sagemaker",
    "integration/test_backends.py": "tensorflow",
    "integration/test_examples.py": "tensorflow",
    "integration/test_gremlin.py": "server",
    "integration/test_gremlin_faults.py": "server",
    "integration/test_gremlin_signed.py": "server",
    "integration/test_gremlin_streams.py": "server",
    "integration/test_infrastructure.py": "infra",
    "integration/test_resume.py": "tensorflow",
    "integration/test_shipped_model.py": "tensorflow",
    "integration/test_tfs_container.py": "tensorflow",
    "integration/test_walk_through.py": "server",
    "unit/app/cli/neptune/test_bulk_load.py": "server",
    "unit/app/cli/model/test_life.py": "tensorflow",
    "unit/training/learning": "tensorflow",
    "unit/training/network": "tensorflow",
}
# Those that take longest begin first, so that the last of them does not run alone.
_FIRST = ("images", "sagemaker", "tensorflow", "server", "infra", "browser", None)
_LOADED = pytest.StashKey[bool]()
_EXCLUDED = re.compile(r"\bnot (\w+)")


def marker_of(path: Path) -> str | None:
    """The marker of a file of tests, or of a folder, by the table."""
    if not path.is_relative_to(TESTS):
        return None
    inner = path.relative_to(TESTS)
    return next((NEEDS[str(each)] for each in (inner, *inner.parents) if str(each) in NEEDS), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks each test by its file, and begins with the slowest files."""
    if "tensorflow" in sys.modules:  # Files that are marked for it were collected, and loaded it.
        config.stash[_LOADED] = True
    for item in items:
        if marker := marker_of(item.path):
            item.add_marker(marker)
    items.sort(key=lambda item: _FIRST.index(marker_of(item.path)))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Does not even import a file whose tests `-m "not server and not tensorflow"` excludes."""
    return True if marker_of(collection_path) in _EXCLUDED.findall(config.option.markexpr) else None


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Fails the test that loads TensorFlow and is not marked: `make test-fast` would run it."""
    if "tensorflow" not in sys.modules or _LOADED in item.config.stash:
        return
    item.config.stash[_LOADED] = True
    if not {"tensorflow", "server", "sagemaker"} & {mark.name for mark in item.iter_markers()}:
        pytest.fail("this test loads TensorFlow: mark it `tensorflow`", pytrace=False)
