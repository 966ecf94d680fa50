"""The command line: its commands by group, and what happens to an error."""

import sys
from collections.abc import Callable, Mapping

import typer

from app.cli.aws_commands import batch, deploy
from app.cli.extract import extract
from app.cli.graph.export import export
from app.cli.graph.reextract import reextract
from app.cli.items.load import load
from app.cli.model_commands import calibrate, evaluate, lint, promote, rollback
from app.cli.neptune.bulk_load import bulk_load
from app.cli.printing import print_error
from app.cli.search import search
from app.cli.serve import serve
from app.cli.training_commands import fetch_bundle, train
from app.cli.vocabulary.apply import apply
from app.cli.vocabulary.suggest import suggest
from app.errors import ItemgraphError

Commands = Mapping[str, Callable[..., None]]

_COMMANDS: Mapping[str, Commands] = {
    "Service": {"serve": serve, "extract": extract, "search": search},
    "Items": {"load": load},
    "Graph": {"export": export, "reextract": reextract, "bulk-load": bulk_load},
    "Model": {
        "lint": lint,
        "train": train,
        "evaluate": evaluate,
        "calibrate": calibrate,
        "promote": promote,
        "rollback": rollback,
    },
    "Amazon SageMaker": {"fetch": fetch_bundle, "deploy": deploy, "batch": batch},
}
_VOCABULARY: Commands = {"suggest": suggest, "apply": apply}


def _application() -> typer.Typer:
    cli = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="Item text in, a knowledge graph out: the service, its items, its graph and its model.",
    )
    for panel, commands in _COMMANDS.items():
        _register(cli, commands, panel)
    vocabulary = typer.Typer(no_args_is_help=True, help="Merge values that mean the same.")
    _register(vocabulary, _VOCABULARY)
    cli.add_typer(vocabulary, name="vocabulary", rich_help_panel="Graph")
    return cli


def _register(group: typer.Typer, commands: Commands, panel: str | None = None) -> None:
    for name, command in commands.items():
        group.command(name, rich_help_panel=panel)(command)


cli = _application()


def main() -> None:
    """Runs the command line; an expected error is one line on standard error and exit status 1."""
    try:
        cli()
    except ItemgraphError as error:
        print_error(str(error))
        sys.exit(error.status)
    except OSError as error:
        if error.filename is None:
            raise
        print_error(f"{error.filename}: {error.strerror}")
        sys.exit(1)
