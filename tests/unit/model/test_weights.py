"""Int8 weights."""

from pathlib import Path

import numpy as np

from model.weights import dequantize, halve, load, quantize, save


def weights() -> dict[str, np.ndarray]:
    random = np.random.default_rng(1)
    return {
        "embeddings.words": random.normal(size=(50, 8)).astype(np.float32),
        "layer.0.query.kernel": random.normal(size=(8, 16)).astype(np.float32)
        * np.linspace(0.01, 10, 16, dtype=np.float32),
        "layer.0.query.bias": random.normal(size=16).astype(np.float32),
        "head.kernel": random.normal(size=(8, 5)).astype(np.float32),
    }


def test_error_is_within_half_a_level_of_each_row_or_column() -> None:
    before = weights()
    after = dequantize(quantize(before))
    levels = {"embeddings.words": 1, "layer.0.query.kernel": 0}
    for name, axis in levels.items():
        level = np.abs(before[name]).max(axis=axis, keepdims=True) / 127
        assert (np.abs(after[name] - before[name]) <= level / 2 * 1.001).all()


def test_head_and_biases_stay_as_they_are() -> None:
    before = weights()
    after = dequantize(quantize(before))
    for name in ("head.kernel", "layer.0.query.bias"):
        np.testing.assert_array_equal(after[name], before[name])


def test_quantizing_again_changes_nothing() -> None:
    once = quantize(weights())
    twice = quantize(dequantize(once))
    for name, values in once.items():
        np.testing.assert_allclose(twice[name].astype(np.float64), values.astype(np.float64), rtol=1e-6)


def test_a_column_of_zeros_stays_zero() -> None:
    kernel = np.zeros((4, 2), dtype=np.float32)
    assert not dequantize(quantize({"x.kernel": kernel}))["x.kernel"].any()


def test_files_give_back_what_was_saved(tmp_path: Path) -> None:
    compact = quantize(weights())
    save(tmp_path / "weights.safetensors", compact)
    loaded = load(tmp_path / "weights.safetensors")
    assert loaded.keys() == compact.keys()
    assert all((loaded[name] == compact[name]).all() and loaded[name].dtype == compact[name].dtype for name in compact)


def test_full_weights_keep_eleven_bits() -> None:
    before = weights()
    full = halve(before)
    assert {name: values.dtype.name for name, values in full.items()} == {
        "embeddings.words": "float16",
        "layer.0.query.kernel": "float16",
        "layer.0.query.bias": "float32",
        "head.kernel": "float32",
    }
    after = dequantize(full)
    for name, values in before.items():
        np.testing.assert_allclose(after[name], values, rtol=2**-11, atol=1e-7)


def test_the_file_is_readable_as_others_are(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    save(tmp_path / "weights", quantize(weights()))
    assert (tmp_path / "weights").stat().st_mode == (tmp_path / "other").stat().st_mode
