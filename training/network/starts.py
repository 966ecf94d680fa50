"""Starts a training from part of an encoder, or from the network of a bundle."""

from dataclasses import replace
from pathlib import Path

from tokenizers import Tokenizer

from model.bundle import MANIFEST, TOKENIZER, WEIGHTS, read_bundle
from model.errors import BundleError
from model.weights import dequantize, load
from training.errors import EncoderError
from training.network.encoders import Encoder, load_encoder
from training.network.shape import EncoderShape


def load_start(source: str, layers: int = 0) -> Encoder:
    """Reads an encoder as `load_encoder` does, or the network of a bundle's folder, with its head.

    `layers` keeps only the first layers; 0 keeps all. Raises EncoderError.
    """
    folder = Path(source)
    encoder = _of_bundle(folder) if (folder / MANIFEST).is_file() else load_encoder(source)
    return first_layers(encoder, layers) if layers else encoder


def first_layers(encoder: Encoder, layers: int) -> Encoder:
    """Returns an encoder of the first layers."""
    if layers > encoder.shape.layers:
        raise EncoderError(f"encoder {encoder.source}: {encoder.shape.layers} layers, so it has no first {layers}")
    kept = {name: values for name, values in encoder.weights.items() if _layer(name) < layers}
    return replace(encoder, shape=replace(encoder.shape, layers=layers), weights=kept)


def _of_bundle(folder: Path) -> Encoder:
    try:
        bundle = read_bundle(folder)
    except BundleError as error:
        raise EncoderError(f"encoder {folder}: {error}") from error
    shape = EncoderShape(**bundle.manifest.encoder["shape"])
    return Encoder(
        bundle.model, shape, dequantize(load(bundle.path(WEIGHTS))), Tokenizer.from_file(str(bundle.path(TOKENIZER)))
    )


def _layer(name: str) -> int:
    """Returns the number of the layer that a weight belongs to; -1 for embeddings and head."""
    parts = name.split(".")
    return int(parts[1]) if parts[0] == "layer" else -1
