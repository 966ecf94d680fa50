"""The workbench: its notebook is executed on Gremlin Server and on RDF, and its start on stand-ins for AWS."""

import json
import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pyoxigraph import RdfFormat, Store

from tests.gremlin import empty_gremlin_store, gremlin_url
from tests.integration.process import ROOT, serving
from tests.parts import require
from tests.stand_ins.graph_port import GraphPort

BIN = ROOT / ".venv-workbench" / "bin"
NOTEBOOK = ROOT / "docs" / "notebooks" / "questions.ipynb"
START = ROOT / "docker" / "aws" / "notebook" / "start.sh"
DEMO = ROOT / "app" / "web" / "explorer" / "demo.jsonl"

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What `notebook.py` says of the notebook, on the sample items."""
    require("`.venv-workbench`", (BIN / "python").exists())
    folder = tmp_path_factory.mktemp("workbench")
    with (
        closing(empty_gremlin_store(folder)),
        serving(folder / "service", GRAPH_URL=gremlin_url()) as (_, client),
    ):
        items = [json.loads(line) for line in DEMO.read_text("utf-8").splitlines()]
        for at in range(0, len(items), 20):  # A busy machine writes more than that too slowly for one call.
            client.post("/items", json={"items": items[at : at + 20]}).raise_for_status()
        triples = Store()
        exported = client.get("/graph/export", params={"format": "ntriples"}).content
        triples.bulk_load(input=exported, format=RdfFormat.N_TRIPLES)
        with closing(GraphPort(gremlin_url(), triples)) as port:
            return execute(folder, port.port)


def execute(folder: Path, port: int) -> Any:
    config = {"host": "127.0.0.1", "port": port, "ssl": False, "sparql": {"path": "sparql"}}
    config["gremlin"] = {"traversal_source": "g", "message_serializer": "graphbinaryv1"}
    (folder / "config.json").write_text(json.dumps(config))
    ran = subprocess.run(
        [BIN / "python", Path(__file__).parent / "notebook.py", NOTEBOOK],
        env=os.environ | {"GRAPH_NOTEBOOK_CONFIG": str(folder / "config.json"), "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def rows(executed: Any, name: str) -> list[dict[str, str]]:
    """The rows of an answer in SPARQL."""
    found = executed["stored"][name]["results"]["bindings"]
    return [{key: cell["value"] for key, cell in row.items()} for row in found]


def test_every_cell_has_an_answer(executed: Any) -> None:
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    queries = [each for each in cells if "".join(each["source"]).startswith("%%")]
    assert len(executed["tabs"]) == len(queries) > 8
    assert all("Query Metadata" in tabs and "Error" not in tabs for tabs in executed["tabs"])


def test_the_answers_in_gremlin(executed: Any) -> None:
    found = executed["stored"]
    (counts,), (names,) = found["counts"], found["names"]
    assert counts["Item"] == 300
    assert counts["Property"] == sum(names.values())
    numbers = [each["items"] for each in found["common"]]
    assert numbers == sorted(numbers, reverse=True)
    implied = next(each for each in found["why"] if each["value"] == "blue")
    assert implied["narrower"] == "navy"
    assert {"navy", "blue"} <= {each["value"] for each in found["shared"]}
    assert all("tent" in title.lower() or "lantern" in title.lower() for title in found["missing"])


def test_the_answers_in_sparql_are_those_in_gremlin(executed: Any) -> None:
    types = {each["type"].rsplit("/", 1)[1]: int(each["number"]) for each in rows(executed, "types")}
    assert (types["doc"], types["nested-property"]) == (300, executed["stored"]["counts"][0]["Property"])
    in_gremlin = [each["items"] for each in executed["stored"]["common"]]
    assert [int(each["documents"]) for each in rows(executed, "labels")] == in_gremlin
    doubtful = rows(executed, "doubtful")
    assert doubtful
    assert all(float(each["score"]) < 0.5 for each in doubtful)


def test_pictures_have_items_and_properties_with_their_names(executed: Any) -> None:
    connected, neighborhood, documents = executed["pictures"]
    assert {"navy", "blue", "Velorrin Breva 3 Running Shoes Navy, EU 42"} <= {*connected["names"]}
    assert {"navy", "Plainfenn"} <= {*neighborhood["names"]}
    assert all(each["edges"] for each in (connected, neighborhood, documents))


def test_the_notebook_has_no_outputs() -> None:
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    assert all(not each.get("outputs") and each.get("execution_count") is None for each in cells)


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """A folder in place of the instance's disk, with commands that say how they were called."""
    for name in ("bin", "home/SageMaker", "system/bin", "s3"):
        (tmp_path / name).mkdir(parents=True)
    for name, does in {
        "sudo": 'shift 2; exec "$@"',
        "systemd-run": f'echo "$@" > {tmp_path}/timer',
        "aws": f'for last; do :; done; cp -r {tmp_path}/s3 "$last"',
    }.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    return tmp_path


def start(instance: Path) -> str:
    said = {"BUCKET": "bench", "REGION": "eu-west-1", "GRAPH": "db.cluster-1.eu-west-1.neptune.amazonaws.com"}
    said |= {"LOADER": "arn:aws:iam::123456789012:role/load", "IDLE_SECONDS": "3600"}
    said |= {"HOME_FOLDER": str(instance / "home"), "SYSTEM": str(instance / "system")}
    said["PATH"] = f"{instance / 'bin'}:{os.environ['PATH']}"
    ran = subprocess.run(["bash", START], env=os.environ | said, capture_output=True, text=True, timeout=100)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_the_start_names_the_graph_for_graph_notebook(instance: Path) -> None:
    require("`.venv-workbench`", BIN.exists())
    assert "s3://bench/workbench has no requirements.txt" in start(instance)
    script = (
        "import sys; from graph_notebook.configuration.get_config import get_config; print(get_config(sys.argv[1]))"
    )
    read = [str(BIN / "python"), "-c", script, str(instance / "home" / "graph_notebook_config.json")]
    ran = subprocess.run(read, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert "stop_when_idle.py 3600" in (instance / "timer").read_text()


def test_the_start_installs_a_kernel_from_the_bucket_once(instance: Path) -> None:
    wheels = instance / "s3" / "wheels"
    wheels.mkdir()
    said = f"import sys; open({str(instance / 'kernel')!r}, 'a').write(' '.join(sys.argv[1:]) + chr(10))"
    kernel, information = {"ipykernel/__main__.py": said}, "Metadata-Version: 2.1\nName: ipykernel\nVersion: 1\n"
    kernel |= {"ipykernel-1.data/data/share/jupyter/labextensions/graph_notebook_widgets/package.json": "{}"}
    kernel |= {"ipykernel-1.dist-info/METADATA": information}
    kernel |= {"ipykernel-1.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    with ZipFile(wheels / "ipykernel-1-py3-none-any.whl", "w") as wheel:
        for name, text in kernel.items():
            wheel.writestr(name, text)
        wheel.writestr("ipykernel-1.dist-info/RECORD", "".join(f"{name},,\n" for name in kernel))
    (instance / "s3" / "requirements.txt").write_text("ipykernel==1\n")
    start(instance)
    assert (instance / "system/share/jupyter/labextensions/graph_notebook_widgets/package.json").exists()
    shutil.rmtree(wheels)  # What is installed outlives a stop.
    assert start(instance) == ""
    (first, second) = (instance / "kernel").read_text().splitlines()
    assert first == second == f"install --prefix {instance}/system --name itemgraph --display-name Itemgraph"


def test_wheels_of_another_python_are_told(instance: Path) -> None:
    (instance / "s3" / "requirements.txt").write_text("ipykernel==1\n")
    assert "do not fit Python 3" in start(instance)
