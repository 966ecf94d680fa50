"""Calls networks that run in another process: TensorFlow Serving or a SageMaker endpoint."""

import random
import time
from collections.abc import Callable
from typing import Protocol

import httpx

from app.aws import aws_client
from app.errors import TaggerError

# Seconds. SageMaker ends a call after 60.
_CONNECT, _READ = 5.0, 65.0
# Attempts in all, and the longest pause between two, in seconds.
_ATTEMPTS, _LONGEST_PAUSE = 4, 2.0
_TRANSIENT = frozenset({408, 424, 429, 500, 502, 503, 504})


class PayloadTooLarge(Exception):
    """The endpoint does not accept a payload of this size."""


class Endpoint(Protocol):
    """Answers predict calls (model.tf_serving). Calls block, and any thread may make them."""

    place: str

    def predict(self, body: bytes) -> bytes:
        """Sends a call. Raises PayloadTooLarge, or TaggerError when the endpoint is unreachable or refuses."""

    def close(self) -> None:
        """Releases connections."""


class HttpEndpoint:
    """TensorFlow Serving's REST API: `http://HOST:8501/v1/models/NAME`, optionally followed by `/versions/N`."""

    def __init__(self, url: str) -> None:
        self.place = url
        self._client = httpx.Client(timeout=httpx.Timeout(_READ, connect=_CONNECT))

    def predict(self, body: bytes) -> bytes:
        return _with_retries(self.place, lambda: self._post(body))

    def _post(self, body: bytes) -> tuple[int, bytes]:
        try:
            answer = self._client.post(
                f"{self.place}:predict", content=body, headers={"Content-Type": "application/json"}
            )
        except httpx.TransportError as error:
            return 503, (str(error) or type(error).__name__).encode()
        return answer.status_code, answer.content

    def close(self) -> None:
        self._client.close()


class SageMakerEndpoint:
    """`sagemaker://NAME`: a real-time or serverless endpoint. Region and credentials come from the environment."""

    def __init__(self, name: str) -> None:
        self.place = f"sagemaker://{name}"
        self._name = name
        # botocore must not retry too: `_with_retries` does.
        self._api = aws_client("sagemaker-runtime", read_timeout=_READ, retries={"total_max_attempts": 1})

    def predict(self, body: bytes) -> bytes:
        return _with_retries(self.place, lambda: self._invoke(body))

    def _invoke(self, body: bytes) -> tuple[int, bytes]:
        from botocore.exceptions import BotoCoreError, ClientError

        kind = "application/json"
        try:
            answer = self._api.invoke_endpoint(EndpointName=self._name, ContentType=kind, Accept=kind, Body=body)
            return 200, answer["Body"].read()
        except ClientError as error:
            status = error.response.get("OriginalStatusCode") or error.response["ResponseMetadata"]["HTTPStatusCode"]
            return int(status), str(error).encode()
        except BotoCoreError as error:
            return 503, str(error).encode()

    def close(self) -> None:
        self._api.close()


def _with_retries(place: str, call: Callable[[], tuple[int, bytes]]) -> bytes:
    """Returns the first successful answer. It retries transient failures with growing random pauses."""
    for number in range(_ATTEMPTS):
        status, content = call()
        if status == 200:
            return content
        if status == 413:
            raise PayloadTooLarge
        if status not in _TRANSIENT:
            break
        if number + 1 < _ATTEMPTS:
            time.sleep(random.uniform(0.5, 1) * min(_LONGEST_PAUSE, 0.2 * 2**number))  # noqa: S311
    detail = content[:300].decode("utf-8", "replace")
    raise TaggerError(f"TAGGER_URL {place}: {status} {detail}")
