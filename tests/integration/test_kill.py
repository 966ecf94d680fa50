"""When the service is killed during a load, acknowledged items are there, and the load can run again."""

import http.client
import json
import signal
import subprocess
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from model.bundle import Bundle
from tests.integration.process import serving

COLORS, KINDS = ("red", "navy blue", "olive green"), ("running shoes", "cotton t-shirt", "leather wallet", "desk lamp")
ITEMS: list[dict[str, Any]] = [
    {
        "id": f"sku-{n:04}",
        "title": f"Acme {COLORS[n % 3]} {KINDS[n % 4]} no. {n}",
        "text": f"Soft and light, {n % 50 + 1} cm wide. Machine washable.",
        "properties": {"price": f"{n % 90 + 10}.90 EUR", "color": [COLORS[n % 3]], "rare": f"only {n}"},
    }
    for n in range(400)
]
LINES = [json.dumps(item).encode() + b"\n" for item in ITEMS]


def load_and_kill(process: subprocess.Popen[bytes], client: httpx.Client, kill_after: int) -> dict[str, str]:
    """Streams all items, and kills the service when `kill_after` lines are answered. What was answered: id → status."""
    connection = http.client.HTTPConnection(client.base_url.host, client.base_url.port or 0, timeout=60)
    sender = threading.Thread(target=_send_until_cut, args=[connection])
    connection.connect()
    answered: list[bytes] = []
    with connection.sock.makefile("rb") as answers:  # Raw, because http.client reads only after it has sent.
        sender.start()
        try:
            for line in answers:
                if line.startswith(b"{") and line.endswith(b"\n"):
                    answered.append(line)
                if len(answered) == kill_after:
                    process.send_signal(signal.SIGKILL)
        except ConnectionError:
            pass
    sender.join(60)
    connection.close()
    assert process.wait(60) == -signal.SIGKILL
    return {answer["id"]: answer["status"] for answer in map(json.loads, answered)}


def _send_until_cut(connection: http.client.HTTPConnection) -> None:
    headers = {"Content-Type": "application/x-ndjson"}
    with suppress(OSError):
        connection.request("POST", "/items/bulk", iter(LINES), headers, encode_chunked=True)


def load(client: httpx.Client) -> dict[str, str]:
    response = client.post("/items/bulk", content=b"".join(LINES), headers={"Content-Type": "application/x-ndjson"})
    answers = [json.loads(line) for line in response.content.splitlines()]
    return {answer["id"]: answer["status"] for answer in answers}


def stored(client: httpx.Client) -> dict[str, Any]:
    """Every item, without the times of its writing."""
    items = client.get("/items", params={"limit": 1000}).json()["items"]
    return {item["id"]: without_times(item) for item in items}


def without_times(item: dict[str, Any]) -> dict[str, Any]:
    properties = [{key: value for key, value in prop.items() if key != "extracted_at"} for prop in item["properties"]]
    rest = {key: value for key, value in item.items() if key not in ("updated_at", "status")}
    return {**rest, "properties": properties}


def written_afresh(folder: Path, model: str) -> dict[str, Any]:
    """The items as a service writes them that nobody kills."""
    with TestClient(create_app(Settings(data_dir=folder, model=model))) as client:
        response = client.post("/items", json={"items": ITEMS})
        return {item["id"]: without_times(item) for item in response.json()["items"]}


def test_acknowledged_items_survive_a_kill_and_the_load_can_be_run_again(bundle: Bundle, tmp_path: Path) -> None:
    model = str(bundle.folder)
    expected = written_afresh(tmp_path / "fresh", model)
    folder = tmp_path / "killed"
    acknowledged: set[str] = set()
    for kill_after in (64, 193):
        with serving(folder, MODEL=model) as (process, client):
            before = stored(client)
            assert acknowledged <= set(before)
            answers = load_and_kill(process, client, kill_after)
        assert kill_after <= len(answers) < len(ITEMS), "the kill came too late to be in the middle"
        assert all(answers[item_id] == "unchanged" for item_id in before if item_id in answers)
        acknowledged |= set(answers)

    with serving(folder, MODEL=model) as (_, client):
        survived = stored(client)
        assert acknowledged <= set(survived)
        assert survived == {item_id: expected[item_id] for item_id in survived}
        one = next(iter(acknowledged))
        assert without_times(client.get(f"/items/{one}").json()) == expected[one]

        answers = load(client)
        assert set(answers) == set(expected)
        assert {item_id for item_id, status in answers.items() if status == "unchanged"} == set(survived)
        assert set(answers.values()) <= {"unchanged", "created"}
        assert stored(client) == expected
        assert set(load(client).values()) == {"unchanged"}

        found = client.get("/graph/search", params={"facet": "rare", "filter": "price:10..20 eur", "limit": 0}).json()
        prices = [float(item["properties"]["price"].split()[0]) for item in ITEMS]
        assert found["total"] == sum(10 <= price <= 20 for price in prices)
