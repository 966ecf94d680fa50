"""Sources of pretrained encoders, and the forms in which checkpoints are stored."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel, WordPiece
from tokenizers.normalizers import BertNormalizer

from tests.stand_ins.hub import hub
from training.config import PACKAGED_ENCODER
from training.errors import EncoderError
from training.network.encoders import load_encoder


@pytest.fixture
def copy(checkpoint: Path, tmp_path: Path) -> Path:
    """The tiny checkpoint, to be changed."""
    shutil.copytree(checkpoint, tmp_path / "copy")
    return tmp_path / "copy"


def configure(folder: Path, **changes: Any) -> None:
    place = folder / "config.json"
    place.write_text(json.dumps({**json.loads(place.read_text()), **changes}))


def test_the_packaged_encoder_is_whole() -> None:
    encoder = load_encoder(PACKAGED_ENCODER)
    assert (encoder.shape.layers, encoder.shape.width, encoder.shape.vocabulary) == (6, 384, 30522)
    assert encoder.weights["embeddings.words"].shape == (30522, 384)


def test_every_storage_of_a_checkpoint_gives_the_same_weights(variant: tuple[Path, Any], checkpoint: Path) -> None:
    found, wanted = load_encoder(str(variant[0])).weights, load_encoder(str(checkpoint)).weights
    assert found.keys() == wanted.keys()
    for name, values in wanted.items():
        assert found[name].dtype == np.float32
        np.testing.assert_allclose(found[name], values, atol=2e-2, err_msg=name)  # BF16 has 8 bits


def test_a_missing_shard_is_named(copy: Path) -> None:
    index = {"weight_map": {"embeddings.LayerNorm.weight": "model-00001-of-00001.safetensors"}}
    (copy / "model.safetensors.index.json").write_text(json.dumps(index))
    (copy / "model.safetensors").unlink()
    with pytest.raises(EncoderError, match=r"model-00001-of-00001\.safetensors, a part of the weights, is missing"):
        load_encoder(str(copy))


@pytest.mark.parametrize("lower", [True, False])
def test_a_word_list_alone_is_read_with_the_case_of_the_checkpoint(cased: Path, lower: bool) -> None:
    (cased / "tokenizer_config.json").write_text(json.dumps({"do_lower_case": lower}))
    tokenizer = load_encoder(str(cased)).tokenizer
    assert tokenizer.encode("Nike nike", add_special_tokens=False).tokens == [["Nike", "nike"], ["nike", "nike"]][lower]
    assert tokenizer.encode("nike™", add_special_tokens=False).offsets == [(0, 4), (4, 5)]


@pytest.mark.parametrize("lower", [True, False, None])
def test_options_decide_the_case_where_the_tokenizer_file_says_otherwise(copy: Path, lower: bool | None) -> None:
    tokenizer = Tokenizer.from_file(str(copy / "tokenizer.json"))
    tokenizer.normalizer = BertNormalizer(lowercase=lower is False)
    tokenizer.save(str(copy / "tokenizer.json"))
    (copy / "tokenizer_config.json").write_text(json.dumps({} if lower is None else {"do_lower_case": lower}))
    found = load_encoder(str(copy)).tokenizer
    assert (
        found.encode("NIKE nike", add_special_tokens=False).tokens == [["[UNK]", "nike"], ["nike", "nike"]][bool(lower)]
    )


def test_texts_are_read_whole_whatever_the_checkpoint_cuts_and_pads(copy: Path) -> None:
    tokenizer = Tokenizer.from_file(str(copy / "tokenizer.json"))
    tokenizer.enable_truncation(4)
    tokenizer.enable_padding(length=8)
    tokenizer.save(str(copy / "tokenizer.json"))
    found = load_encoder(str(copy)).tokenizer
    assert [len(found.encode(text, add_special_tokens=False)) for text in ("red", "red " * 40)] == [1, 40]


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (WordLevel({"red": 0}, unk_token="red"), "the tokenizer is a WordLevel, expected a WordPiece"),
        (WordPiece({"red": 0}, unk_token="red"), r"the tokenizer has no <s> or \[CLS\] piece"),
        (WordPiece({"red": 90}, unk_token="red"), "the tokenizer has a piece 90, the weights 21 pieces"),
    ],
)
def test_a_tokenizer_that_does_not_fit_is_refused(copy: Path, model: Any, message: str) -> None:
    Tokenizer(model).save(str(copy / "tokenizer.json"))
    with pytest.raises(EncoderError, match=message):
        load_encoder(str(copy))


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json"])
def test_a_file_that_is_no_json_is_named(copy: Path, file: str) -> None:
    (copy / file).write_text("version https://git-lfs.github.com/spec/v1")
    with pytest.raises(EncoderError, match=file.replace(".", r"\.")):
        load_encoder(str(copy))


def test_the_epsilon_that_small_models_leave_out_is_that_of_bert(copy: Path) -> None:
    config = json.loads((copy / "config.json").read_text())
    del config["layer_norm_eps"]
    (copy / "config.json").write_text(json.dumps(config))
    assert load_encoder(str(copy)).shape.epsilon == 1e-12


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model_type": "roberta"}, "model_type is 'roberta', expected one of bert, distilbert, mpnet"),
        ({"hidden_act": "gelu_new"}, "hidden_act is 'gelu_new', expected 'gelu'"),
        ({"position_embedding_type": "relative_key"}, "position_embedding_type is 'relative_key'"),
        ({"hidden_size": None}, r"hidden_size of config\.json is None, expected a number"),
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
        ("model.safetensors", r"model\.safetensors is missing; found pytorch_model\.bin, but only safetensors"),
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
    with pytest.raises(EncoderError, match=r"model\.safetensors is not a complete safetensors file"):
        load_encoder(str(copy))


LOAD = """
import sys
from training.network.encoders import load_encoder
from training.errors import EncoderError
for name in sys.argv[1:]:
    try:
        encoder = load_encoder(name)
        print(encoder.shape.width, encoder.tokenizer.encode("Nike nike", add_special_tokens=False).tokens)
    except EncoderError as error:
        print(error)
"""

# Without Keras, and so in a second.
FETCH = """
import sys
from training.errors import EncoderError
from training.network.hub import fetch
for name in sys.argv[1:]:
    try:
        print(sorted(path.name for path in fetch(name).iterdir()))
    except EncoderError as error:
        print(error)
"""


def load_by_name(address: str, cache: Path, *names: str, script: str = LOAD) -> list[str]:
    """In a process of its own, for the hub's address is read when its library is imported."""
    places = {
        "HF_ENDPOINT": address,
        "HF_HOME": str(cache),
        "HF_HUB_CACHE": str(cache / "hub"),
        "NO_PROXY": "127.0.0.1",
    }
    hub_settings = {**places, "HF_HUB_DISABLE_XET": "1", "HF_HUB_OFFLINE": "0"}
    environment = os.environ | hub_settings | {"KERAS_BACKEND": "numpy"}  # no network is built, and it starts soonest
    call = [sys.executable, "-W", "error", "-c", script, *names]
    done = subprocess.run(call, env=environment, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_checkpoints_are_fetched_by_name_and_then_read_without_a_network(
    checkpoint: Path, cased: Path, tmp_path: Path
) -> None:
    read = ["16 ['Nike', 'nike']", "16 ['nike', 'nike']"]
    names = ["bert-base-cased", "team/tiny@v1"]
    with hub({"bert-base-cased": cased, "team/tiny@v1": checkpoint}, gated=["team/gated"]) as address:
        *found, refused, gated = load_by_name(address, tmp_path, *names, "team/nothing", "team/gated")
    assert found == read
    assert refused.startswith(f"encoder team/nothing: no such folder, and {address}/team/nothing refuses it: 404")
    assert f"{address}/team/gated refuses it: 403 Client Error. Cannot access gated repo" in gated
    *found, unknown = load_by_name(address, tmp_path, *names, "bert-base-uncased")
    assert found == read
    assert "the hub cannot be reached" in unknown


def test_a_broken_download_leaves_nothing_half_and_is_mended_by_the_next(checkpoint: Path, tmp_path: Path) -> None:
    with hub({"team/tiny": checkpoint}, cut="model.safetensors") as address:
        (broken,) = load_by_name(address, tmp_path, "team/tiny", script=FETCH)
    assert broken.startswith(f"encoder team/tiny: {address}/team/tiny: peer closed connection")
    assert not [*tmp_path.rglob("*.incomplete"), *tmp_path.rglob("model.safetensors")]
    (unreached,) = load_by_name(address, tmp_path, "team/tiny", script=FETCH)
    assert "not in the cache, and the hub cannot be reached" in unreached
    with hub({"team/tiny": checkpoint}) as address:
        (mended,) = load_by_name(address, tmp_path, "team/tiny", script=FETCH)
    assert mended == "['config.json', 'model.safetensors', 'tokenizer.json']"


def test_a_name_without_safetensors_says_what_is_needed(checkpoint: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(checkpoint, tmp_path / "old"))
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with hub({"team/old": folder}) as address:
        (refused,) = load_by_name(address, tmp_path, "team/old")
    assert refused.endswith("model.safetensors is missing; only safetensors are read")


@pytest.mark.parametrize("source", ["../no such folder", "./missing", ".hidden", "team/name/more"])
def test_what_is_neither_folder_nor_id_is_refused(source: str) -> None:
    with pytest.raises(EncoderError, match="expected an existing folder or an id such as bert-base-cased"):
        load_encoder(source)
