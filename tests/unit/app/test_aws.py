"""Places in S3, and waiting for jobs."""

import pytest

from app.aws import S3Place, is_in_s3, poll
from app.errors import BundleError, SettingsError


@pytest.mark.parametrize(
    ("text", "bucket", "key"),
    [("s3://b", "b", ""), ("s3://b/", "b", ""), ("s3://b/in/", "b", "in/"), ("s3://b/a/m.tar.gz", "b", "a/m.tar.gz")],
)
def test_place_is_a_bucket_and_a_key(text: str, bucket: str, key: str) -> None:
    assert S3Place.parse(text, "--items") == S3Place(bucket, key)
    assert is_in_s3(text)


@pytest.mark.parametrize("text", ["", "b/in", "s3:///in", "https://b/in", "s3://b/in?version=1", "s3://b/in#1"])
def test_other_text_is_refused_by_the_name_of_its_option(text: str) -> None:
    with pytest.raises(SettingsError, match=r"--items '.*': expected s3://BUCKET/PREFIX"):
        S3Place.parse(text, "--items")
    with pytest.raises(BundleError):
        S3Place.parse(text, "MODEL", kind=BundleError)


@pytest.mark.parametrize(("key", "joined"), [("", "x"), ("a", "a/x"), ("a/", "a/x"), ("a/b", "a/b/x")])
def test_name_under_a_place_has_one_slash_before_it(key: str, joined: str) -> None:
    assert S3Place("b", key) / "x" == S3Place("b", joined)
    assert str(S3Place("b", key) / "x") == f"s3://b/{joined}"


def test_polling_returns_the_look_that_ended_it() -> None:
    looks = iter(["waiting", "running", "done", "never seen"])
    assert poll(lambda: next(looks), lambda status: status in ("waiting", "running")) == "done"
