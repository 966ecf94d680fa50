"""What `INDEX_URL` may be."""

import pytest

from app.errors import SettingsError
from app.index.opensearch.address import Address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("http://127.0.0.1:9200", Address("http://127.0.0.1:9200")),
        ("https://host/", Address("https://host")),
        ("https://me:p%40ss@host:9200", Address("https://host:9200", ("me", "p@ss"))),
        ("https://host?auth=iam&region=eu-west-1", Address("https://host", None, "eu-west-1")),
    ],
)
def test_addresses(text: str, expected: Address) -> None:
    assert Address.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "host:9200", "ftp://host", "https://", "https://host/path", "https://host:port", "https://host?x=1"),
        *("https://host?auth=iam", "https://host?region=eu-west-1", "https://host?auth=basic&region=eu-west-1"),
        *("http://me:secret@host", "http://host?auth=iam&region=a", "https://me:secret@host?auth=iam&region=a"),
    ],
)
def test_what_is_none_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(SettingsError, match="INDEX_URL") as refused:
        Address.parse(text)
    assert "secret" not in str(refused.value)
