"""The sample items: how a service with an empty graph says to load them, and that this works."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from model.bundle import Bundle
from tests.integration.process import ROOT, serving


def test_a_service_with_an_empty_graph_says_how_to_load_the_sample_items(bundle: Bundle, tmp_path: Path) -> None:
    with serving(tmp_path / "service", MODEL=str(bundle.folder)) as (_, http):
        said = (tmp_path / "service" / "log").read_text()
        assert "make" not in said
        (command,) = re.findall(r"loads 300 sample items: itemgraph (.*)", said)
        assert command == f"load --demo --url {str(http.base_url).rstrip('/')}"
        ran = subprocess.run(
            [sys.executable, "-m", "app.cli", *shlex.split(command)],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.stdout.startswith("300 created, 0 errors"), ran.stderr
        assert http.get("/readyz").json()["items"] == 300
