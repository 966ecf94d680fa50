"""A BERT checkpoint of two layers in the Hugging Face layout, with random weights."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from training.network.encoders import Encoder, load_encoder

WIDTH, HIDDEN, LAYERS, HEADS, POSITIONS = 16, 32, 2, 4, 64
WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    *"red blue navy shirt shoe nike acme cotton size for the a s".split(),
    "##s",
    "##x",
    "x",
    "l",
]


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkpoint")
    config = {
        "model_type": "bert",
        "vocab_size": len(WORDS),
        "max_position_embeddings": POSITIONS,
        "num_hidden_layers": LAYERS,
        "hidden_size": WIDTH,
        "num_attention_heads": HEADS,
        "intermediate_size": HIDDEN,
        "layer_norm_eps": 1e-12,
    }
    (folder / "config.json").write_text(json.dumps(config))
    tokenizer = Tokenizer(models.WordPiece({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    save_file(_tensors(), folder / "model.safetensors")
    return folder


@pytest.fixture(scope="session")
def encoder(checkpoint: Path) -> Encoder:
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


def _tensors() -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)

    def draw(*shape: int) -> np.ndarray:
        return random.normal(scale=0.3, size=shape).astype(np.float32)

    def norm(name: str) -> dict[str, np.ndarray]:
        return {f"{name}.weight": 1 + draw(WIDTH) / 10, f"{name}.bias": draw(WIDTH)}

    tensors = {
        "embeddings.word_embeddings.weight": draw(len(WORDS), WIDTH),
        "embeddings.position_embeddings.weight": draw(POSITIONS, WIDTH),
        "embeddings.token_type_embeddings.weight": draw(2, WIDTH),
        **norm("embeddings.LayerNorm"),
    }
    sizes = {
        "attention.self.query": (WIDTH, WIDTH),
        "attention.self.key": (WIDTH, WIDTH),
        "attention.self.value": (WIDTH, WIDTH),
        "attention.output.dense": (WIDTH, WIDTH),
        "intermediate.dense": (HIDDEN, WIDTH),
        "output.dense": (WIDTH, HIDDEN),
    }
    for layer in range(LAYERS):
        place = f"encoder.layer.{layer}"
        for name, shape in sizes.items():
            tensors |= {f"{place}.{name}.weight": draw(*shape), f"{place}.{name}.bias": draw(shape[0])}
        tensors |= norm(f"{place}.attention.output.LayerNorm") | norm(f"{place}.output.LayerNorm")
    return tensors
