"""`Idempotency-Key`: the kept answers, and the header on `POST /items`."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from app.api.idempotency import KEEP_ANSWERS, KEEP_BYTES, Answers
from app.errors import Conflict, InvalidInput
from tests.stand_ins.held import Answer, AwayStore, HeldTagger, OpenClient, faults_of, problem_of

BODY = {"items": [{"id": "a", "title": "red shirt"}]}


def post(client: TestClient, key: str | None, body: object = BODY) -> Answer:
    return client.post("/items", json=body, headers={"Idempotency-Key": key} if key is not None else {})


def test_repeated_key_gets_the_first_answer_again(client: TestClient) -> None:
    first = post(client, "k1")
    assert first.json()["items"][0]["status"] == "created"
    assert post(client, "k1").json() == first.json()


def test_repeated_key_runs_nothing(client: TestClient) -> None:
    first = post(client, "k1")
    client.delete("/items/a")
    assert post(client, "k1").json() == first.json()
    assert client.get("/items/a").status_code == 404


def test_another_key_and_no_key_run_again(client: TestClient) -> None:
    post(client, "k1")
    assert post(client, "k2").json()["items"][0]["status"] == "unchanged"
    assert post(client, None).json()["items"][0]["status"] == "unchanged"


def test_key_with_another_body_is_refused_and_writes_nothing(client: TestClient) -> None:
    post(client, "k1")
    faults = faults_of(post(client, "k1", {"items": [{"id": "b"}]}))
    assert "another body" in faults["/Idempotency-Key"]
    assert client.get("/items/b").status_code == 404


@pytest.mark.parametrize("key", ["", "k" * 256])
def test_key_of_an_unusable_length_is_named(client: TestClient, key: str) -> None:
    assert set(faults_of(post(client, key))) == {"/Idempotency-Key"}


def test_key_in_use_is_a_conflict_until_the_first_call_ends(open_client: OpenClient, held_tagger: HeldTagger) -> None:
    client = open_client(tagger=held_tagger)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(post, client, "k1")
        assert held_tagger.entered.wait(20)
        problem = problem_of(post(client, "k1"), 409)
        held_tagger.released.set()
        assert "still running" in problem["detail"]
        assert first.result().json()["items"][0]["status"] == "created"
    assert post(client, "k1").json() == first.result().json()


def test_failed_call_is_not_kept(open_client: OpenClient, away_store: AwayStore) -> None:
    client = open_client()
    away_store.away = True
    problem_of(post(client, "k1"), 503)
    away_store.away = False
    assert post(client, "k1").json()["items"][0]["status"] == "created"


def test_refused_body_is_not_kept(client: TestClient) -> None:
    faults_of(post(client, "k1", {"items": [{"id": 1}]}))
    assert post(client, "k1").status_code == 200


async def keep(answers: Answers, key: str, runs: list[str], size: int = 1) -> bytes:
    async def answer() -> bytes:
        runs.append(key)
        return key.encode() * size

    return await answers.once(key, b"", answer)


def test_oldest_answers_are_forgotten_beyond_the_bound() -> None:
    runs: list[str] = []

    async def scenario() -> None:
        answers = Answers()
        for number in range(KEEP_ANSWERS + 2):
            await keep(answers, f"k{number}", [])
        assert await keep(answers, f"k{KEEP_ANSWERS}", runs) == f"k{KEEP_ANSWERS}".encode()
        assert runs == []
        await keep(answers, "k0", runs)
        assert runs == ["k0"]

    asyncio.run(scenario())


def test_large_answers_are_forgotten_sooner() -> None:
    runs: list[str] = []

    async def scenario() -> None:
        answers = Answers()
        for key in "abc":
            await keep(answers, key, [], KEEP_BYTES // 2 + 1)
        await keep(answers, "c", runs)
        assert runs == []
        await keep(answers, "a", runs)
        assert runs == ["a"]

    asyncio.run(scenario())


def test_call_that_is_cut_off_frees_its_key() -> None:
    async def never() -> bytes:
        await asyncio.sleep(60)
        return b""

    async def now() -> bytes:
        return b"done"

    async def scenario() -> None:
        answers = Answers()
        running = asyncio.create_task(answers.once("k", b"", never))
        await asyncio.sleep(0)
        with pytest.raises(Conflict):
            await answers.once("k", b"", now)
        with pytest.raises(InvalidInput):
            await answers.once("k", b"other", now)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert await answers.once("k", b"", now) == b"done"

    asyncio.run(scenario())
