"""A BERT checkpoint of two layers in the Hugging Face layout, with random weights."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

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


def write_checkpoint(folder: Path) -> Path:
    """Writes the checkpoint into a folder that exists, and returns the folder."""
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
