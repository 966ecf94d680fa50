"""The end of a service, while calls run."""

import asyncio

import pytest
from fastapi import FastAPI

from app.errors import Stopping
from tests.stand_ins.held import OpenClient


def test_calls_that_run_have_the_model_until_the_stop(open_client: OpenClient) -> None:
    app = open_client().app
    assert isinstance(app, FastAPI)
    running = app.state.running
    service = running.service
    running.refuse()
    assert service.extractor.extract(["Red mug"])
    with pytest.raises(Stopping):
        asyncio.run(service.long_calls.run(service.extractor.extract, ["Blue mug"]))
    running.stop()
    with pytest.raises(Stopping):
        service.extractor.extract(["Green mug"])
