"""`itemgraph reextract`."""

import hashlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.files import refuse_missing_graph
from app.cli.options import AsJson, DataDir, DryRun, Model
from app.cli.printing import counted, print_json, print_parts, say, say_aside, table
from app.cli.progress import bar
from app.settings import Settings, read_settings

if TYPE_CHECKING:
    from app.catalog.rereading import Rereading, RereadingReport


def reextract(
    changed_only: Annotated[
        bool, typer.Option("--changed-only", help="only items that another model or other rules have read")
    ] = False,
    dry_run: DryRun = False,
    model: Model = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Read the stored items again, show what changes, and write it. Run it again to resume.

    The service may run meanwhile. Items that it writes between the reading and the writing are left alone.
    """
    with _opened(read_settings(model=model, data_dir=data_dir), changed_only) as (run, count):
        with bar("reading", count) as advance:
            report = run.read(advance)
        if not as_json:
            _show(report)
        written = 0 if dry_run else _write(run, report)
    if as_json:
        print_json(_to_json(report, written))
    elif dry_run:
        say_aside("Nothing was written. The same command without --dry-run writes the result without reading again.")
    else:
        say(f"{counted(written, 'item')} of {report.items:,} written")


@contextmanager
def _opened(settings: Settings, changed_only: bool) -> Iterator[tuple["Rereading", int]]:
    """Opens the graph directly, also while services use it. Yields the run and the number of items."""
    from app.catalog.rereading import Rereading
    from app.catalog.team_vocabulary import TeamVocabulary
    from app.catalog.writing import Catalog
    from app.domain.standard import load_rulebook
    from app.extraction.bundles import open_bundle
    from app.extraction.engines import open_tagger
    from app.extraction.extractor import Extractor
    from app.extraction.finders import Finders
    from app.main import open_store
    from app.telemetry import Metrics

    refuse_missing_graph(settings)
    bundle, rules = open_bundle(settings), load_rulebook(settings.vocabulary)
    with closing(open_store(settings)) as store:
        tagger, finders = open_tagger(settings, bundle), Finders.of(rules, bundle.manifest.labels)
        extractor = Extractor(bundle, tagger, settings.min_score, settings.cache_bytes, finders=finders)
        with closing(extractor):
            catalog = Catalog(extractor, TeamVocabulary(rules, store), store, Metrics())
            state = f"{bundle.digest} {settings.min_score} {rules.digest}"
            digest = hashlib.sha256(state.encode()).hexdigest()
            yield Rereading(catalog, store, settings.data_dir, digest, changed_only), store.count()


def _write(run: "Rereading", report: "RereadingReport") -> int:
    with bar("writing", report.items) as advance:
        return run.write(advance)


def _show(report: "RereadingReport") -> None:
    rows = [[name, *(f"{count:,}" for count in counts)] for name, *counts in _counts(report)]
    gained, lost, kept = (each.total() for each in (report.gained, report.lost, report.kept))
    changes = f"{gained:,} properties gained, {lost:,} lost, {kept:,} changed"
    say(f"{counted(report.items, 'item')} read again: {changes}")
    print_parts([table(["property", "gained", "lost", "kept, otherwise"], rows)])


def _to_json(report: "RereadingReport", written: int) -> dict[str, Any]:
    properties = [dict(zip(("name", "gained", "lost", "kept"), row, strict=True)) for row in _counts(report)]
    return {"items": report.items, "changed": report.changed, "written": written, "properties": properties}


def _counts(report: "RereadingReport") -> list[tuple[str, int, int, int]]:
    """Counts, by property, the values that items gain, lose, and keep with another score, evidence or model."""
    names = sorted({*report.gained, *report.lost, *report.kept})
    return [(name, report.gained[name], report.lost[name], report.kept[name]) for name in names]
