"""Writes a bundle from trained weights, and a SavedModel from a bundle's weights."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer

from model.bundle import SAVED_MODEL, TOKENIZER, WEIGHTS, Bundle, Manifest, read_bundle, seal
from model.weights import dequantize, halve, load, quantize, save
from training.errors import ExportError
from training.folders import new_folder
from training.network.classifier import TokenClassifier
from training.network.shape import EncoderShape


def write_bundle(
    folder: Path,
    weights: Mapping[str, NDArray[np.float32]],
    tokenizer: Tokenizer,
    manifest: Manifest,
    compact: bool = False,
) -> Bundle:
    """Writes a bundle into an empty folder, with full weights and a SavedModel, or with compact weights alone."""
    tokenizer.save(str(folder / TOKENIZER))
    save(folder / WEIGHTS, quantize(weights) if compact else halve(weights))
    shape = EncoderShape(**manifest.encoder["shape"])
    if not compact:
        save_model(folder / SAVED_MODEL, weights, shape)
    return seal(folder, manifest)


def export_saved_model(bundle: Bundle, folder: Path) -> Bundle:
    """Copies a bundle to a new folder and adds a SavedModel of its weights. Raises ExportError if the folder exists."""
    with new_folder(folder) as place:
        for name in bundle.manifest.files:
            if not name.startswith("saved_model/"):
                shutil.copyfile(bundle.path(name), place / name)
        weights = dequantize(load(bundle.path(WEIGHTS)))
        save_model(place / SAVED_MODEL, weights, EncoderShape(**bundle.manifest.encoder["shape"]))
        seal(place, bundle.manifest)
    return read_bundle(folder)


def save_model(folder: Path, weights: Mapping[str, NDArray[np.float32]], shape: EncoderShape) -> None:
    """Writes a SavedModel in the layout of TensorFlow Serving, whatever backend Keras uses.

    Signature `serving_default`: `ids`, `mask` int32 [batch, length] → `probabilities` float32 [batch, length, tags].
    Raises ExportError, with TensorFlow's own message, when another process has to write it and fails.
    """
    if keras.backend.backend() == "tensorflow":
        _save_model(folder, weights, shape)
        return
    # A process has one backend, and only TensorFlow's can write this format: another process does.
    with tempfile.TemporaryDirectory() as place:
        save_file({name: np.ascontiguousarray(values) for name, values in weights.items()}, f"{place}/weights")
        call = [sys.executable, "-m", "training.export", f"{place}/weights", str(folder), json.dumps(shape.to_json())]
        done = subprocess.run(call, env=os.environ | {"KERAS_BACKEND": "tensorflow"}, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise ExportError(f"{folder}: TensorFlow could not write the SavedModel: {done.stderr.strip()[-2000:]}")


def _save_model(folder: Path, weights: Mapping[str, NDArray[np.float32]], shape: EncoderShape) -> None:
    import tensorflow as tf

    network = TokenClassifier(shape, len(weights["head.bias"]))
    network.assign(weights)
    module = tf.Module()
    module.network = network

    @tf.function
    def serve(ids: Any, mask: Any) -> dict[str, Any]:
        return {"probabilities": ops.softmax(network({"ids": ids, "mask": mask}, training=False), axis=-1)}

    batch = tf.TensorSpec([None, None], tf.int32)
    signature = serve.get_concrete_function(ids=batch, mask=batch)
    tf.saved_model.save(module, str(folder), signatures={"serving_default": signature})


if __name__ == "__main__":
    _save_model(Path(sys.argv[2]), load_file(sys.argv[1]), EncoderShape(**json.loads(sys.argv[3])))
