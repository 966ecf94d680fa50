"""What the tests of a file need beyond the development environment, as markers, and which files share a worker."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

TESTS = Path(__file__).resolve().parent

# A path below `tests`, or a folder of such paths, and its markers. Tests of one marker run in this order: TensorFlow
# keeps what a training took, so what needs 100 MB at once comes before the trainings.
NEEDS = {
    "browser": "browser",
    "images": "images",
    "integration/sagemaker": "sagemaker",
    "integration/test_backends.py": "tensorflow slow",
    "integration/test_fleet_model.py": "slow",
    "integration/test_fleet_vocabulary.py": "server slow",
    "integration/test_gremlin.py": "server",
    "integration/test_gremlin_faults.py": "server",
    "integration/test_gremlin_signed.py": "server",
    "integration/test_gremlin_streams.py": "server",
    "integration/test_infrastructure.py": "infra",
    "integration/test_index_kill.py": "slow",
    "integration/test_opensearch.py": "opensearch",
    "integration/test_reference.py": "tensorflow slow",
    "integration/test_resume.py": "tensorflow slow",
    "integration/test_tfs_container.py": "tensorflow",
    "integration/test_walk_through.py": "server slow",
    "integration/test_workbench.py": "server workbench",
    "unit/app/cli/neptune/test_bulk_load.py": "server",
    "unit/app/cli/sagemaker/test_deploy.py": "large",
    "unit/app/cli/sagemaker/test_fetch.py": "large",
    "unit/app/test_bundles.py": "large",
    "unit/training/report/test_page.py": "large",
    "unit/training/network": "tensorflow",
    "unit/training/learning": "tensorflow",
    "unit/app/cli/model/test_improve.py": "tensorflow slow",
    "unit/app/cli/model/test_life.py": "tensorflow",
}
# Files of which some tests load TensorFlow or ask the server. These tests are marked in the file.
PARTLY = {
    "contract/test_congruence.py": "server",
    "contract/test_tagger.py": "tensorflow",
    "unit/app/extraction/test_engines.py": "tensorflow",
    **{str(path.relative_to(TESTS)): "server" for path in sorted(TESTS.glob("contract/test_graph_*.py"))},
}
# The work that takes longest begins first, so that the last of it does not run alone.
_FIRST = ("images", "sagemaker", "tensorflow", "server", "opensearch", "infra", "browser")
# The worker of what these need.
_SHARED = {"tensorflow": "tensorflow", "server": "server", "opensearch": "server"}
_LOADED = pytest.StashKey[bool]()
_EXCLUDED = re.compile(r"\bnot (\w+)")


def entry_of(path: Path) -> str | None:
    """The entry of the table that holds for a file of tests, or for a folder."""
    if not path.is_relative_to(TESTS):
        return None
    inner = path.relative_to(TESTS)
    return next((str(each) for each in (inner, *inner.parents) if str(each) in NEEDS), None)


def markers_of(path: Path) -> list[str]:
    """The markers of a file of tests, or of a folder, by the table."""
    entry = entry_of(path)
    return NEEDS[entry].split() if entry else []


def place_of(path: Path) -> tuple[int, int]:
    """The place of a file's tests among all: by its first marker, then by the table."""
    entry = entry_of(path)
    places = (_FIRST.index(each) for each in markers_of(path) if each in _FIRST)
    place = next(places, len(_FIRST))
    return place, list(NEEDS).index(entry) if entry and place < len(_FIRST) else 0


def scope_of(path: Path) -> str:
    """Names the files that share a worker: TensorFlow takes 700 MB, and the servers of Java 10 s to start."""
    inner = str(path.relative_to(TESTS)) if path.is_relative_to(TESTS) else str(path)
    needed = [*markers_of(path), PARTLY.get(inner, "")]
    return next((_SHARED[each] for each in needed if each in _SHARED), inner)


class SharedParts(LoadFileScheduling):
    """Gives the tests of a scope to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return scope_of(TESTS.parent / nodeid.split("::", 1)[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SharedParts | None:
    """Schedules `--dist loadfile`."""
    return SharedParts(config, log) if config.option.dist == "loadfile" else None


def pytest_configure() -> None:
    """Hides JAX from TensorFlow, which imports it for 100 MB. The test that trains on JAX starts a process."""
    sys.modules.setdefault("jax", None)  # type: ignore[arg-type]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks each test by its file, and begins with the slowest files."""
    if "tensorflow" in sys.modules:  # Files that are marked for it were collected, and loaded it.
        config.stash[_LOADED] = True
    for item in items:
        for marker in markers_of(item.path):
            item.add_marker(marker)
    items.sort(key=lambda item: place_of(item.path))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Does not even import a file whose tests `-m "not server and not tensorflow"` excludes."""
    excluded = set(_EXCLUDED.findall(config.option.markexpr))
    return True if excluded & set(markers_of(collection_path)) else None


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Frees Keras's networks. Fails the test that loads TensorFlow and is not marked: `make test-fast` would run it."""
    if (keras := sys.modules.get("keras")) and item.get_closest_marker("tensorflow"):
        keras.utils.clear_session()
    if "tensorflow" not in sys.modules or _LOADED in item.config.stash:
        return
    item.config.stash[_LOADED] = True
    if not {"tensorflow", "server", "sagemaker"} & {mark.name for mark in item.iter_markers()}:
        pytest.fail("this test loads TensorFlow: mark it `tensorflow`", pytrace=False)
