"""The CPU form of a bundle: an ONNX graph whose weights stay in the compact file.

`model.onnx` holds operators only; its initializers point into `weights.safetensors` (both formats keep plain
little-endian arrays), so the int8 weights exist once in a bundle.

Activations are quantised row by row, a scale for each word piece (as in Dettmers et al. 2022, LLM.int8()): a text's
scores do not depend on what else is in the batch, and F1 stays that of float32 (docs/decisions.md has the figures).
"""

import json
from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto, helper

from training.network import EncoderShape

_TYPES = {"F32": TensorProto.FLOAT, "I8": TensorProto.INT8, "U8": TensorProto.UINT8}
_LEVELS, _ZERO = 127.0, 128


def write_onnx(path: Path, weights: Path, shape: EncoderShape) -> None:
    """Writes the graph beside `weights` (a file of `model.weights`).

    Inputs `ids`, `mask`: int32 [batch, length]. Output `probabilities`: float32 [batch, length, tags].
    """
    graph = _Graph(shape)
    hidden = graph.embed()
    for number in range(shape.layers):
        hidden = graph.layer(f"layer.{number}", hidden)
    graph.head(hidden)
    onnx.save_model(graph.to_model(weights), path)


class _Graph:
    """Collects nodes; a name stands for a tensor."""

    def __init__(self, shape: EncoderShape) -> None:
        self._shape = shape
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self._quantized: dict[str, tuple[str, str]] = {}
        for name, value in (("levels", _LEVELS), ("middle", float(_ZERO)), ("tiny", 1e-9)):
            self._constants.append(helper.make_tensor(name, TensorProto.FLOAT, [], [value]))
        self._constants.append(helper.make_tensor("zero_point", TensorProto.UINT8, [], [_ZERO]))
        self._constants.append(helper.make_tensor("shift", TensorProto.INT32, [], [_ZERO]))

    def add(self, op: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self._nodes.append(helper.make_node(op, inputs, [output], output, domain=domain, **attributes))
        return output

    def integers(self, name: str, values: list[int]) -> str:
        self._constants.append(helper.make_tensor(name, TensorProto.INT64, [len(values)], values))
        return name

    def norm(self, name: str, value: str) -> str:
        weights = [f"{name}.gamma", f"{name}.beta"]
        return self.add("LayerNormalization", [value, *weights], f"{name}.out", epsilon=self._shape.epsilon)

    def embed(self) -> str:
        rows = self.add("Gather", ["embeddings.words", "ids"], "words.int8")
        scales = self.add("Gather", ["embeddings.words.scale", "ids"], "words.scale")
        scales = self.add("Unsqueeze", [scales, self.integers("last", [-1])], "words.scales")
        words = self.add("Mul", [self.add("Cast", [rows], "words.f32", to=TensorProto.FLOAT), scales], "words")
        length = self.add("Shape", ["ids"], "length", start=1, end=2)
        bounds = [self.integers("zero", [0]), length, self.integers("rows", [0])]
        places = self.add("Slice", ["embeddings.positions", *bounds], "places")
        return self.norm("embeddings.norm", self.add("Add", [words, places], "embedded"))

    def quantize(self, value: str) -> tuple[str, str]:
        """The uint8 form of a tensor and its scales, one a row; made once for all that read the tensor."""
        if value not in self._quantized:
            size = self.add("Abs", [value], f"{value}.size")
            largest = self.add("ReduceMax", [size], f"{value}.largest", axes=[-1], keepdims=1)
            scale = self.add("Div", [self.add("Max", [largest, "tiny"], f"{value}.range"), "levels"], f"{value}.scale")
            level = self.add("Round", [self.add("Div", [value, scale], f"{value}.level")], f"{value}.rounded")
            above = self.add("Add", [level, "middle"], f"{value}.above")
            self._quantized[value] = self.add("Cast", [above], f"{value}.uint8", to=TensorProto.UINT8), scale
        return self._quantized[value]

    def unsigned(self, kernel: str) -> str:
        """The kernel as uint8, made once when the session starts.

        With uint8 × int8, ONNX Runtime adds two products in 16 bits on processors without VNNI, and saturates: they
        answered otherwise than those that have it. With uint8 × uint8 it does not.
        """
        wide = self.add("Cast", [kernel], f"{kernel}.wide", to=TensorProto.INT32)
        return self.add(
            "Cast", [self.add("Add", [wide, "shift"], f"{kernel}.shifted")], f"{kernel}.u8", to=TensorProto.UINT8
        )

    def dense(self, name: str, value: str) -> str:
        small, scale = self.quantize(value)
        inputs = [small, self.unsigned(f"{name}.kernel"), "zero_point", "zero_point"]
        whole = self.add("MatMulInteger", inputs, f"{name}.int32")
        product = self.add("Cast", [whole], f"{name}.product", to=TensorProto.FLOAT)
        rows = self.add("Mul", [product, scale], f"{name}.rows")
        scaled = self.add("Mul", [rows, f"{name}.kernel.scale"], f"{name}.scaled")
        return self.add("Add", [scaled, f"{name}.bias"], f"{name}.out")

    def layer(self, name: str, hidden: str) -> str:
        heads = [self.dense(f"{name}.{part}", hidden) for part in ("query", "key", "value")]
        mixed = self.add(
            "MultiHeadAttention", [*heads, "", "mask"], f"{name}.mixed", "com.microsoft", num_heads=self._shape.heads
        )
        added = self.add("Add", [hidden, self.dense(f"{name}.output", mixed)], f"{name}.added")
        hidden = self.norm(f"{name}.norm", added)
        widened = self.add("Gelu", [self.dense(f"{name}.up", hidden)], f"{name}.widened", "com.microsoft")
        added = self.add("Add", [hidden, self.dense(f"{name}.down", widened)], f"{name}.added2")
        return self.norm(f"{name}.norm2", added)

    def head(self, hidden: str) -> None:
        logits = self.add("MatMul", [hidden, "head.kernel"], "logits")
        self.add("Softmax", [self.add("Add", [logits, "head.bias"], "scores")], "probabilities", axis=-1)

    def to_model(self, weights: Path) -> onnx.ModelProto:
        dims = ["batch", "length"]
        graph = helper.make_graph(
            self._nodes,
            "token_classifier",
            [helper.make_tensor_value_info(name, TensorProto.INT32, dims) for name in ("ids", "mask")],
            [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [*dims, "tags"])],
            self._constants + _pointers(weights),
        )
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=10, producer_name="itemgraph")


def _pointers(weights: Path) -> list[onnx.TensorProto]:
    """One initializer for each array of a safetensors file, by its place in the file."""
    with weights.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
    pointers = []
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        tensor = TensorProto(name=name, dims=entry["shape"], data_type=_TYPES[entry["dtype"]])
        tensor.data_location = TensorProto.EXTERNAL
        place = {"location": weights.name, "offset": str(8 + size + begin), "length": str(end - begin)}
        for key, value in place.items():
            tensor.external_data.add(key=key, value=value)
        pointers.append(tensor)
    return pointers
