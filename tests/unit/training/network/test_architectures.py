"""DistilBERT and MPNet against their formulas in NumPy, by the checkpoints' own tensor names (transformers 5)."""

import json
import math
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from app.errors import BundleError
from app.extraction.ctranslate2_tagger import CTranslate2Tagger
from app.extraction.engines import open_tagger
from app.extraction.tagger import Tagger
from app.settings import Settings
from model.bundle import Bundle, Manifest
from model.tagging import tag_texts
from model.tokens import WordTokenizer
from model.windows import WindowSize
from training.export import write_bundle
from training.network.classifier import TokenClassifier, bucket_of
from training.network.encoders import Encoder, load_encoder

WIDTH, HIDDEN, LAYERS, HEADS, POSITIONS = 16, 32, 2, 4, 66
WORDS = ["<s>", "<pad>", "</s>", "[UNK]", "[CLS]", "[SEP]", *"red blue shirt nike size for the s".split(), "##s"]
CONFIGS: dict[str, dict[str, Any]] = {
    "mpnet": {
        "max_position_embeddings": POSITIONS,
        "num_hidden_layers": LAYERS,
        "hidden_size": WIDTH,
        "num_attention_heads": HEADS,
        "intermediate_size": HIDDEN,
        "layer_norm_eps": 1e-5,
        "relative_attention_num_buckets": 32,
    },
    "distilbert": {
        "max_position_embeddings": POSITIONS,
        "n_layers": LAYERS,
        "dim": WIDTH,
        "n_heads": HEADS,
        "hidden_dim": HIDDEN,
        "activation": "gelu",
    },
}
LAYER = {"mpnet": "encoder.layer", "distilbert": "transformer.layer"}
# Query, key, value, output, norm, up, down and norm of a layer.
PARTS = {
    "mpnet": [
        *(f"attention.attn.{part}" for part in "qkvo"),
        *("attention.LayerNorm", "intermediate.dense", "output.dense", "output.LayerNorm"),
    ],
    "distilbert": [
        *(f"attention.{part}_lin" for part in ("q", "k", "v", "out")),
        *("sa_layer_norm", "ffn.lin1", "ffn.lin2", "output_layer_norm"),
    ],
}


def write(folder: Path, kind: str) -> dict[str, np.ndarray]:
    """Writes a checkpoint of random weights and returns its tensors."""
    (folder / "config.json").write_text(json.dumps({"model_type": kind, "vocab_size": len(WORDS), **CONFIGS[kind]}))
    tokenizer = Tokenizer(models.WordPiece({word: n for n, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.save(str(folder / "tokenizer.json"))
    random = np.random.default_rng(1)

    def draw(*shape: int) -> np.ndarray:
        return random.normal(scale=0.3, size=shape).astype(np.float32)

    shapes = [(WIDTH, WIDTH)] * 4 + [(WIDTH,), (HIDDEN, WIDTH), (WIDTH, HIDDEN), (WIDTH,)]
    tensors = {
        "embeddings.word_embeddings.weight": draw(len(WORDS), WIDTH),
        "embeddings.position_embeddings.weight": draw(POSITIONS, WIDTH),
        "embeddings.LayerNorm.weight": 1 + draw(WIDTH),
        "embeddings.LayerNorm.bias": draw(WIDTH),
    }
    if kind == "mpnet":
        tensors["encoder.relative_attention_bias.weight"] = 3 * draw(32, HEADS)
    for number in range(LAYERS):
        for name, shape in zip(PARTS[kind], shapes, strict=True):
            tensors[f"{LAYER[kind]}.{number}.{name}.weight"] = draw(*shape) + (len(shape) == 1)
            tensors[f"{LAYER[kind]}.{number}.{name}.bias"] = draw(shape[0])
    save_file({f"{kind}.{name}": values for name, values in tensors.items()}, folder / "model.safetensors")
    return tensors


def bucket(distance: int) -> int:
    """`MPNetEncoder.relative_position_bucket` for one distance, in plain Python."""
    before, n = (16 if distance > 0 else 0), abs(distance)
    far = 8 + int(math.log(n / 8) / math.log(128 / 8) * 8) if n >= 8 else n
    return before + min(far, 15)


def reference(kind: str, w: Any, ids: Any, mask: Any) -> Any:
    """Hidden states. MPNet counts positions from 2 and adds a bias of the distance to attention in every layer."""
    eps, length = CONFIGS[kind].get("layer_norm_eps", 1e-12), ids.shape[1]

    def norm(x: Any, name: str) -> Any:
        x = (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + eps)
        return x * w[f"{name}.weight"] + w[f"{name}.bias"]

    def dense(x: Any, name: str) -> Any:
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    def split(x: Any) -> Any:
        return x.reshape(*x.shape[:2], HEADS, -1).transpose(0, 2, 1, 3)

    first, bias = (2, np.zeros((1, HEADS, length, length))) if kind == "mpnet" else (0, 0)
    if kind == "mpnet":
        table = w["encoder.relative_attention_bias.weight"]
        bias = np.array([[table[bucket(k - q)] for k in range(length)] for q in range(length)]).transpose(2, 0, 1)[None]
    x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][first : first + length]
    x = norm(x, "embeddings.LayerNorm")
    for number in range(LAYERS):
        q, k, v, o, norm1, up, down, norm2 = (f"{LAYER[kind]}.{number}.{part}" for part in PARTS[kind])
        query, key, value = (split(dense(x, name)) for name in (q, k, v))
        scores = query @ key.transpose(0, 1, 3, 2) / math.sqrt(query.shape[-1]) + bias
        scores = np.where(mask[:, None, None, :] == 1, scores, -1e9)
        weights = np.exp(scores - scores.max(-1, keepdims=True))
        mixed = (weights / weights.sum(-1, keepdims=True)) @ value
        x = norm(x + dense(mixed.transpose(0, 2, 1, 3).reshape(x.shape), o), norm1)
        wide = dense(x, up)
        wide = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        x = norm(x + dense(wide, down), norm2)
    return x


@pytest.mark.parametrize("kind", ["mpnet", "distilbert"])
def test_hidden_states_are_those_of_the_formulas(kind: str, tmp_path: Path) -> None:
    tensors = write(tmp_path, kind)
    encoder = load_encoder(str(tmp_path))
    network = TokenClassifier(encoder.shape, 5)
    network.assign(encoder.weights, head=False)
    ids = np.random.default_rng(2).integers(3, len(WORDS), (3, 40)).astype(np.int32)
    mask = np.ones_like(ids)
    mask[1, 12:] = 0
    found = np.asarray(network.encode({"ids": ids, "mask": mask}))
    assert np.abs(found - reference(kind, tensors, ids, mask))[mask == 1].max() < 1e-4


def test_distances_fall_into_the_classes_of_mpnet() -> None:
    distances = np.arange(-300, 301, dtype=np.int32)
    assert np.asarray(bucket_of(distances, 32)).tolist() == [bucket(int(each)) for each in distances]


@pytest.fixture(scope="module")
def mpnet(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    folder = tmp_path_factory.mktemp("mpnet")
    write(folder, "mpnet")
    return load_encoder(str(folder))


@pytest.fixture(scope="module")
def bundle(mpnet: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    network = TokenClassifier(mpnet.shape, 5)
    network.assign(mpnet.weights, head=False)
    encoder = {"shape": mpnet.shape.to_json()}
    manifest = Manifest(name="tiny", version="1", labels=("A", "B"), window=16, overlap=4, encoder=encoder)
    return write_bundle(tmp_path_factory.mktemp("bundle"), network.to_arrays(), mpnet.tokenizer, manifest)


def test_mpnet_is_served_by_its_saved_model(bundle: Bundle, mpnet: Encoder) -> None:
    engine: Tagger = open_tagger(Settings(), bundle)
    assert engine.name == "tensorflow"
    with closing(engine):
        tokenizer = WordTokenizer(mpnet.tokenizer)
        assert (tokenizer.cls_id, tokenizer.sep_id) == (WORDS.index("<s>"), WORDS.index("</s>"))
        (served,) = tag_texts(["red nike shirts for the"], tokenizer, WindowSize(16, 4), 5, engine.tag)
    assert served.probabilities.shape == (5, 5)
    np.testing.assert_allclose(served.probabilities.sum(axis=1), 1, atol=1e-5)


def test_the_cpu_engine_refuses_what_it_would_compute_wrongly(bundle: Bundle) -> None:
    with pytest.raises(BundleError, match="its encoder runs on TensorFlow alone; expected ENGINE=tensorflow"):
        CTranslate2Tagger(bundle, 1)
