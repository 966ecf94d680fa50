"""A stand-in for Neptune's front: TLS and Signature Version 4 on every request, before a Gremlin server."""

import asyncio
import json
import ssl
import sys
import threading
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import pytest
from aiohttp import web
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

REGION = "eu-west-1"
_SECONDS = "%Y%m%dT%H%M%SZ"

T = TypeVar("T")
# From the parameters of a stream request to the status and the JSON of its answer.
Stream = Callable[[Mapping[str, str]], tuple[int, dict[str, Any]]]

KEYS = {"AKIDFIRST": "first secret", "AKIDSECOND": "second secret"}


def use_key(folder: Path, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has botocore ask a program for its credentials, which run out so soon that it asks before every signature."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    until = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    answer = {"Version": 1, "AccessKeyId": key, "SecretAccessKey": KEYS[key], "Expiration": until}
    (folder / "answer.json").write_text(json.dumps(answer))
    (folder / "say.py").write_text("import pathlib, sys\nprint(pathlib.Path(sys.argv[1]).read_text())\n")
    call = f"{sys.executable} {folder / 'say.py'} {folder / 'answer.json'}"
    (folder / "config").write_text(f"[default]\ncredential_process = {call}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(folder / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(folder / "none"))


class SignedGateway:
    """Accepts requests whose signature it can compute itself and that are not older than `lifetime` seconds.

    `secrets` maps access keys to secrets. `accepted` lists the access keys of accepted requests, and `refused` the
    reasons of refusals. `stream` answers requests to Neptune Streams.
    """

    def __init__(self, url: str, folder: Path, secrets: Mapping[str, str]) -> None:
        self._url = url
        self.secrets = dict(secrets)
        self.lifetime = 300.0
        self.accepted: list[str] = []
        self.refused: list[str] = []
        self.stream: Stream | None = None
        self._open: list[web.WebSocketResponse] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.certificate = make_certificate(folder)
        self._runner, self.port = self._run(self._start())

    @property
    def graph_url(self) -> str:
        return f"wss://127.0.0.1:{self.port}/gremlin?auth=iam&region={REGION}"

    def cut(self) -> None:
        """Closes every connection, as Neptune does after ten days."""
        self._run(self._close_all())

    def close(self) -> None:
        self.cut()
        self._run(self._runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _start(self) -> tuple[web.AppRunner, int]:
        app = web.Application()
        app.router.add_get("/gremlin", self._connect)
        app.router.add_get("/propertygraph/stream", self._answer_stream)
        runner = web.AppRunner(app)
        await runner.setup()
        trusted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trusted.load_cert_chain(self.certificate)
        await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=trusted).start()
        return runner, runner.addresses[0][1]

    async def _close_all(self) -> None:
        for each in self._open:
            await each.close()
        self._open.clear()

    async def _answer_stream(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refuse(request):
            return refused
        assert self.stream
        status, answer = self.stream(request.query)
        headers = {"x-amzn-ErrorType": answer["code"]} if status != 200 else {}
        return web.json_response(answer, status=status, headers=headers)

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        if refused := self._refuse(request):
            return refused
        client = web.WebSocketResponse(max_msg_size=0)
        await client.prepare(request)
        self._open.append(client)
        async with aiohttp.ClientSession() as session, session.ws_connect(self._url, max_msg_size=0) as server:
            ways = [asyncio.create_task(_pass_on(*way)) for way in ((client, server), (server, client))]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in ways:
                way.cancel()
        return client

    def _refuse(self, request: web.Request) -> web.Response | None:
        try:
            self.accepted.append(self._check(request))
        except Refused as refused:
            self.refused.append(str(refused))
            return web.Response(status=403, text=str(refused))
        return None

    def _check(self, request: web.Request) -> str:
        """Returns the access key of a correctly signed request. Raises Refused."""
        given = request.headers.get("Authorization", "")
        key = given.partition("Credential=")[2].partition("/")[0]
        if key not in self.secrets:
            raise Refused(f"unknown access key {key!r}")
        at = request.headers["X-Amz-Date"]
        age = datetime.now(UTC) - datetime.strptime(at, _SECONDS).replace(tzinfo=UTC)
        if abs(age.total_seconds()) > self.lifetime:
            raise Refused(f"signature of {at} has expired")
        named = given.partition("SignedHeaders=")[2].partition(",")[0].split(";")
        headers = {name: request.headers[name] for name in named if name != "host"}
        if sign(f"https://{request.host}{request.path_qs}", key, self.secrets[key], headers) != given:
            raise Refused("the signature does not match")
        return key


class Refused(Exception):
    """A connection was refused; the message says why."""


def sign(url: str, key: str, secret: str, headers: Mapping[str, str]) -> str:
    """Returns the `Authorization` header for a request. `headers` include the time of signing."""
    request = AWSRequest(method="GET", url=url, headers=dict(headers))
    request.context["timestamp"] = headers["x-amz-date"]
    auth = SigV4Auth(Credentials(key, secret), "neptune-db", REGION)
    # These are the steps of `add_auth`, with the given time instead of now.
    to_sign = auth.string_to_sign(request, auth.canonical_request(request))
    auth._inject_signature_to_request(request, auth.signature(to_sign, request))
    return str(request.headers["Authorization"])


async def _pass_on(source: Any, sink: Any) -> None:
    async for message in source:
        await sink.send_bytes(message.data)


def make_certificate(folder: Path) -> Path:
    """Writes a key and a self-signed certificate for 127.0.0.1 to one file, and returns it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gateway")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / "certificate.pem"
    file.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    return file
