"""What a training refuses before it loads TensorFlow. Trainings themselves: tests/unit/app/cli/model/test_life.py."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
CODE = """
import sys
from pathlib import Path
from app.lifecycle.config import read_config
from app.lifecycle.train import TrainingRun, train
from app.settings import Settings
from model.errors import ItemgraphError
from training.learning.progress import Progress

data, output, *sets = sys.argv[1:]
try:
    train(TrainingRun(Path(data), Path(output), read_config(None, sets, {})), Settings(), Progress())
except ItemgraphError as error:
    print(error)
print("loaded:", *{"keras", "tensorflow", "transformers"} & set(sys.modules))
"""


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        (("encoder=/no/such/folder",), "encoder /no/such/folder: expected an existing folder or an id"),
        (("window=512", "overlap=0", "encoder=CHECKPOINT"), "the encoder has 64 positions, the window 512 pieces"),
        (("partial=none.jsonl",), "none.jsonl: no such file; expected a file"),
    ],
)
def test_what_is_wrong_is_said_before_tensorflow_is_loaded(
    data: Path, checkpoint: Path, tmp_path: Path, sets: tuple[str, ...], said: str
) -> None:
    given = [each.replace("CHECKPOINT", str(checkpoint)) for each in sets]
    call = [sys.executable, "-c", CODE, str(data), str(tmp_path / "out"), *given]
    ran = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert said in ran.stdout, ran.stderr
    assert ran.stdout.endswith("loaded:\n")


def test_a_wrong_folder_of_labels_is_said_before_tensorflow_is_loaded(tmp_path: Path) -> None:
    call = [sys.executable, "-c", CODE, str(tmp_path / "none"), str(tmp_path / "out")]
    ran = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ran.stdout.startswith(f"{tmp_path / 'none'}: no such file; expected a file")
    assert ran.stdout.endswith("loaded:\n")
