"""`GRAPH_URL` of a Gremlin server, and the signatures it asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import SettingsError
from app.graph.gremlin import schema
from app.graph.gremlin.address import Address
from app.graph.gremlin.transport import signer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ws://localhost:8182/gremlin", Address("ws://localhost:8182/gremlin", "ws://localhost:8182/gremlin")),
        ("ws://localhost:8182", Address("ws://localhost:8182/gremlin", "ws://localhost:8182/gremlin")),
        (
            "wss://writer:8182/gremlin?auth=iam&region=eu-west-1&reader=readers",
            Address("wss://writer:8182/gremlin", "wss://readers:8182/gremlin", "eu-west-1"),
        ),
        ("wss://writer:8182/gremlin?reader=r:1", Address("wss://writer:8182/gremlin", "wss://r:1/gremlin")),
    ],
)
def test_address_is_read(text: str, expected: Address) -> None:
    assert Address.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *["ws://", "wss:///gremlin", "ws://h:x/gremlin", "http://h:1/gremlin", "ws://u:p@h/gremlin", "ws://h/#x"],
        *["wss://h/gremlin?auth=basic&region=x", "wss://h/gremlin?auth=iam", "wss://h/gremlin?region=x"],
        *["ws://h/gremlin?auth=iam&region=x", "wss://h/gremlin?pool=3"],
    ],
)
def test_another_one_is_refused_by_name(text: str) -> None:
    with pytest.raises(SettingsError, match="GRAPH_URL="):
        Address.parse(text)


def test_a_signature_is_made_of_the_credentials_of_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    headers = signer("eu-west-1")("wss://writer:8182/gremlin")
    assert headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    assert "/eu-west-1/neptune-db/aws4_request" in headers["Authorization"]
    assert headers["X-Amz-Security-Token"] == "token"
    assert "secret" not in str(headers)


def test_missing_credentials_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    with pytest.raises(SettingsError, match="no AWS credentials"):
        signer("eu-west-1")


@given(st.lists(st.text(), min_size=2))
def test_ranks_sort_as_code_points_in_utf_16_as_well(texts: list[str]) -> None:
    """The JVM compares UTF-16 code units, in which U+FF5E stands behind U+1F600."""
    ranks = [schema.rank(text) for text in texts]
    assert [schema.unrank(rank) for rank in ranks] == texts
    by_units = sorted(ranks, key=lambda rank: rank.encode("utf-16-be"))
    assert [schema.unrank(rank) for rank in by_units] == sorted(texts)


@given(st.text(), st.text(), st.text(), st.text())
def test_edges_of_different_ends_have_different_ids(a: str, b: str, c: str, d: str) -> None:
    first, second = (schema.item_id(a), schema.word_id(b)), (schema.item_id(c), schema.word_id(d))
    assert (schema.edge_id(*first) == schema.edge_id(*second)) == (first == second)


@given(st.text() | st.text("%7C25|"), st.text())
def test_the_id_of_an_edge_tells_where_it_starts(own: str, word: str) -> None:
    start = schema.item_id(own)
    assert schema.edge_start(schema.edge_id(start, schema.word_id(word))) == start
