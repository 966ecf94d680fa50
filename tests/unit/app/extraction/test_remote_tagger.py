"""The tagger that calls another process: payloads, retries, and messages when no server answers."""

from collections.abc import Iterator

import numpy as np
import pytest

from app.errors import SettingsError, TaggerError
from app.extraction.endpoints import HttpEndpoint, SageMakerEndpoint
from app.extraction.engines import open_endpoint, open_tagger
from app.extraction.extractor import Extractor
from app.extraction.remote_tagger import RemoteTagger
from app.settings import Settings
from model.bundle import Bundle
from model.windows import Window
from tests.contract.golden import GOLDEN
from tests.stand_ins.tagger import FakeTagger
from tests.stand_ins.tf_serving import ModelServer


@pytest.fixture
def server(bundle: Bundle) -> Iterator[ModelServer]:
    opened = ModelServer(FakeTagger(bundle))
    yield opened
    opened.close()


@pytest.fixture
def tagger(bundle: Bundle, server: ModelServer) -> Iterator[RemoteTagger]:
    opened = RemoteTagger(bundle, HttpEndpoint(server.url), 2)
    yield opened
    opened.close()


def windows(bundle: Bundle, count: int = 1) -> list[Window]:
    texts = [f"red cotton shirt {n} " * (1 + n % 7) for n in range(count)]
    return [w for each in Extractor(bundle, FakeTagger(bundle)).cut(texts) for w in each.windows]


def test_texts_read_as_they_do_here(bundle: Bundle, tagger: RemoteTagger, server: ModelServer) -> None:
    here = Extractor(bundle, FakeTagger(bundle)).extract(GOLDEN)
    there = Extractor(bundle, tagger).extract(GOLDEN)
    assert [[(s.start, s.end, s.label) for s in each.spans] for each in there] == [
        [(s.start, s.end, s.label) for s in each.spans] for each in here
    ]
    assert set(server.paths) == {"/v1/models/saved_model:predict"}


@pytest.mark.large
def test_payloads_stay_below_six_megabytes_each_way(bundle: Bundle, tagger: RemoteTagger, server: ModelServer) -> None:
    many = windows(bundle, 3000)
    found = tagger.tag(many)
    assert [len(rows) for rows in found] == [w.last - w.first for w in many]
    assert len(server.sizes) > 2
    assert max(max(pair) for pair in server.sizes) < 6_000_000


def test_a_payload_that_is_refused_as_too_large_is_halved(bundle: Bundle) -> None:
    server = ModelServer(FakeTagger(bundle), largest=3000)
    tagger = RemoteTagger(bundle, HttpEndpoint(server.url), 1)
    many = windows(bundle, 60)
    here = FakeTagger(bundle).tag(many)
    for left, right in zip(tagger.tag(many), here, strict=True):
        np.testing.assert_allclose(left, right, atol=1e-6)
    assert max(asked for asked, _ in server.sizes if asked <= 3000) > 1000
    tagger.close()
    server.close()


def test_one_window_that_is_too_large_is_an_error(bundle: Bundle) -> None:
    server = ModelServer(FakeTagger(bundle), largest=10)
    tagger = RemoteTagger(bundle, HttpEndpoint(server.url), 1)
    with pytest.raises(TaggerError, match="refuses even a payload of one window as too large"):
        tagger.tag(windows(bundle))
    tagger.close()
    server.close()


@pytest.mark.parametrize("refusals", [[503, 429, 0], [0, 0, 502]])
def test_what_another_try_may_save_is_tried_again(
    refusals: list[int], bundle: Bundle, tagger: RemoteTagger, server: ModelServer
) -> None:
    server.refusals.extend(refusals)
    assert len(tagger.tag(windows(bundle))) == 1


def test_what_no_try_saves_is_named(bundle: Bundle, tagger: RemoteTagger, server: ModelServer) -> None:
    server.refusals.extend([503] * 4)
    with pytest.raises(TaggerError, match=rf"TAGGER_URL {server.url}: 503 .*refused"):
        tagger.tag(windows(bundle))
    server.refusals.append(404)
    with pytest.raises(TaggerError, match="404"):
        tagger.tag(windows(bundle))
    assert not server.refusals


@pytest.mark.parametrize(
    "answer", [b"hello", b"[]", b'{"predictions": []}', b'{"outputs": [[1]]}', b'{"outputs": [[[1], [NaN]]]}']
)
def test_an_answer_of_another_kind_is_an_error(
    answer: bytes, bundle: Bundle, tagger: RemoteTagger, server: ModelServer
) -> None:
    server.answer = answer
    with pytest.raises(TaggerError, match="the answer does not fit the model"):
        tagger.tag(windows(bundle))


def test_nobody_there_is_an_error_and_no_wait(bundle: Bundle, server: ModelServer) -> None:
    server.close()
    with pytest.raises(TaggerError, match="503"):
        RemoteTagger(bundle, HttpEndpoint(server.url), 1).tag(windows(bundle))


def test_a_sagemaker_endpoint_is_asked_with_a_signature(
    bundle: Bundle, server: ModelServer, monkeypatch: pytest.MonkeyPatch, aws: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME", server.address)
    server.refusals.extend([424, 503])
    tagger = open_tagger(Settings(tagger_url="sagemaker://products", threads=3), bundle)
    assert (tagger.name, tagger.threads, len(tagger.tag(windows(bundle)))) == ("remote", 3, 1)
    assert set(server.paths) == {"/endpoints/products/invocations"}
    assert server.headers[0]["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/")
    tagger.close()


def test_a_sagemaker_endpoint_that_is_not_there_is_named(bundle: Bundle, aws: str) -> None:
    endpoint = SageMakerEndpoint("absent")
    with pytest.raises(TaggerError, match="TAGGER_URL sagemaker://absent"):
        RemoteTagger(bundle, endpoint, 1).tag(windows(bundle))
    endpoint.close()


@pytest.mark.parametrize(
    "url", ["sagemaker://", "sagemaker://a/b", "http://host:8501", "http://host/v1/models/m:predict", "ftp://x", "m"]
)
def test_a_url_of_another_form_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match=r"expected sagemaker://ENDPOINT or http://HOST:8501/v1/models/NAME"):
        open_endpoint(url)
