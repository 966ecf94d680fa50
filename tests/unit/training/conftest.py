"""The tiny checkpoint in the forms in which others store checkpoints."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.stand_ins.checkpoint import WIDTH, WORDS

if TYPE_CHECKING:
    from training.network.encoders import Encoder


@pytest.fixture(scope="session")
def encoder(checkpoint: Path) -> "Encoder":
    from training.network.encoders import load_encoder  # TensorFlow, which most tests of training do without

    return load_encoder(str(checkpoint))


@pytest.fixture
def cased(checkpoint: Path, tmp_path: Path) -> Path:
    """The checkpoint with the case kept, and a word list in place of `tokenizer.json`; its last word is Nike."""
    folder = Path(shutil.copytree(checkpoint, tmp_path / "cased"))
    (folder / "tokenizer.json").unlink()
    (folder / "vocab.txt").write_text("\n".join([*WORDS[:-2], "[MASK]", "Nike"]))
    (folder / "tokenizer_config.json").write_text('{"do_lower_case": false, "tokenizer_class": "BertTokenizer"}')
    return folder


@pytest.fixture(params=["bare names", "old names and heads", "shards", "F16", "BF16"])
def variant(request: pytest.FixtureRequest, checkpoint: Path, tmp_path: Path) -> tuple[Path, dict[str, np.ndarray]]:
    """The checkpoint as others would store it, and its tensors by their own names as that type rounds them."""
    folder = Path(shutil.copytree(checkpoint, tmp_path / "variant"))
    tensors = load_file(folder / "model.safetensors")
    match request.param:
        case "old names and heads":
            old = {_old(name): values for name, values in tensors.items()}
            heads = {
                "bert.pooler.dense.weight": np.ones((WIDTH, WIDTH), "f4"),
                "cls.predictions.bias": np.ones(3, "f4"),
            }
            save_file({**old, **heads, "bert.embeddings.position_ids": np.arange(64)}, folder / "model.safetensors")
        case "shards":
            (folder / "model.safetensors").unlink()
            place = {name: f"model-0000{n % 2 + 1}-of-00002.safetensors" for n, name in enumerate(tensors)}
            for file in set(place.values()):
                save_file({name: tensors[name] for name in tensors if place[name] == file}, folder / file)
            (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": place}))
        case "F16":
            halves = {name: values.astype("f2") for name, values in tensors.items()}
            save_file(halves, folder / "model.safetensors")
            tensors = {name: values.astype("f4") for name, values in halves.items()}
        case "BF16":
            tensors = {name: (values.view("<u4") & 0xFFFF0000).view("<f4") for name, values in tensors.items()}
            (folder / "model.safetensors").write_bytes(_brain_floats(tensors))
    return folder, tensors


def _old(name: str) -> str:
    return "bert." + name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")


def _brain_floats(tensors: dict[str, np.ndarray]) -> bytes:
    """A file of the upper halves of float32, which NumPy has no type for."""
    header, data = {}, b""
    for name, values in tensors.items():
        half = (values.view("<u4") >> 16).astype("<u2").tobytes()
        ends = [len(data), len(data) + len(half)]
        header[name] = {"dtype": "BF16", "shape": list(values.shape), "data_offsets": ends}
        data += half
    head = json.dumps(header).encode()
    return len(head).to_bytes(8, "little") + head + data
