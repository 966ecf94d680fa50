"""Where pretrained encoders come from, and the shapes in which checkpoints come."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from tests.unit.training.conftest import WORDS
from tests.unit.training.hub import hub
from training.encoders import PACKAGED, load_encoder
from training.errors import EncoderError


@pytest.fixture
def copy(checkpoint: Path, tmp_path: Path) -> Path:
    """The tiny checkpoint, to be changed."""
    shutil.copytree(checkpoint, tmp_path / "copy")
    return tmp_path / "copy"


def configure(folder: Path, **changes: Any) -> None:
    place = folder / "config.json"
    place.write_text(json.dumps({**json.loads(place.read_text()), **changes}))


def rename(folder: Path, change: Any) -> None:
    tensors = load_file(folder / "model.safetensors")
    save_file({change(name): values for name, values in tensors.items()}, folder / "model.safetensors")


def same(folder: Path, checkpoint: Path, tolerance: float = 0.0) -> None:
    """Both give the same weights."""
    found, wanted = load_encoder(str(folder)).weights, load_encoder(str(checkpoint)).weights
    assert found.keys() == wanted.keys()
    for name, values in wanted.items():
        np.testing.assert_allclose(found[name], values, atol=tolerance, err_msg=name)


def test_the_packaged_encoder_is_whole() -> None:
    encoder = load_encoder(PACKAGED)
    assert (encoder.shape.layers, encoder.shape.width, encoder.shape.vocabulary) == (6, 384, 30522)
    assert encoder.weights["embeddings.words"].shape == (30522, 384)


def test_names_of_checkpoints_from_tensorflow_and_of_whole_models_are_known(copy: Path, checkpoint: Path) -> None:
    def old(name: str) -> str:
        name = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")
        return f"bert.{name}"

    rename(copy, old)
    tensors = load_file(copy / "model.safetensors")
    extra = {"bert.pooler.dense.weight": np.ones((16, 16), np.float32), "cls.predictions.bias": np.ones(3, np.float32)}
    save_file({**tensors, **extra, "bert.embeddings.position_ids": np.arange(64)}, copy / "model.safetensors")
    same(copy, checkpoint)


def test_weights_in_shards_are_put_together(copy: Path, checkpoint: Path) -> None:
    tensors = load_file(copy / "model.safetensors")
    names = sorted(tensors)
    parts = {"model-00001-of-00002.safetensors": names[::2], "model-00002-of-00002.safetensors": names[1::2]}
    for file, own in parts.items():
        save_file({name: tensors[name] for name in own}, copy / file)
    index = {"weight_map": {name: file for file, own in parts.items() for name in own}}
    (copy / "model.safetensors.index.json").write_text(json.dumps(index))
    (copy / "model.safetensors").unlink()
    same(copy, checkpoint)
    (copy / "model-00002-of-00002.safetensors").unlink()
    with pytest.raises(EncoderError, match=r"model-00002-of-00002\.safetensors is missing, a part of the weights"):
        load_encoder(str(copy))


def test_half_precision_weights_become_float32(copy: Path, checkpoint: Path) -> None:
    tensors = load_file(copy / "model.safetensors")
    save_file({name: values.astype(np.float16) for name, values in tensors.items()}, copy / "model.safetensors")
    same(copy, checkpoint, tolerance=2e-3)


def test_brain_floats_become_float32(copy: Path, checkpoint: Path) -> None:
    """The upper halves of float32, which NumPy has no type for: the file is written by hand."""
    header, data = {}, b""
    for name, values in load_file(copy / "model.safetensors").items():
        half = (values.astype("<f4").view("<u4") >> 16).astype("<u2").tobytes()
        header[name] = {
            "dtype": "BF16",
            "shape": list(values.shape),
            "data_offsets": [len(data), len(data) + len(half)],
        }
        data += half
    head = json.dumps(header).encode()
    (copy / "model.safetensors").write_bytes(len(head).to_bytes(8, "little") + head + data)
    same(copy, checkpoint, tolerance=2e-2)


@pytest.mark.parametrize("lower", [True, False])
def test_a_word_list_alone_is_read_with_the_case_of_the_checkpoint(copy: Path, lower: bool) -> None:
    (copy / "tokenizer.json").unlink()
    (copy / "vocab.txt").write_text("\n".join([*WORDS, "Nike"]))
    (copy / "tokenizer_config.json").write_text(
        json.dumps({"do_lower_case": lower, "tokenizer_class": "BertTokenizer"})
    )
    save_file(
        {
            **load_file(copy / "model.safetensors"),
            "embeddings.word_embeddings.weight": np.zeros((len(WORDS) + 1, 16), np.float32),
        },
        copy / "model.safetensors",
    )
    configure(copy, vocab_size=len(WORDS) + 1)
    tokenizer = load_encoder(str(copy)).tokenizer
    assert tokenizer.encode("Nike nike", add_special_tokens=False).tokens == [["Nike", "nike"], ["nike", "nike"]][lower]
    assert tokenizer.encode("nike™", add_special_tokens=False).offsets == [(0, 4), (4, 5)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model_type": "roberta"}, "model_type is 'roberta', expected 'bert'"),
        ({"hidden_act": "gelu_new"}, "hidden_act is 'gelu_new', expected 'gelu'"),
        ({"position_embedding_type": "relative_key"}, "position_embedding_type is 'relative_key'"),
        ({"num_hidden_layers": 3}, r"the weights have no encoder\.layer\.2\.attention\.self\.query\.weight"),
        ({"vocab_size": 7}, r"word_embeddings\.weight is \(\d+, 16\), expected \(7, 16\) by config\.json"),
    ],
)
def test_a_checkpoint_that_is_not_what_it_says_is_refused(copy: Path, changes: dict[str, Any], message: str) -> None:
    configure(copy, **changes)
    with pytest.raises(EncoderError, match=message):
        load_encoder(str(copy))


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("config.json", r"config\.json is missing"),
        ("model.safetensors", r"model\.safetensors is missing; pytorch_model\.bin is there, but only safetensors"),
        ("tokenizer.json", r"neither tokenizer\.json nor vocab\.txt"),
    ],
)
def test_a_missing_file_is_named(copy: Path, missing: str, message: str) -> None:
    (copy / missing).unlink()
    (copy / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(EncoderError, match=message):
        load_encoder(str(copy))


def test_half_a_file_is_refused(copy: Path) -> None:
    whole = (copy / "model.safetensors").read_bytes()
    (copy / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(EncoderError, match=r"model\.safetensors is no whole safetensors file"):
        load_encoder(str(copy))


LOAD = """
import sys
from training.encoders import load_encoder
from training.errors import EncoderError
for name in sys.argv[1:]:
    try:
        encoder = load_encoder(name)
        print(encoder.shape.width, encoder.tokenizer.encode("red nike", add_special_tokens=False).tokens)
    except EncoderError as error:
        print(error)
"""


def load_by_name(address: str, cache: Path, *names: str) -> list[str]:
    """In a process of its own, for the hub's address is read when its library is imported."""
    environment = os.environ | {"HF_ENDPOINT": address, "HF_HOME": str(cache), "HF_HUB_DISABLE_XET": "1"}
    call = [sys.executable, "-c", LOAD, *names]
    done = subprocess.run(call, env=environment, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_checkpoint_is_fetched_by_name_and_then_read_without_a_network(checkpoint: Path, tmp_path: Path) -> None:
    with hub({"bert-base-cased": checkpoint, "team/tiny@v1": checkpoint}) as address:
        *found, refused = load_by_name(address, tmp_path, "bert-base-cased", "team/tiny@v1", "team/nothing")
    assert found == ["16 ['red', 'nike']"] * 2
    assert refused.startswith(f"encoder team/nothing: no such folder, and {address}/team/nothing does not give it: 404")
    cached, unknown = load_by_name(address, tmp_path, "bert-base-cased", "bert-base-uncased")
    assert cached == "16 ['red', 'nike']"
    assert "the hub is not reached" in unknown


def test_what_is_neither_folder_nor_id_is_refused() -> None:
    with pytest.raises(EncoderError, match="neither a folder that exists nor an id such as bert-base-cased"):
        load_encoder("../no such folder")
