"""An open service answers its own machine alone."""

import pytest

from app.api.edge.own_address import host_of
from tests.stand_ins.held import OpenClient, problem_of

TOKEN = "a token of sixteen or more"


@pytest.mark.parametrize(
    ("header", "host"),
    [
        ("localhost:8000", "localhost"),
        ("LOCALHOST", "localhost"),
        ("127.0.0.1:8000", "127.0.0.1"),
        ("[::1]:8000", "::1"),
        ("[::1]", "::1"),
        ("evil.example", "evil.example"),
        ("localhost.evil.example:80", "localhost.evil.example"),
        ("", ""),
        ("[", ""),
    ],
)
def test_the_host_of_a_header(header: str, host: str) -> None:
    assert host_of(header) == host


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "localhost.evil.example", "10.0.0.7", "[::2]"])
def test_a_request_under_another_name_is_421(open_client: OpenClient, host: str) -> None:
    client = open_client()
    for method, path in (("GET", "/items"), ("DELETE", "/items/a"), ("GET", "/graph/search")):
        answer = client.request(method, path, headers={"Host": host})
        assert "only this machine may call it" in problem_of(answer, 421)["detail"]


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "testserver"])
def test_a_request_to_this_machine_is_answered(open_client: OpenClient, host: str) -> None:
    assert open_client().get("/items", headers={"Host": host}).status_code == 200


def test_a_service_with_keys_or_for_everyone_has_any_name(open_client: OpenClient) -> None:
    shop = {"Host": "shop.example.com", "X-API-Key": TOKEN}
    assert open_client(admin_token=TOKEN).get("/items", headers=shop).status_code == 200
    assert open_client(allow_anonymous=True).get("/items", headers=shop).status_code == 200


def test_health_is_answered_under_any_name(open_client: OpenClient) -> None:
    assert open_client().get("/healthz", headers={"Host": "shop.example.com"}).status_code == 200
