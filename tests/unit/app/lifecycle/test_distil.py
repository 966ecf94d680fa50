"""Teachers that label texts together."""

from pathlib import Path

import numpy as np
import pytest

from app.errors import SettingsError
from app.lifecycle.distil import soften
from app.settings import DEFAULT_MODEL, Settings
from model.bundle import Bundle

TEXTS = ["Nike red cotton shirt", "", "blue jeans"]


def test_the_mean_of_the_teachers_is_kept_for_the_next_run(shipped: Bundle, silent: Bundle, tmp_path: Path) -> None:
    labels, folder = list(shipped.manifest.labels), tmp_path / "soft"
    found = soften(Settings(threads=1), [shipped.folder, silent.folder], TEXTS, labels, "IOB2", folder)
    assert [each.shape for each in found.rows] == [(4, 21), (0, 21), (2, 21)]
    assert all(abs(int(row.sum()) - 255) <= 10 for rows in found.rows for row in rows)
    assert found.rows[0][1].argmax() == 1 + 2 * labels.index("COLOR")
    kept = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert len(kept) == 2
    again = soften(Settings(threads=1), [shipped.folder, silent.folder], TEXTS, labels, "IOB2", folder)
    assert all(np.array_equal(one, other) for one, other in zip(found.rows, again.rows, strict=True))
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == kept


def test_a_teacher_of_other_labels_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"teacher .*default: its labels are AUDIENCE, .* in IOB2; expected X in"):
        soften(Settings(threads=1), [Path(DEFAULT_MODEL)], TEXTS, ["X"], "IOB2", tmp_path / "soft")
