"""The table of what tests need."""

from tests.needs import NEEDS, TESTS, marker_of


def test_every_path_of_the_table_is_there() -> None:
    assert [path for path in NEEDS if not (TESTS / path).exists()] == []


def test_a_file_has_the_marker_of_its_folder() -> None:
    assert marker_of(TESTS / "integration" / "sagemaker" / "test_launch.py") == "sagemaker"
    assert marker_of(TESTS / "integration" / "sagemaker") == "sagemaker"
    assert marker_of(TESTS / "integration" / "test_kill.py") is None
    assert marker_of(TESTS.parent) is None
