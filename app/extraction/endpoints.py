"""Where a network can run that is not in this process."""

import random
import time
from collections.abc import Callable
from typing import Protocol

import httpx

from app.aws import aws_client
from app.errors import TaggerError

# Seconds. SageMaker cuts a call off after 60.
_CONNECT, _READ = 5.0, 65.0
# Calls in all, and the longest pause before the next one.
_TRIES, _PAUSE = 4, 2.0
_TRANSIENT = frozenset({408, 424, 429, 500, 502, 503, 504})


class TooMuch(Exception):
    """The endpoint takes no payload as large as this one."""


class Endpoint(Protocol):
    """Answers predict calls (model.tf_serving). Calls block, and are safe from any thread."""

    place: str

    def predict(self, body: bytes) -> bytes:
        """Raises TooMuch, or TaggerError when it is away or refuses."""

    def close(self) -> None:
        """Releases connections."""


class HttpEndpoint:
    """TensorFlow Serving's REST API: `http://HOST:8501/v1/models/NAME`, with `/versions/N` behind it if wanted."""

    def __init__(self, url: str) -> None:
        self.place = url
        self._client = httpx.Client(timeout=httpx.Timeout(_READ, connect=_CONNECT))

    def predict(self, body: bytes) -> bytes:
        return _patiently(self.place, lambda: self._post(body))

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
    """`sagemaker://NAME`: a real-time or serverless endpoint, with the region and credentials of the environment."""

    def __init__(self, name: str) -> None:
        self.place = f"sagemaker://{name}"
        self._name = name
        # botocore's own tries would take the time of ours.
        self._api = aws_client("sagemaker-runtime", read_timeout=_READ, retries={"total_max_attempts": 1})

    def predict(self, body: bytes) -> bytes:
        return _patiently(self.place, lambda: self._invoke(body))

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


def _patiently(place: str, call: Callable[[], tuple[int, bytes]]) -> bytes:
    """The answer of the first call that gets one; those that another try may save are made again."""
    for number in range(_TRIES):
        status, content = call()
        if status == 200:
            return content
        if status == 413:
            raise TooMuch
        if status not in _TRANSIENT:
            break
        if number + 1 < _TRIES:
            time.sleep(random.uniform(0.5, 1) * min(_PAUSE, 0.2 * 2**number))  # noqa: S311
    detail = content[:300].decode("utf-8", "replace")
    raise TaggerError(f"TAGGER_URL {place}: {status} {detail}")
