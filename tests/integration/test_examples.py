"""The examples run unchanged, and the tutorial's commands are those of its example."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.documents import DOCS, ROOT
from tests.gremlin import free_port
from tests.integration.process import serving
from tests.parts import require

EXAMPLES = ROOT / "examples"
WALK = EXAMPLES / "labels_to_search.sh"


def run(command: list[str], **settings: str) -> str:
    """What a command prints. It finds this environment's programs first."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **settings}
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def client_example() -> Any:
    """The module `examples/client.py`."""
    spec = importlib.util.spec_from_file_location("client_example", EXAMPLES / "client.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_client_loads_searches_and_pages(tmp_path: Path) -> None:
    with serving(tmp_path) as (_, http):
        said = run([sys.executable, str(EXAMPLES / "client.py")], ITEMGRAPH_URL=str(http.base_url))
    loaded, hits = said.splitlines()[:3], said.splitlines()[3:]
    assert loaded == ["tee-1: created", "tee-2: created", "jacket-1: created"]
    assert [hit.split(":")[0] for hit in hits] == ["tee-1", "tee-2"]
    assert "color:navy" in hits[0] or "color:blue" in hits[0]


def test_the_client_waits_as_long_as_the_service_says(client_example: Any) -> None:
    answers = [httpx.Response(429, headers={"Retry-After": "0"}), httpx.Response(200, json={"hits": [], "next": None})]
    transport = httpx.MockTransport(lambda request: answers.pop(0))
    with httpx.Client(base_url="http://service", transport=transport) as http:
        assert list(client_example.Itemgraph(http).search("red")) == []
    assert answers == []


def test_the_client_gives_up_with_the_reason(client_example: Any) -> None:
    busy = httpx.Response(429, headers={"Retry-After": "0"}, json={"detail": "the queue is full"})
    with httpx.Client(base_url="http://service", transport=httpx.MockTransport(lambda request: busy)) as http:
        service = client_example.Itemgraph(http, tries=2)
        with pytest.raises(httpx.HTTPStatusError, match="429: the queue is full"):
            list(service.search("red"))


def test_the_tutorial_has_the_commands_of_its_example() -> None:
    page = (DOCS / "tutorial.md").read_text("utf-8")
    shown = "".join(re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)).replace("8000", "$PORT")
    steps = WALK.read_text("utf-8").partition("# Labels\n")[2]
    wanted = [line for line in steps.splitlines() if line and not line.startswith("#")]
    assert [line for line in shown.replace("'localhost:$PORT", '"localhost:$PORT').splitlines() if line] == wanted


def shown_answers() -> list[str]:
    """The answers that the tutorial shows below its commands."""
    page = (DOCS / "tutorial.md").read_text("utf-8").partition("## 3. Graph")[2]
    answers = re.findall(r"^```json\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(answers) == 3
    return answers


@pytest.mark.timeout(400)
@pytest.mark.slow
def test_the_walk_from_labels_to_search_runs(tmp_path: Path) -> None:
    require("jq", shutil.which("jq") is not None)
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    training = tmp_path / "examples" / "plants" / "training.toml"
    shorter = training.read_text("utf-8").replace("epochs = 4", "epochs = 2") + "compact = true\n"
    assert "epochs = 2" in shorter
    training.write_text(shorter, "utf-8")
    said = run(["bash", str(tmp_path / "examples" / WALK.name)], PORT=str(free_port()))
    assert "dark corner → light:low light" in said
    for answer in shown_answers():
        assert answer in said
