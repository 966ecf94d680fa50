"""Converts windows to TensorFlow Serving's REST calls and back: columns of inputs, and one output.

```
{"signature_name": "serving_default", "inputs": {"ids": [[101, …], …], "mask": [[1, …], …]}}
{"outputs": [[[0.99, …], …], …]}
```

Inputs are integers [batch, length]; outputs are numbers [batch, length, tags].

Source: "RESTful API" of the TensorFlow Serving guide, section Predict.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.tagging import TagWindows
from model.windows import Window, pad

_SIGNATURE = "serving_default"


def to_request(windows: Sequence[Window]) -> bytes:
    """Returns the body of a call for the probabilities of these windows."""
    ids, mask = pad([window.ids for window in windows])
    inputs = {"ids": ids.tolist(), "mask": mask.tolist()}
    return json.dumps({"signature_name": _SIGNATURE, "inputs": inputs}, separators=(",", ":")).encode()


def to_rows(answer: bytes, windows: Sequence[Window]) -> list[NDArray[np.float32]]:
    """Returns, for each window, the probabilities of all tags at each of its tokens: float32 [tokens, tags].

    Raises ValueError when the answer does not fit the windows.
    """
    found = json.loads(answer)
    if not isinstance(found, dict) or "outputs" not in found:
        raise ValueError('expected {"outputs": …}')
    outputs = np.asarray(found["outputs"], dtype=np.float32)
    length = max(len(window.ids) for window in windows)
    if outputs.ndim != 3 or outputs.shape[:2] != (len(windows), length):
        raise ValueError(f"outputs of shape {list(outputs.shape)}; expected [{len(windows)}, {length}, tags]")
    if not np.isfinite(outputs).all():
        raise ValueError("outputs: expected finite numbers")
    return [outputs[row, window.positions] for row, window in enumerate(windows)]


def tag_in_calls(windows: Sequence[Window], max_pieces: int, tag: TagWindows) -> list[NDArray[np.float32]]:
    """Tags windows by several calls of `tag`, and returns their rows in the order of the windows.

    A call has windows of similar length, and at most `max_pieces` word pieces with padding. A longer window gets a call
    of its own.
    """
    found: dict[int, NDArray[np.float32]] = {}
    for group in _groups(windows, max_pieces):
        found |= dict(zip(group, tag([windows[n] for n in group]), strict=True))
    return [found[n] for n in range(len(windows))]


def to_windows(request: Any, vocabulary: int, longest: int) -> list[Window]:
    """Returns the windows of a call. Every piece counts as a token.

    `vocabulary` is the number of word pieces, and `longest` the most pieces in a window. A call beyond either could
    crash an engine. Raises ValueError, which names the wrong field.
    """
    inputs = request.get("inputs")
    if not isinstance(inputs, dict) or set(inputs) != {"ids", "mask"}:
        raise ValueError("/inputs: expected ids and mask")
    ids, mask = (_matrix(inputs[name], f"/inputs/{name}") for name in ("ids", "mask"))
    if ids.shape != mask.shape:
        raise ValueError(f"/inputs/mask: shape {list(mask.shape)}, but ids have {list(ids.shape)}")
    if not ((ids >= 0) & (ids < vocabulary)).all():
        raise ValueError(f"/inputs/ids: expected piece numbers of 0 to {vocabulary - 1}")
    lengths = mask.sum(axis=1)
    if not np.isin(mask, (0, 1)).all() or not ((lengths > 0) & (lengths <= longest)).all():
        raise ValueError(f"/inputs/mask: expected 1 for each of 1 to {longest} pieces of a window, and 0 for padding")
    rows = [row[here == 1] for row, here in zip(ids, mask, strict=True)]
    return [Window(0, len(row), row.astype(np.int32), np.arange(len(row), dtype=np.int32), True, True) for row in rows]


def to_answer(request: Any, rows: Sequence[NDArray[np.float32]]) -> bytes:
    """Returns the body of the answer to a call: the rows of its windows, with zeros for padding."""
    mask = np.asarray(request["inputs"]["mask"])
    width = rows[0].shape[1] if rows else 0
    outputs = np.zeros((*mask.shape, width), dtype=np.float64)
    for row, (here, found) in enumerate(zip(mask, rows, strict=True)):
        outputs[row, here == 1] = found
    return json.dumps({"outputs": outputs.round(7).tolist()}, separators=(",", ":")).encode()


def _groups(windows: Sequence[Window], max_pieces: int) -> Iterator[list[int]]:
    group: list[int] = []
    for n in sorted(range(len(windows)), key=lambda n: len(windows[n].ids)):
        if group and (len(group) + 1) * len(windows[n].ids) > max_pieces:
            yield group
            group = []
        group.append(n)
    if group:
        yield group


def _matrix(values: Any, place: str) -> NDArray[np.int64]:
    try:
        found = np.asarray(values)
    except ValueError as error:  # rows of several lengths
        raise ValueError(f"{place}: expected rows of one length") from error
    if found.ndim != 2 or found.dtype.kind not in "iu":
        raise ValueError(f"{place}: expected integers, [batch, length]")
    return found.astype(np.int64)
