"""Runs the real service as a separate process."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from app.settings import DEFAULT_MODEL

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], httpx.Client]]:
    """The service on a free port, ready to answer; killed at the end. What it says is in `folder/log`.

    `settings`: further variables.
    """
    folder.mkdir(exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    own = {"PORT": str(port), "DATA_DIR": str(folder), "MODEL": str(DEFAULT_MODEL), "GRAPH_URL": "", **settings}
    command = [sys.executable, "-c", "from app.cli import main; main()", "serve"]
    with (
        (folder / "log").open("ab") as log,
        subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own}, stdout=log, stderr=log) as process,
    ):
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False) as client:
                _wait_until_ready(process, client, folder / "log")
                yield process, client
        finally:
            process.kill()


def _wait_until_ready(process: subprocess.Popen[bytes], client: httpx.Client, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the service did not become ready")
