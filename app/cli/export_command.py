"""`itemgraph export --format saved-model`."""

from pathlib import Path

from rich.console import Console

from app.cli.extras import training_extra
from model.bundle import read_bundle


def export_model(model: Path, output: Path, out: Console) -> None:
    """Writes a copy of the bundle with a SavedModel of its weights."""
    bundle = read_bundle(model)
    with training_extra():
        from training.export import export_saved_model

    exported = export_saved_model(bundle, output)
    out.print(f"{exported.model} with saved_model/1 in {output}", highlight=False)
