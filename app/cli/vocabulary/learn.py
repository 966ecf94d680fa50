"""`itemgraph vocabulary learn`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.client import Client
from app.cli.files import toml_text, written_whole
from app.cli.options import DEFAULT_URL, ApiKey, Url
from app.cli.printing import counted, say_aside
from app.errors import SettingsError
from app.settings import read_settings

if TYPE_CHECKING:
    from app.cli.vocabulary.given import GivenValue

_HEAD = """\
# Values of `{name}` that items in the graph were given, the most frequent first. Delete what should not be found in
# texts, then put this file into the folder that VOCABULARY names. `find = "missed"` finds a value where the model finds
# nothing, `"always"` also where it finds something else. With `case = "exact"`, "Gap" is found and "gap" is not.
find = "missed"

[values]
"""


def learn(
    name: Annotated[str, typer.Argument(metavar="PROPERTY", help="property whose given values to list, such as brand")],
    output: Annotated[Path | None, typer.Option(help="new file; PROPERTY.toml if left out")] = None,
    min_items: Annotated[int, typer.Option(min=1, help="how many items must have a value")] = 2,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
) -> None:
    """List the values that items were given, as a rule file that finds them in the texts of others."""
    from app.cli.vocabulary.given import read_given
    from app.domain.standard import Standardizer, load_rulebook

    rules = Standardizer(load_rulebook(read_settings().vocabulary))
    own = rules.name(name)
    file = output or Path(f"{own}.toml")
    if file.exists():
        raise SettingsError(f"{file} exists already; expected a new file")
    with Client(url, key) as client:
        values = [each for each in read_given(client, own, rules) if each.items >= min_items]
    with written_whole(file) as partial:
        partial.write_text(_HEAD.format(name=own) + "".join(map(_line, values)), encoding="utf-8")
    say_aside(f"{counted(len(values), 'value')} in {file}")


def _line(value: "GivenValue") -> str:
    said, others = value.entry()
    return f"{toml_text(said)} = [{', '.join(map(toml_text, others))}]  # {counted(value.items, 'item')}\n"
