"""`POST /items/bulk`, as a call and as a stream."""

import asyncio
import json
import tracemalloc
from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.dependencies import Service
from app.api.routes.bulk import LINES_OF_A_TRANSACTION, _answer, _lines
from app.main import assemble
from tests.stand_ins.held import NDJSON, AwayStore, OpenClient, problem_of


def bulk(client: TestClient, body: bytes | str) -> list[Any]:
    response = client.post("/items/bulk", content=body, headers=NDJSON)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in response.content.splitlines()]


def line_of(item_id: str, title: str = "") -> str:
    return json.dumps({"id": item_id, "title": title}) + "\n"


async def chunks_of(parts: Iterable[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


def lines_of(parts: Iterable[bytes], limit: int = 100) -> list[bytes | None]:
    async def collect() -> list[bytes | None]:
        return [line async for line in _lines(chunks_of(parts), limit)]

    return asyncio.run(collect())


def test_each_line_is_answered_in_order(client: TestClient) -> None:
    bulk(client, line_of("b", "red") + line_of("c", "red"))
    body = line_of("c", "blue") + line_of("a") + line_of("b", "red")
    assert bulk(client, body) == [
        {"line": 1, "id": "c", "status": "updated"},
        {"line": 2, "id": "a", "status": "created"},
        {"line": 3, "id": "b", "status": "unchanged"},
    ]


def test_lines_of_many_batches_are_answered_and_stored(client: TestClient) -> None:
    count = 2 * LINES_OF_A_TRANSACTION + 5
    answers = bulk(client, "".join(line_of(f"i{n:04}", "red") for n in range(count)))
    assert [(each["line"], each["id"]) for each in answers] == [(n + 1, f"i{n:04}") for n in range(count)]
    assert client.get("/graph/search?filter=color:red&limit=0").json()["total"] == count


def test_bulk_item_is_the_same_as_a_put_item(client: TestClient) -> None:
    item = {
        "title": "red nike",
        "text": "cotton",
        "properties": {"price": "1 EUR", "color": ["red"]},
        "url": "https://x",
    }
    bulk(client, json.dumps({"id": "a", **item}))
    assert client.put("/items/a", json=item).json()["status"] == "unchanged"


def test_bad_line_is_reported_and_skipped(client: TestClient) -> None:
    bad = [
        "{",
        "5",
        "[]",
        '{"title": "x"}',
        '{"id": "b", "text": 1, "color": 2}',
        '{"id": " "}',
        '{"id": "c", "body": 1}',
    ]
    answers = bulk(client, line_of("a") + "\n".join(bad) + "\n" + line_of("z"))
    assert answers[0] == {"line": 1, "id": "a", "status": "created"}
    assert answers[-1] == {"line": 9, "id": "z", "status": "created"}
    assert [(each["line"], each["id"]) for each in answers[1:-1]] == [
        (2, None),
        (3, None),
        (4, None),
        (5, None),
        (6, "b"),
        (7, " "),
        (8, "c"),
    ]
    assert all(set(each) == {"line", "id", "error"} for each in answers[1:-1])
    assert "not JSON" in answers[1]["error"]
    assert "/id" in answers[4]["error"]
    assert "/text" in answers[5]["error"]
    assert "/color" in answers[5]["error"]
    assert "/body" in answers[7]["error"]
    assert [item["id"] for item in client.get("/items").json()["items"]] == ["a", "z"]


def test_blank_line_is_reported(client: TestClient) -> None:
    answers = bulk(client, line_of("a") + "\n  \r\n" + line_of("b"))
    assert [("status" in each, each["line"]) for each in answers] == [(True, 1), (False, 2), (False, 3), (True, 4)]
    assert "blank" in answers[1]["error"]


def test_no_lines_have_no_answers(client: TestClient) -> None:
    assert bulk(client, b"") == []


def test_windows_line_ends_and_a_missing_last_one_are_read(client: TestClient) -> None:
    answers = bulk(client, b'{"id": "a"}\r\n{"id": "b"}')
    assert [each["status"] for each in answers] == ["created", "created"]


def test_same_id_twice_is_written_twice_in_order(client: TestClient) -> None:
    answers = bulk(client, line_of("a", "red") + line_of("a", "blue") + line_of("a", "blue"))
    assert [each["status"] for each in answers] == ["created", "updated", "unchanged"]
    assert client.get("/items/a").json()["title"] == "blue"


def test_bad_line_of_the_same_id_keeps_the_good_one(client: TestClient) -> None:
    answers = bulk(client, '{"id": "a", "x": 1}\n' + line_of("a", "red") + '{"id": "a", "x": 1}\n')
    assert ["error" in each for each in answers] == [True, False, True]
    assert client.get("/items/a").json()["title"] == "red"


@pytest.mark.parametrize(
    "line",
    [
        b'{"id": "\xff"}',
        b"\xff\xfe\x00",
        b'{"id": "\\ud800"}',
        b'{"id": "a", "title": "\\ud800"}',
        b"[" * 100_000,
        b'{"id": "a", "properties": {"b": ' + b"[" * 5000 + b"]" * 5000 + b"}}",
        b'{"id": "a", "properties": {"b": 1' + b"0" * 5000 + b"}}",
        b"\x00",
    ],
    ids=["id of invalid UTF-8", "UTF-16", "half a pair", "half a pair in title", "deep", "deep value", "long", "NUL"],
)
def test_line_that_cannot_be_read_does_not_end_the_stream(client: TestClient, line: bytes) -> None:
    answers = bulk(client, b'{"id": "before"}\n' + line + b'\n{"id": "after"}\n')
    assert [(each["line"], "error" in each) for each in answers] == [(1, False), (2, True), (3, False)]


def test_title_over_the_limit_is_reported_on_its_line(open_client: OpenClient) -> None:
    client = open_client(max_characters=5)
    answers = bulk(client, line_of("a", "x" * 6) + line_of("b", "x" * 5))
    assert answers[0]["id"] == "a"
    assert "/title" in answers[0]["error"]
    assert answers[1]["status"] == "created"


def test_line_over_the_limit_of_bytes_is_reported_and_read_past(open_client: OpenClient) -> None:
    client = open_client(max_body_bytes=1024)
    answers = bulk(client, line_of("a") + line_of("b", "x" * 2000) + line_of("c") * 100)
    assert answers[1] == {"line": 2, "id": None, "error": "the line is longer than 1024 bytes"}
    assert [each["line"] for each in answers] == list(range(1, 103))
    assert answers[2]["status"] == "created"


def test_answer_keeps_characters_of_every_script(client: TestClient) -> None:
    for item_id in ("ä👟", "a\u2028b", "a\u0085b"):
        assert bulk(client, line_of(item_id)) == [{"line": 1, "id": item_id, "status": "created"}]


def test_store_failure_is_the_answer_of_the_lines_concerned(open_client: OpenClient, away_store: AwayStore) -> None:
    client = open_client()
    away_store.away = True
    answers = bulk(client, line_of("a") + "{\n" + line_of("b"))
    assert [each["id"] for each in answers] == ["a", None, "b"]
    assert "disk is away" in answers[0]["error"]
    assert "not JSON" in answers[1]["error"]
    assert "disk is away" in answers[2]["error"]
    away_store.away = False
    assert [each["status"] for each in bulk(client, line_of("a") + line_of("b"))] == ["created", "created"]


def test_store_failure_in_the_middle_keeps_what_was_answered(service: Service, away_store: AwayStore) -> None:
    """The store goes away after the first batch, and comes back after the second."""

    async def sent() -> AsyncIterator[bytes]:
        for number in range(3 * LINES_OF_A_TRANSACTION):
            away_store.away = LINES_OF_A_TRANSACTION < number <= 2 * LINES_OF_A_TRANSACTION
            yield line_of(f"i{number}").encode()

    answers = asyncio.run(_collect(sent(), _with_store(service, away_store)))
    assert len(answers) == 3 * LINES_OF_A_TRANSACTION
    failed = [each["line"] for each in answers if "error" in each]
    assert failed == list(range(LINES_OF_A_TRANSACTION + 1, 2 * LINES_OF_A_TRANSACTION + 1))
    assert away_store.count() == 2 * LINES_OF_A_TRANSACTION


def _with_store(service: Service, store: AwayStore) -> Service:
    return assemble(service.settings, service.extractor, store)


async def _collect(chunks: AsyncIterator[bytes], service: Service) -> list[Any]:
    return [json.loads(line) async for part in _answer(chunks, service) for line in part.splitlines()]


@pytest.mark.parametrize(
    "media_type", ["application/x-ndjson", "application/jsonl; charset=utf-8", "application/NDJSON"]
)
def test_media_types_of_json_lines_are_taken(client: TestClient, media_type: str) -> None:
    response = client.post("/items/bulk", content=line_of("a"), headers={"Content-Type": media_type})
    assert response.status_code == 200


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", ""])
def test_other_media_types_are_refused(client: TestClient, media_type: str) -> None:
    problem = problem_of(client.post("/items/bulk", content=line_of("a"), headers={"Content-Type": media_type}), 415)
    assert "application/x-ndjson" in problem["detail"]
    assert client.get("/items").json()["items"] == []


def test_stream_has_no_limit_of_bytes_as_a_whole(open_client: OpenClient) -> None:
    client = open_client(max_body_bytes=1024)
    assert len(bulk(client, line_of("a") * 200)) == 200


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_line_split_over_chunks_is_put_together(size: int) -> None:
    body = "één\n\nzwei👟\r\nlast".encode()
    parts = [body[begin : begin + size] for begin in range(0, len(body), size)]
    assert lines_of(parts) == body.split(b"\n")


def test_line_end_at_the_end_adds_no_line() -> None:
    assert lines_of([b"a\n", b"", b"b\n"]) == [b"a", b"b"]
    assert lines_of([]) == []
    assert lines_of([b"\n"]) == [b""]


@pytest.mark.parametrize("size", [1, 4, 5, 6, 100])
def test_line_over_the_limit_is_none_wherever_it_is_cut(size: int) -> None:
    body = b"12345\n123456\n1\n1234567890\n12345\n1234567"
    parts = [body[begin : begin + size] for begin in range(0, len(body), size)]
    assert lines_of(parts, limit=5) == [b"12345", None, b"1", None, b"12345", None]


def test_endless_line_is_not_kept() -> None:
    tracemalloc.start()
    try:
        assert lines_of((b"x" * 10_000 for _ in range(2000)), limit=50_000) == [None]
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.large
def test_20000_lines_pass_in_flat_memory(service: Service) -> None:
    """20 MB of lines that are no items, so that the time is that of the stream."""
    line = b'{"id": "' + b"x" * 1000 + b'"}\n'

    async def count() -> int:
        parts = (line * 5 for _ in range(4000))
        return sum([part.count(b"\n") async for part in _answer(chunks_of(parts), service)])

    tracemalloc.start()
    try:
        assert asyncio.run(count()) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_answers_come_while_the_lines_still_do(service: Service) -> None:
    """Never more than a batch of lines is read ahead of the answers."""
    sent = 0

    async def source() -> AsyncIterator[bytes]:
        nonlocal sent
        for number in range(5 * LINES_OF_A_TRANSACTION):
            sent += 1
            yield line_of(f"i{number}").encode()

    async def scenario() -> int:
        answered = 0
        async for part in _answer(source(), service):
            answered += part.count(b"\n")
            assert sent - answered <= LINES_OF_A_TRANSACTION + 1
        return answered

    assert asyncio.run(scenario()) == 5 * LINES_OF_A_TRANSACTION


def test_byte_order_mark_before_the_first_line_is_passed_over(client: TestClient) -> None:
    answer = client.post("/items/bulk", content=b'\xef\xbb\xbf{"id": "a"}\n', headers=NDJSON)
    assert '"status": "created"' in answer.text
