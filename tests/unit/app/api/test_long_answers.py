"""Long answers are the same as if they were written at once."""

import asyncio
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from starlette.types import Message

from app.api.long_answers import JsonAnswer, write_json


class Element(BaseModel):
    value: str
    note: str | None = None


class Answer(BaseModel):
    first: str
    elements: list[Element]
    last: int | None


awkward = st.text() | st.just('"elements":[]')
elements = st.lists(st.fixed_dictionaries({"value": awkward}, optional={"note": st.none() | awkward}), max_size=5)


@given(awkward, elements, st.none() | st.integers(0, 9))
def test_answer_in_parts_is_the_answer_at_once(first: str, found: list[dict[str, Any]], last: int | None) -> None:
    answer = {"first": first, "elements": found, "last": last}
    expected = Answer.model_validate(answer).model_dump_json(exclude_unset=True).encode()
    assert write_json(Answer, {**answer, "elements": iter(found)}, "elements") == expected


@given(st.binary(max_size=10) | st.integers(131_070, 262_146).map(bytes))
def test_parts_are_the_whole_with_its_length(body: bytes) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError("nothing to receive")

    asyncio.run(JsonAnswer(body)({"type": "http"}, receive, send))
    start, *parts = sent
    assert b"".join(each["body"] for each in parts) == body
    assert [each["more_body"] for each in parts] == [True] * (len(parts) - 1) + [False]
    assert (b"content-length", str(len(body)).encode()) in start["headers"]
