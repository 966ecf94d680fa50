"""From a trained network to a bundle, and from a compact bundle back to a SavedModel."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from keras import ops
from numpy.typing import NDArray
from tokenizers import Tokenizer

from model.bundle import ONNX, SAVED_MODEL, TOKENIZER, WEIGHTS, Bundle, Manifest, read_bundle, seal
from model.weights import dequantize, load, quantize, save
from training.errors import ExportError
from training.network import EncoderShape, TokenClassifier
from training.onnx_graph import write_onnx


def write_bundle(
    folder: Path,
    weights: Mapping[str, NDArray[np.float32]],
    tokenizer: Tokenizer,
    manifest: Manifest,
    compact: bool = False,
) -> Bundle:
    """A bundle: compact weights, the graph for CPUs, unless `compact` the SavedModel of the trained weights."""
    with _new_folder(folder) as place:
        tokenizer.save(str(place / TOKENIZER))
        save(place / WEIGHTS, quantize(weights))
        shape = EncoderShape(**manifest.encoder["shape"])
        write_onnx(place / ONNX, place / WEIGHTS, shape)
        if not compact:
            save_model(place / SAVED_MODEL, weights, shape, len(manifest.labels))
        seal(place, manifest)
    return read_bundle(folder)


def export_saved_model(bundle: Bundle, folder: Path) -> Bundle:
    """A copy of the bundle with a SavedModel of its compact weights. Raises ExportError if the folder is in use."""
    with _new_folder(folder) as place:
        for name in (TOKENIZER, WEIGHTS, ONNX):
            if bundle.has(name):
                shutil.copyfile(bundle.path(name), place / name)
        weights = dequantize(load(bundle.path(WEIGHTS)))
        shape = EncoderShape(**bundle.manifest.encoder["shape"])
        save_model(place / SAVED_MODEL, weights, shape, len(bundle.manifest.labels))
        seal(place, bundle.manifest)
    return read_bundle(folder)


def save_model(folder: Path, weights: Mapping[str, NDArray[np.float32]], shape: EncoderShape, labels: int) -> None:
    """The layout of TensorFlow Serving.

    Signature `serving_default`: `ids`, `mask` int32 [batch, length] → `probabilities` float32 [batch, length, tags].
    """
    network = TokenClassifier(shape, 1 + 2 * labels)
    network.assign(weights)
    module = tf.Module()
    module.network = network

    @tf.function
    def serve(ids: Any, mask: Any) -> dict[str, Any]:
        return {"probabilities": ops.softmax(network({"ids": ids, "mask": mask}, training=False), axis=-1)}

    batch = tf.TensorSpec([None, None], tf.int32)
    signature = serve.get_concrete_function(ids=batch, mask=batch)
    tf.saved_model.save(module, str(folder), signatures={"serving_default": signature})


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """A folder beside the wanted one that takes its name when all went well, so that no half of one is left."""
    if folder.exists():
        raise ExportError(f"{folder} exists already; expected a new folder for the bundle")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as place:
        yield Path(place)
        shutil.copytree(place, folder)
