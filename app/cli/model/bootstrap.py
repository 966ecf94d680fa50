"""`itemgraph bootstrap`."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.files import written_whole
from app.cli.loading.mapping import ItemMapping
from app.cli.loading.plan import Plan, read_plan
from app.cli.loading.records import read_records
from app.cli.loading.sources import Dialect
from app.cli.options import AsJson
from app.cli.printing import counted, print_json, print_parts, say, say_aside, table
from app.errors import SettingsError
from app.settings import read_settings

if TYPE_CHECKING:
    from app.lifecycle.labels.bootstrap import Labelled
    from app.lifecycle.labels.similar import SimilarValue

_SHOWN_VALUES = 20


def bootstrap(
    items: Annotated[Path, typer.Argument(help="items of which some have properties: .jsonl, .csv, .tsv, .xlsx …")],
    output: Annotated[Path, typer.Argument(help="new folder for the labelled texts, which `itemgraph train` reads")],
    properties: Annotated[
        str | None,
        typer.Option(help="properties to teach, separated by commas; if left out, those that can be learned"),
    ] = None,
    examples: Annotated[
        Path | None,
        typer.Option(help='TOML file with example values, roast = ["dark", "light"]; the items need no properties'),
    ] = None,
    min_items: Annotated[int, typer.Option(min=1, help="how many items must say a property in their texts")] = 30,
    mapping_file: Annotated[
        Path | None, typer.Option("--mapping", help="TOML file that says what each column becomes, as for load")
    ] = None,
    delimiter: Annotated[str | None, typer.Option(help="character between the cells of a table, or tab")] = None,
    encoding: Annotated[str | None, typer.Option(help="encoding of the file; UTF-8 or UTF-16 if left out")] = None,
    as_json: AsJson = False,
) -> None:
    """Label the texts of items with the properties that the items have already, as training data for a model.

    Some items have a property, and their texts say its value: that place is a label. Words that may say a property
    which an item lacks teach nothing. VOCABULARY's rules and aliases are used. With --examples, the values are the
    examples and the words that MODEL's encoder finds like them.
    """
    from app.domain.standard import Standardizer, load_rulebook
    from app.extraction.bundles import open_bundle
    from app.lifecycle.labels.bootstrap import Bootstrap
    from app.lifecycle.labels.examples import label_by_examples, read_examples
    from app.lifecycle.labels.report import Needs
    from app.lifecycle.labels.samples import Sample
    from app.lifecycle.labels.writing import write_labels

    if output.exists():
        raise SettingsError(f"{output} exists already; expected a new folder for the labels")
    plan = read_plan(mapping_file) if mapping_file else Plan()
    read = _read_items(items, plan, Dialect.parse(delimiter, encoding))
    rules = Standardizer(load_rulebook(read_settings().vocabulary))
    wanted = [rules.name(name) for name in properties.split(",")] if properties else None
    samples = [Sample.of(item, rules) for item in read]
    if examples:
        labelled, similar = label_by_examples(
            samples, read_examples(examples, rules), open_bundle(read_settings()), rules
        )
        _print_similar(similar)
    else:
        labelled = Bootstrap(samples, rules, wanted, Needs(items=min_items)).label()
    if not labelled.taught:
        _print(labelled)
        raise SettingsError(f"{items}: no property can be learned from these items; see the reasons above")
    with written_whole(output) as partial:
        partial.mkdir()
        counts = write_labels(partial, labelled, read)
    if as_json:
        return print_json({"properties": [asdict(each) for each in labelled.properties], "texts": counts})
    _print(labelled)
    told = ", ".join(f"{count:,} for {split}" for split, count in counts.items())
    say(f"{counted(len(read), 'item')} → texts in {output}: {told}")
    say(f"next: itemgraph train {output} build/model --encoder model/bundles/fast")


def _read_items(file: Path, plan: Plan, dialect: Dialect) -> list[dict[str, Any]]:
    """Returns the items in the form of `POST /items`. A record without an id gets its line number."""
    mapping, found = ItemMapping(), []
    for record in read_records(file, dialect):
        if record.values is None:
            raise SettingsError(f"{file}:{record.line}: {record.error}")
        item = mapping.to_item(plan.apply(record.values))
        found.append(item if item.get("id") not in (None, "") else {**item, "id": str(record.line)})
    return found


def _print_similar(similar: Sequence["SimilarValue"]) -> None:
    """Says which values were found beside the examples: a person sees at a glance whether they are of one kind."""
    for name in dict.fromkeys(each.name for each in similar):
        words = [each.words for each in similar if each.name == name]
        more = f" and {len(words) - _SHOWN_VALUES:,} more" if len(words) > _SHOWN_VALUES else ""
        say_aside(f"like the examples of {name}: {', '.join(words[:_SHOWN_VALUES])}{more}")


def _print(labelled: "Labelled") -> None:
    columns = ("property", "items", "values", "said by items", "values said", "ambiguous", "contradicted", "taught")
    rows = [
        (
            each.name,
            *(f"{count:,}" for count in (each.given, each.values, each.found, each.values_found)),
            *(f"{count:,}" for count in (each.ambiguous, each.contradicted)),
            each.reason or "yes",
        )
        for each in labelled.properties
    ]
    print_parts([table(columns, rows)])
