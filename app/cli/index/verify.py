"""`itemgraph index verify`."""

from itertools import islice

import typer

from app.cli.index.opening import opened_index
from app.cli.options import DataDir
from app.cli.printing import say
from app.cli.progress import bar

_SHOWN = 20


def verify_index(data_dir: DataDir = None) -> None:
    """Compare the index that is kept, with the changes since, with the graph. Ends with status 1 if they differ."""
    with opened_index(data_dir) as opened:
        with bar("reading", opened.store.count()) as advance:
            differences = opened.differences(advance)
            found = None if differences is None else list(islice(differences, _SHOWN + 1))
        where = opened.where
    if found is None:
        say(f"no usable index in {where}")
        raise typer.Exit(1)
    for difference in found[:_SHOWN]:
        say(difference)
    if len(found) > _SHOWN:
        say("there are more differences; itemgraph index rebuild makes a new index")
    if found:
        raise typer.Exit(1)
    say(f"the index in {where} shows what the graph has")
