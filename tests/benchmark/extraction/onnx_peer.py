"""Runs the same weights on ONNX Runtime."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from model.bundle import WEIGHTS, Bundle
from model.weights import dequantize, load
from model.windows import Window, pad

Weights = Mapping[str, NDArray[np.float32]]


class OnnxTagger:
    """ONNX Runtime in float32 with its fused attention, our windows in padded batches of like length."""

    name = "onnxruntime"
    threads = 1
    budget = 1024

    def __init__(self, bundle: Bundle, threads: int, folder: Path) -> None:
        path = folder / "float32.onnx"
        if not path.exists():
            onnx.save(_graph(dequantize(load(bundle.path(WEIGHTS))), bundle.manifest.encoder["shape"]), path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])

    def tag(self, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
        order = sorted(range(len(windows)), key=lambda n: len(windows[n].ids))
        rows: dict[int, NDArray[np.float32]] = {}
        for begin in range(0, len(order), 8):
            group = order[begin : begin + 8]
            ids, mask = pad([windows[n].ids for n in group])
            found = self._session.run(None, {"ids": ids, "mask": mask})[0]
            rows |= {n: found[row, windows[n].positions] for row, n in enumerate(group)}
        return [rows[n] for n in range(len(windows))]

    def close(self) -> None:
        """Nothing to release."""


class _Graph:
    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def add(self, operator: str, *inputs: str, fused: bool = False, **attributes: Any) -> str:
        output = f"{operator}.{len(self.nodes)}"
        domain = "com.microsoft" if fused else ""
        self.nodes.append(helper.make_node(operator, list(inputs), [output], domain=domain, **attributes))
        return output

    def dense(self, x: str, name: str) -> str:
        return self.add("Add", self.add("MatMul", x, self.weight(f"{name}.kernel")), self.weight(f"{name}.bias"))

    def norm(self, x: str, name: str, epsilon: float) -> str:
        gamma, beta = self.weight(f"{name}.gamma"), self.weight(f"{name}.beta")
        return self.add("LayerNormalization", x, gamma, beta, epsilon=epsilon)


def _graph(weights: Weights, shape: Mapping[str, Any]) -> Any:
    graph, epsilon = _Graph(weights), shape["epsilon"]
    zero = graph.constant("zero", np.array([0]))
    length = graph.add("Shape", "ids", start=1, end=2)
    positions = graph.add("Slice", graph.weight("embeddings.positions"), zero, length, zero)
    words = graph.add("Gather", graph.weight("embeddings.words"), "ids")
    x = graph.norm(graph.add("Add", words, positions), "embeddings.norm", epsilon)
    for number in range(shape["layers"]):
        layer = f"layer.{number}"
        parts = [graph.dense(x, f"{layer}.{part}") for part in ("query", "key", "value")]
        mixed = graph.add("MultiHeadAttention", *parts, "", "mask", fused=True, num_heads=shape["heads"])
        x = graph.norm(graph.add("Add", x, graph.dense(mixed, f"{layer}.output")), f"{layer}.norm", epsilon)
        up = graph.add("MatMul", x, graph.weight(f"{layer}.up.kernel"))
        up = graph.add("BiasGelu", up, graph.weight(f"{layer}.up.bias"), fused=True)
        x = graph.norm(graph.add("Add", x, graph.dense(up, f"{layer}.down")), f"{layer}.norm2", epsilon)
    found = graph.add("Softmax", graph.dense(x, "head"), axis=-1)
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT32, ["b", "l"]) for name in ("ids", "mask")]
    output = helper.make_tensor_value_info(found, TensorProto.FLOAT, ["b", "l", "t"])
    whole = helper.make_graph(graph.nodes, "bert", inputs, [output], list(graph.constants.values()))
    domains = [helper.make_opsetid("", 18), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(whole, opset_imports=domains, ir_version=10)
