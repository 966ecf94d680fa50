"""The compose file and the Dockerfiles, checked without Docker."""

import subprocess
import sysconfig
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sysconfig.get_path("scripts"))


def check(*call: object) -> str:
    done = subprocess.run(list(map(str, call)), capture_output=True, text=True, cwd=ROOT)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_compose_file_is_of_the_compose_schema(tmp_path: Path) -> None:
    checker = BIN / "check-jsonschema"
    assert check(checker, "--builtin-schema", "vendor.compose-spec", "docker-compose.yml") == ""
    (tmp_path / "wrong.yml").write_text("services: {app: {ports: 8000}}")
    assert "ports" in check(checker, "--builtin-schema", "vendor.compose-spec", tmp_path / "wrong.yml")


def test_compose_starts_the_service_once_the_graph_is_healthy() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert services["app"]["depends_on"] == {"graph": {"condition": "service_healthy"}}
    assert all("healthcheck" in service for service in services.values())
    assert services["app"]["environment"]["GRAPH_URL"] == "ws://graph:8182/gremlin"
    assert services["app"]["environment"]["INDEX_URL"] == "http://search:9200"
    assert services["search"]["profiles"] == ["opensearch"]
    assert services["app"]["environment"]["ALLOW_ANONYMOUS"] == "true"
    assert all(port.startswith("127.0.0.1:") for port in services["app"]["ports"])
    app, graph = services["app"]["build"], services["graph"]["build"]
    assert (ROOT / app["context"] / app["dockerfile"]).is_file()
    assert (ROOT / graph / "Dockerfile").is_file()


@pytest.mark.parametrize(
    "dockerfile", ["app.Dockerfile", "tensorflow.Dockerfile", "training.Dockerfile", "gremlin/Dockerfile"]
)
def test_hadolint_finds_nothing_in(dockerfile: str) -> None:
    assert check(BIN / "hadolint", ROOT / "docker" / dockerfile) == ""
