"""`itemgraph reextract`: the stored items, read again."""

import hashlib
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from app.cli.options import DataDir, DryRun, Model
from app.cli.printing import err, out
from app.cli.progress import bar
from app.settings import Settings, read_settings

if TYPE_CHECKING:
    from app.catalog.rereading import RereadingReport


def reextract(
    changed_only: Annotated[
        bool, typer.Option("--changed-only", help="only items that another model or other rules have read")
    ] = False,
    dry_run: DryRun = False,
    model: Model = None,
    data_dir: DataDir = None,
) -> None:
    """Read the stored items again, show what changes, and write it. Run it again to resume."""
    _reextract(read_settings(model=model, data_dir=data_dir), changed_only, dry_run)


def _reextract(settings: Settings, changed_only: bool, dry_run: bool) -> None:
    """Opens the graph itself, beside services that may be using it."""
    from app.catalog.rereading import Rereading
    from app.catalog.team_vocabulary import TeamVocabulary
    from app.catalog.writing import Catalog
    from app.domain.standard import load_rulebook
    from app.extraction.bundles import open_bundle
    from app.extraction.engines import open_tagger
    from app.extraction.extractor import Extractor
    from app.main import open_store
    from app.telemetry import Metrics

    bundle = open_bundle(settings)
    rules = load_rulebook(settings.vocabulary)
    store = open_store(settings)
    try:
        extractor = Extractor(bundle, open_tagger(settings, bundle), settings.min_score, settings.cache_bytes)
        try:
            catalog = Catalog(extractor, TeamVocabulary(rules, store), store, Metrics())
            state = f"{bundle.digest} {settings.min_score} {rules.digest}"
            digest = hashlib.sha256(state.encode()).hexdigest()
            run = Rereading(catalog, store, settings.data_dir, digest, changed_only)
            with bar(f"reading by {bundle.model}", store.count()) as advance:
                report = run.read(advance)
            _show(report)
            if dry_run:
                return err.print(
                    "Nothing was written. The same command without --dry-run writes it, and reads no more."
                )
            with bar("writing", report.items) as advance:
                written = run.write(advance)
            out.print(f"{written:,} of {report.items:,} items written", highlight=False)
        finally:
            extractor.close()
    finally:
        store.close()


def _show(report: "RereadingReport") -> None:
    table = Table(
        "property", "gained", "lost", "kept, otherwise", title=f"{report.changed:,} of {report.items:,} items"
    )
    for name in sorted({*report.gained, *report.lost, *report.kept}):
        table.add_row(name, *(f"{counts[name]:,}" for counts in (report.gained, report.lost, report.kept)))
    out.print(table)
