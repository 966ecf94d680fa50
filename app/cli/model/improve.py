"""`itemgraph improve`."""

import hashlib
import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.files import refuse_missing_graph
from app.cli.model.options import VersionsFolder
from app.cli.model.progress import training_bar
from app.cli.model.promote import print_verdicts
from app.cli.options import AsJson, DataDir, Model
from app.cli.printing import counted, print_json, say, say_aside
from app.domain.labelled import Labelled
from app.settings import Settings, read_settings

if TYPE_CHECKING:
    from app.lifecycle.improving.improve import Improved

_ITEMS_OF_A_PAGE = 100


def improve(
    data: Annotated[Path, typer.Argument(help="labelled texts that the model learned from: a folder with splits")],
    versions: VersionsFolder = Path("models"),
    fewest: Annotated[int, typer.Option(min=2, help="corrected texts that are worth a training")] = 20,
    replay: Annotated[int, typer.Option(min=1, help="how many earlier texts to read as before")] = 3000,
    margin: Annotated[float, typer.Option(min=0, max=1, help="allowed fall of a label's F1 on earlier texts")] = 0.01,
    set_: Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE of a training setting; repeats")] = None,
    model: Model = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Learn from corrections: train on from the served model, and serve the result if it is better.

    The model is the current one of the versions or, without any, that of MODEL. The exit status is 1 if it is refused.
    A scheduler may run it: it does nothing without new corrections, and one runs at a time.
    """
    from app.lifecycle.config import read_config
    from app.lifecycle.improving.improve import Improving
    from app.lifecycle.improving.improve import improve as improve_model
    from app.lifecycle.train import spoken_progress

    settings = read_settings(model=model, data_dir=data_dir)
    texts, state = _corrected(settings, versions)
    options = tuple(read_config(None, set_ or [], {}).model_dump(exclude_unset=True).items())
    with training_bar() as moving:
        run = Improving(texts, state, data, versions, fewest, replay, margin, options)
        found = improve_model(run, settings, spoken_progress(say_aside if as_json else say, moving))
    if as_json:
        print_json(asdict(found))
    else:
        _print(found, versions, fewest)
    if found.outcome == "refused":
        raise typer.Exit(1)


def _corrected(settings: Settings, versions: Path) -> tuple[list[Labelled], str]:
    """Returns the labelled texts of corrected items, and a digest of the corrections. Opens the graph directly."""
    from app.catalog.team_vocabulary import TeamVocabulary
    from app.domain.corrections.labels import labels_of
    from app.domain.standard import load_rulebook, standardize_name
    from app.lifecycle.improving.improve import served
    from app.main import open_store

    refuse_missing_graph(settings)
    labels = {standardize_name(label): label for label in served(versions, settings).manifest.labels}
    texts: list[Labelled] = []
    ids: list[str] = []
    with closing(open_store(settings)) as store:
        standardizer = TeamVocabulary(load_rulebook(settings.vocabulary), store).standardizer
        after: str | None = None
        while items := store.corrected(_ITEMS_OF_A_PAGE, after):
            after = items[-1].id
            for item in items:
                texts += labels_of(item, labels, standardizer).texts
                ids += [each.id for each in item.corrections]
    return texts, hashlib.sha256(json.dumps(ids).encode()).hexdigest()


def _print(found: "Improved", versions: Path, fewest: int) -> None:
    if found.outcome == "too few":
        return say(f"{counted(found.learned, 'corrected text')}; expected at least {fewest}. Nothing was trained.")
    if found.outcome == "nothing new":
        return say(f"no correction since the last improvement. Nothing was trained; {found.before} stays.")
    say(f"{found.before} → {found.after}: {found.learned:,} corrected texts, {found.replayed:,} earlier ones again")
    for title, compared in (("corrected, held out", found.corrected), ("earlier, held out", found.earlier)):
        if compared:
            say(title)
            print_verdicts(compared)
    if found.foreign:
        say(
            f"not learned, because the model has no such label: {', '.join(found.foreign)}; train a new model for these"
        )
    if found.outcome == "refused":
        say(f"refused: {', '.join(found.fallen)} fell; {found.before} stays")
    else:
        say(f"{versions}/current is {found.after} now; a service with MODEL={versions}/current reads it at start")
