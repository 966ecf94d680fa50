"""A real process tells what it does in lines of JSON, and believes only the proxies that it trusts."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.process import serving


def lines_of(folder: Path) -> list[dict[str, Any]]:
    """The lines of JSON in the log; before them, the process greets in plain text."""
    return [json.loads(line) for line in (folder / "log").read_text().splitlines() if line.startswith("{")]


@pytest.mark.parametrize(("trusted", "address"), [("10.0.0.0/8", "127.0.0.1"), ("127.0.0.0/8", "192.0.2.7")])
def test_the_address_of_a_caller_is_that_of_a_trusted_proxy(tmp_path: Path, trusted: str, address: str) -> None:
    logs = {"LOG_FORMAT": "json", "LOG_LEVEL": "info", "TRUSTED_PROXIES": trusted}
    with serving(tmp_path, **logs) as (_, client):
        client.get("/items", headers={"X-Forwarded-For": "192.0.2.7", "X-Request-Id": "mine"})
    (line,) = [each for each in lines_of(tmp_path) if each.get("request_id") == "mine"]
    assert (line["logger"], line["operation"], line["address"]) == ("access", "listItems", address)
