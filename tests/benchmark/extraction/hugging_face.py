"""Runs the same weights in Hugging Face's pipeline on PyTorch."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import BertConfig, BertForTokenClassification, PreTrainedTokenizerFast, pipeline

from model.bundle import TOKENIZER, WEIGHTS, Bundle
from model.spans import Span
from model.tags import IOB2
from model.weights import dequantize, load

Weights = Mapping[str, NDArray[np.float32]]


class Pipeline:
    """Hugging Face's token classification pipeline in float32, with windows of 512 pieces, so that nothing is cut."""

    def __init__(self, bundle: Bundle, threads: int) -> None:
        torch.set_num_threads(threads)
        shape = bundle.manifest.encoder["shape"]
        names = dict(enumerate(IOB2.tags_of(bundle.manifest.labels)))
        config = BertConfig(
            vocab_size=shape["vocabulary"],
            hidden_size=shape["width"],
            num_hidden_layers=shape["layers"],
            num_attention_heads=shape["heads"],
            intermediate_size=shape["hidden"],
            max_position_embeddings=shape["positions"],
            layer_norm_eps=shape["epsilon"],
            id2label=names,
            label2id={name: number for number, name in names.items()},
        )
        network = BertForTokenClassification(config)
        state = _to_state(dequantize(load(bundle.path(WEIGHTS))), shape["layers"])
        missing, unexpected = network.load_state_dict(state, strict=False)
        assert not unexpected
        assert set(missing) <= {"bert.embeddings.token_type_embeddings.weight", "bert.embeddings.position_ids"}
        network.bert.embeddings.token_type_embeddings.weight.data.zero_()
        special = {f"{name}_token": f"[{name.upper()}]" for name in ("cls", "sep", "pad", "unk", "mask")}
        tokenizer = PreTrainedTokenizerFast(
            tokenizer_file=str(bundle.path(TOKENIZER)), model_max_length=shape["positions"], **special
        )
        self._run = pipeline(
            "token-classification",
            model=network.eval(),
            tokenizer=tokenizer,
            aggregation_strategy="first",
            stride=bundle.manifest.overlap,
            device=-1,
        )

    def extract(self, texts: Sequence[str]) -> list[list[Span]]:
        found = self._run(list(texts), batch_size=len(texts))
        return [
            [
                Span(e["start"], e["end"], e["entity_group"], text[e["start"] : e["end"]], float(e["score"]))
                for e in entities
                if e["entity_group"] != "O"
            ]
            for text, entities in zip(texts, found, strict=True)
        ]


def _to_state(weights: Weights, layers: int) -> dict[str, torch.Tensor]:
    state: dict[str, torch.Tensor] = {}

    def put(theirs: str, values: NDArray[np.float32]) -> None:
        state[theirs] = torch.tensor(np.ascontiguousarray(values))

    def norm(ours: str, theirs: str) -> None:
        put(f"{theirs}.weight", weights[f"{ours}.gamma"])
        put(f"{theirs}.bias", weights[f"{ours}.beta"])

    def dense(ours: str, theirs: str) -> None:
        put(f"{theirs}.weight", weights[f"{ours}.kernel"].T)
        put(f"{theirs}.bias", weights[f"{ours}.bias"])

    put("bert.embeddings.word_embeddings.weight", weights["embeddings.words"])
    put("bert.embeddings.position_embeddings.weight", weights["embeddings.positions"])
    norm("embeddings.norm", "bert.embeddings.LayerNorm")
    for number in range(layers):
        ours, theirs = f"layer.{number}", f"bert.encoder.layer.{number}"
        for name in ("query", "key", "value"):
            dense(f"{ours}.{name}", f"{theirs}.attention.self.{name}")
        dense(f"{ours}.output", f"{theirs}.attention.output.dense")
        norm(f"{ours}.norm", f"{theirs}.attention.output.LayerNorm")
        dense(f"{ours}.up", f"{theirs}.intermediate.dense")
        dense(f"{ours}.down", f"{theirs}.output.dense")
        norm(f"{ours}.norm2", f"{theirs}.output.LayerNorm")
    dense("head", "classifier")
    return state
