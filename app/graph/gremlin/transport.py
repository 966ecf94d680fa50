"""WebSockets that sign as they connect."""

import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from gremlin_python.driver.aiohttp.transport import AiohttpTransport

from app.errors import SettingsError

Sign = Callable[[str], Mapping[str, str]]

_LARGEST_ANSWER = 150 * 2**20


class Transport(AiohttpTransport):
    """One connection. `sign` makes the headers for its address when it connects, and not before: a signature of AWS
    lives for five minutes. Certificates of `wss://` are verified."""

    def __init__(self, timeout: float, sign: Sign | None) -> None:
        options: dict[str, Any] = {"max_content_length": _LARGEST_ANSWER, "heartbeat": 30.0}
        super().__init__(
            read_timeout=timeout, write_timeout=timeout, ssl_options=ssl.create_default_context(), **options
        )
        self._sign = sign

    def connect(self, url: str, headers: Mapping[str, str] | None = None) -> None:
        signed = self._sign(url) if self._sign else {}
        super().connect(url, {**(headers or {}), **signed})

    def abandon(self) -> None:
        """Closes what is left of a connection, which the driver forgets where it could not be made, or was cut."""
        with suppress(Exception):
            self.close()
        if not self._loop.is_closed():
            with suppress(Exception):
                self._loop.run_until_complete(self._client_session.close())
            self._loop.close()


def signer(region: str) -> Sign:
    """Signs with Signature Version 4 for Neptune, with the credentials of the moment. Raises SettingsError where boto3
    or credentials are missing."""
    try:
        import botocore.session
        from botocore.auth import SigV4Auth
        from botocore.awsrequest import AWSRequest
    except ModuleNotFoundError as error:
        advice = "`pip install 'itemgraph[aws]'`"
        raise SettingsError(f"GRAPH_URL with auth=iam: {error.name} is not installed; {advice}") from error
    credentials = botocore.session.get_session().get_credentials()
    if credentials is None:
        raise SettingsError("GRAPH_URL with auth=iam: no AWS credentials were found (environment, profile or role)")

    def sign(url: str) -> Mapping[str, str]:
        request = AWSRequest(method="GET", url=url.replace("wss://", "https://", 1))
        SigV4Auth(credentials.get_frozen_credentials(), "neptune-db", region).add_auth(request)
        return dict(request.headers.items())

    return sign
