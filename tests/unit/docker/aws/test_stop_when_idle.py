"""The workbench stops itself once nothing has run for a while, and only then."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(__file__).resolve().parents[4] / "docker" / "aws" / "notebook" / "stop_when_idle.py"
HOUR = 3600
ARN = "arn:aws:sagemaker:eu-west-1:123456789012:notebook-instance/bench"


def active(ago: float, state: str = "idle") -> dict[str, str]:
    """A kernel as Jupyter describes it, last active so many seconds ago."""
    last = datetime.now(UTC) - timedelta(seconds=ago)
    return {"last_activity": last.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), "execution_state": state}


@contextmanager
def jupyter(answers: dict[str, list[Any]]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answers[self.path]).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def stopped(folder: Path, kernels: list[Any], terminals: list[Any], patience: float = HOUR) -> str:
    """Runs the program, and returns the call of AWS's command line; empty if there is none."""
    (folder / "aws").write_text(f'#!/bin/sh\necho "$@" > {folder}/said\n')
    (folder / "aws").chmod(0o755)
    (folder / "metadata.json").write_text(json.dumps({"ResourceName": "bench", "ResourceArn": ARN}))
    with jupyter({"/api/kernels": kernels, "/api/terminals": terminals}) as address:
        own = {"JUPYTER_SERVER": address, "INSTANCE_METADATA": str(folder / "metadata.json")}
        own["PATH"] = f"{folder}:{os.environ['PATH']}"
        subprocess.run([sys.executable, PROGRAM, str(patience)], env=os.environ | own, check=True, timeout=30)
    said = folder / "said"
    return said.read_text() if said.exists() else ""


@pytest.mark.parametrize(
    ("kernels", "terminals"),
    [
        pytest.param([active(2 * HOUR), active(60)], [], id="a kernel ran a minute ago"),
        pytest.param([active(2 * HOUR, "busy")], [], id="a kernel computes"),
        pytest.param([], [active(60)], id="somebody types in a terminal"),
    ],
)
def test_what_is_used_goes_on(tmp_path: Path, kernels: list[Any], terminals: list[Any]) -> None:
    assert stopped(tmp_path, kernels, terminals) == ""


def test_without_activity_the_instance_stops(tmp_path: Path) -> None:
    said = stopped(tmp_path, [active(20)], [active(30)], patience=0.001)
    assert said == "sagemaker stop-notebook-instance --region eu-west-1 --notebook-instance-name bench\n"


def test_without_any_kernel_the_start_counts(tmp_path: Path) -> None:
    assert stopped(tmp_path, [], [], patience=1e9) == ""
    assert stopped(tmp_path, [], [], patience=0.001) != ""
