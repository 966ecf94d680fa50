"""`GRAPH_URL` of a Gremlin server, and the signatures it asks for."""

import pytest

from app.errors import SettingsError
from app.graph.gremlin.connections.address import Address
from app.graph.gremlin.connections.transport import signer


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
