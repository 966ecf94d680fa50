"""The tables of what tests need, and of which files share a worker."""

from tests.needs import NEEDS, PARTLY, TESTS, markers_of, place_of, scope_of


def test_every_path_of_the_tables_is_there() -> None:
    assert [path for path in (*NEEDS, *PARTLY) if not (TESTS / path).exists()] == []


def test_a_file_has_the_markers_of_its_folder() -> None:
    assert markers_of(TESTS / "integration" / "sagemaker" / "test_launch.py") == ["sagemaker"]
    assert markers_of(TESTS / "integration" / "sagemaker") == ["sagemaker"]
    assert markers_of(TESTS / "integration" / "test_resume.py") == ["tensorflow", "slow"]
    assert markers_of(TESTS / "integration" / "test_kill.py") == []
    assert markers_of(TESTS.parent) == []


def test_every_file_of_the_table_has_a_place_and_other_files_come_last() -> None:
    places = [place_of(TESTS / path) for path in NEEDS if NEEDS[path] not in ("slow", "large")]
    assert max(places) < place_of(TESTS / "integration" / "test_kill.py")
    assert place_of(TESTS / "unit" / "training" / "network") < place_of(TESTS / "unit" / "training" / "learning")
    assert all(place_of(TESTS / path) for path in NEEDS)


def test_files_that_load_tensorflow_share_a_worker_and_so_do_those_of_the_server() -> None:
    for name in ("unit/training/network/test_encoders.py", "contract/test_tagger.py", "integration/test_resume.py"):
        assert scope_of(TESTS / name) == "tensorflow"
    for name in ("contract/test_graph_search.py", "integration/test_gremlin.py"):
        assert scope_of(TESTS / name) == "server"
    assert scope_of(TESTS / "integration" / "test_kill.py") == "integration/test_kill.py"
