"""Connections use TLS and IAM signatures. A gateway checks both before a real Gremlin server."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import StoreError
from app.graph.gremlin import GremlinStore, Limits
from tests.contract.items import item
from tests.gremlin import empty_gremlin_store, gremlin_url
from tests.stand_ins.signed_gateway import KEYS, SignedGateway, make_certificate, use_key

RED = item("a", "Red", "color:red")


@pytest.fixture
def gateway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SignedGateway]:
    """A gateway that knows the first key, whose certificate is trusted, before an empty graph."""
    empty_gremlin_store(tmp_path).close()
    use_key(tmp_path, "AKIDFIRST", monkeypatch)
    with closing(SignedGateway(gremlin_url(), tmp_path, {"AKIDFIRST": KEYS["AKIDFIRST"]})) as opened:
        monkeypatch.setenv("SSL_CERT_FILE", str(opened.certificate))
        yield opened


def test_signed_connections_are_let_in(gateway: SignedGateway) -> None:
    with closing(GremlinStore(gateway.graph_url)) as store:
        assert store.upsert([RED]) == ["created"]
        many = [item(f"m{n}", "Many", "color:green") for n in range(25)]
        assert store.upsert(many) == ["created"] * 25
        assert store.get(["a"]) == {"a": RED}
    assert set(gateway.accepted) == {"AKIDFIRST"}
    assert gateway.refused == []


def test_a_connection_made_late_is_signed_anew(gateway: SignedGateway) -> None:
    with closing(GremlinStore(gateway.graph_url)) as store:
        gateway.lifetime = 1.5
        store.upsert([RED])
        time.sleep(3)
        gateway.cut()
        assert store.get(["a"]) == {"a": RED}
        assert store.upsert([item(f"m{n}", "Many") for n in range(25)]) == ["created"] * 25
    assert gateway.refused == []


def test_credentials_that_changed_are_used(
    gateway: SignedGateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(GremlinStore(gateway.graph_url)) as store:
        store.upsert([RED])
        gateway.secrets = {"AKIDSECOND": KEYS["AKIDSECOND"]}
        use_key(tmp_path, "AKIDSECOND", monkeypatch)
        gateway.cut()
        assert store.get(["a"]) == {"a": RED}
    assert gateway.accepted[-1] == "AKIDSECOND"
    assert gateway.refused == []


def test_expired_signatures_are_refused_and_named(gateway: SignedGateway) -> None:
    gateway.lifetime = -1.0
    with pytest.raises(StoreError, match=r"graph wss://127\.0\.0\.1:\d+/gremlin: .*403"):
        GremlinStore(gateway.graph_url, Limits(deadline=6.0))
    assert "has expired" in gateway.refused[0]


def test_a_wrong_secret_is_refused_and_not_shown(gateway: SignedGateway) -> None:
    gateway.secrets["AKIDFIRST"] = "another"
    with pytest.raises(StoreError, match="403") as refused:
        GremlinStore(gateway.graph_url, Limits(deadline=6.0))
    assert gateway.refused[0] == "the signature does not match"
    assert "Signature" not in str(refused.value)


def test_a_certificate_of_nobody_known_is_refused(
    gateway: SignedGateway, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(make_certificate(tmp_path / "other")))
    with pytest.raises(StoreError, match="certificate verify failed"):
        GremlinStore(gateway.graph_url, Limits(deadline=6.0))
    assert gateway.accepted == []
