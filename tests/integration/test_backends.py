"""Training on another Keras backend gives the same kind of bundle."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.extraction.extractor import Extractor
from app.extraction.tensorflow_tagger import TensorFlowTagger
from app.lifecycle.measures.assess import measure, tag_corpus
from model.bundle import read_bundle
from training.corpora import read_dataset

# Ten texts of seven pieces a step: JAX compiles its operations anew for each shape of a batch, for seconds.
SETTINGS = "--set window=16 --set overlap=4 --set batch_pieces=70 --set learning_rate=0.01".split()


@pytest.mark.timeout(300)
def test_training_on_jax_exports_a_saved_model_that_tensorflow_reads(
    data: Path, checkpoint: Path, tmp_path: Path
) -> None:
    call = f"train {data} {tmp_path / 'out'} --encoder {checkpoint} --epochs 12"
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *call.split(), *SETTINGS],
        env=os.environ | {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert done.returncode == 0, done.stderr
    bundle = read_bundle(tmp_path / "out")
    report = json.loads(bundle.path("report.json").read_text("utf-8"))
    assert report["parameters"]["backend"] == "jax"
    validation = read_dataset(data).splits["validation"]
    extractor = Extractor(bundle, TensorFlowTagger(bundle))
    found = measure(bundle, None, validation, tag_corpus(extractor, validation))
    assert found.micro.f1 > 0.6
    assert found.micro.f1 == pytest.approx(report["evaluations"]["validation"]["micro"]["f1"], abs=0.02)
