"""Renews the answers in the README: `python -m tests.renew_readme`.

Starts the service on an empty graph, loads the demo catalog, runs every `curl` of the README in its order, and writes
what it answered under it.
"""

import re
import subprocess
import tempfile
from pathlib import Path

from app.cli.client import Client
from app.cli.items.load import send_items
from app.cli.items.records import Mapping
from tests.integration.process import ROOT, serving

README = ROOT / "README.md"
_BLOCK = re.compile(r"(?<=```\n)\$ (?:curl|printf).*?(?=```)", re.DOTALL)
_CALL = re.compile(r"\$ (.*?[^\\])\n", re.DOTALL)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as (_, http):
        address = str(http.base_url)
        with Client(address) as client:
            send_items(client, ROOT / "docs" / "demo" / "catalog.jsonl", Mapping())
        README.write_text(_BLOCK.sub(lambda block: _answered(block[0], address), README.read_text("utf-8")), "utf-8")


def _answered(block: str, address: str) -> str:
    return "".join(f"$ {call}\n{_run(call, address)}" for call in _CALL.findall(block))


def _run(call: str, address: str) -> str:
    done = subprocess.run(
        ["bash", "-c", call.replace("localhost:8000", address.removeprefix("http://"))],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout if done.stdout.endswith("\n") else done.stdout + "\n"


if __name__ == "__main__":
    main()
