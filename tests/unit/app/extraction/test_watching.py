"""The model in S3 is watched, and loaded when it is another one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.errors import BundleError, Conflict
from app.extraction.watching import ModelWatch, open_watch
from app.settings import Settings


class Place:
    """A place whose model has a state, and a service that has loaded one."""

    def __init__(self) -> None:
        self.there, self.here, self.fault = "a", "a", None
        self.loads = 0

    fault: Exception | None

    def look(self) -> str:
        return self.there

    def load(self) -> None:
        self.loads += 1
        if self.fault:
            raise self.fault
        self.here = self.there


@pytest.fixture
def place() -> Place:
    return Place()


@pytest.fixture
def watch(place: Place) -> ModelWatch:
    return ModelWatch(place.look, 60)


@pytest.fixture
def turn(place: Place, watch: ModelWatch) -> Callable[[], str]:
    def turn() -> str:
        watch.turn(lambda: place.here, place.load)
        return watch.watched.state

    return turn


def test_the_same_model_is_not_loaded_again(place: Place, turn: Callable[[], str]) -> None:
    assert [turn(), turn(), place.loads] == ["current", "current", 0]


def test_another_model_is_loaded_once(place: Place, turn: Callable[[], str]) -> None:
    place.there = "b"
    assert [turn(), turn(), place.here, place.loads] == ["current", "current", "b", 1]


@pytest.mark.parametrize("fault", [BundleError("altered"), ValueError("not foreseen")])
def test_a_model_that_cannot_be_loaded_is_tried_again_ever_fewer(
    place: Place, watch: ModelWatch, turn: Callable[[], str], fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    place.there, place.fault = "b", fault
    tried = []
    for _ in range(64):
        before = place.loads
        assert turn() == "failed"
        tried.append(place.loads > before)
    assert [n for n, each in enumerate(tried) if each] == [0, 1, 3, 7, 15, 31, 47, 63]
    assert (place.here, watch.looks) == ("a", 64)
    assert watch.watched.failures == watch.failures == 8
    assert str(fault) in caplog.text
    place.there, place.fault = "c", None
    assert (turn(), place.here, watch.watched.failures, watch.failures) == ("current", "c", 0, 8)


def test_a_model_of_which_files_are_missing_is_loaded_when_they_are_there(
    place: Place, turn: Callable[[], str]
) -> None:
    """The manifest of a folder may come before its files."""
    place.there, place.fault = "b", BundleError("no such key")
    assert turn() == "failed"
    place.fault = None
    assert (turn(), place.here) == ("current", "b")


def test_looks_are_a_quarter_apart_at_most(watch: ModelWatch) -> None:
    assert all(45 <= watch.pause() <= 75 for _ in range(100))


def test_a_place_that_cannot_be_asked_is_a_failure_too(place: Place) -> None:
    def away() -> str:
        raise BundleError("no answer")

    watch = ModelWatch(away, 60)
    watch.turn(lambda: place.here, place.load)
    assert (watch.watched.state, place.loads) == ("failed", 0)


def test_a_load_that_someone_else_has_begun_is_no_failure(
    place: Place, watch: ModelWatch, turn: Callable[[], str]
) -> None:
    place.there, place.fault = "b", Conflict("another reload is running")
    assert (turn(), watch.failures) == ("loading", 0)


def test_only_a_model_in_s3_is_watched(tmp_path: Path) -> None:
    there = "s3://bucket/model.tar.gz"
    assert open_watch(Settings(model=there))
    assert open_watch(Settings(model=there, model_poll_seconds=0)) is None
    assert open_watch(Settings(model=str(tmp_path))) is None


def test_a_watch_ends_while_it_waits(watch: ModelWatch, place: Place) -> None:
    watch.start(lambda: place.here, place.load)
    watch.close()
    assert watch.looks == 0
