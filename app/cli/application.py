"""The command line: its commands by group, and the handling of errors."""

import sys
from collections.abc import Callable, Mapping
from importlib.metadata import version as installed_version
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from app.cli.corrections.add import add_correction
from app.cli.corrections.export import export_corrections
from app.cli.corrections.list import list_corrections
from app.cli.corrections.queue import label_queue
from app.cli.corrections.undo import undo_correction
from app.cli.extract import extract
from app.cli.graph.changes import changes
from app.cli.graph.complete import complete
from app.cli.graph.coverage import coverage
from app.cli.graph.export import export
from app.cli.graph.neighborhood import neighborhood
from app.cli.graph.path import path
from app.cli.graph.properties import properties
from app.cli.graph.reextract import reextract
from app.cli.index.rebuild import rebuild_index
from app.cli.index.status import index_status
from app.cli.index.verify import verify_index
from app.cli.items.compare import compare_items
from app.cli.items.delete import delete_items
from app.cli.items.get import get_item
from app.cli.items.list import list_items
from app.cli.items.put import put_item
from app.cli.items.similar import similar_items
from app.cli.items.suggestions import suggestions
from app.cli.keys.create import create_key
from app.cli.keys.list import list_keys
from app.cli.keys.revoke import revoke_keys
from app.cli.loading.load import load
from app.cli.model.archive import archive_model
from app.cli.model.bootstrap import bootstrap
from app.cli.model.calibrate import calibrate
from app.cli.model.drift import drift
from app.cli.model.evaluate import evaluate
from app.cli.model.export import export_model
from app.cli.model.improve import improve
from app.cli.model.lint import lint
from app.cli.model.promote import promote
from app.cli.model.rollback import rollback
from app.cli.model.sign import keygen, sign_model
from app.cli.model.train import train
from app.cli.model.trim import trim_model
from app.cli.neptune.bulk_load import bulk_load
from app.cli.printing import print_error, say
from app.cli.sagemaker.batch import batch
from app.cli.sagemaker.deploy import deploy
from app.cli.sagemaker.fetch import fetch
from app.cli.search import search
from app.cli.serve import serve
from app.cli.vocabulary.apply import apply
from app.cli.vocabulary.learn import learn
from app.cli.vocabulary.standardize import standardize
from app.cli.vocabulary.suggest import suggest
from app.errors import ItemgraphError
from model.faults import fault_to_text

Commands = Mapping[str, Callable[..., None]]

_COMMANDS: Mapping[str, Commands] = {
    "Service": {"serve": serve, "extract": extract, "search": search},
    "Items": {
        "load": load,
        "put": put_item,
        "get": get_item,
        "list": list_items,
        "delete": delete_items,
        "similar": similar_items,
        "suggestions": suggestions,
        "compare": compare_items,
    },
    "Graph": {
        "properties": properties,
        "complete": complete,
        "coverage": coverage,
        "neighborhood": neighborhood,
        "path": path,
        "changes": changes,
        "export": export,
        "reextract": reextract,
        "bulk-load": bulk_load,
    },
    "Model": {
        "bootstrap": bootstrap,
        "label-queue": label_queue,
        "lint": lint,
        "train": train,
        "evaluate": evaluate,
        "calibrate": calibrate,
        "improve": improve,
        "drift": drift,
        "promote": promote,
        "rollback": rollback,
    },
    "Amazon SageMaker": {"fetch": fetch, "deploy": deploy, "batch": batch},
}
_HELP = "Turn item text into a knowledge graph that applications search."
_MODEL: Commands = {
    "export": export_model,
    "archive": archive_model,
    "keygen": keygen,
    "sign": sign_model,
    "trim": trim_model,
}
_VOCABULARY: Commands = {"standardize": standardize, "suggest": suggest, "apply": apply, "learn": learn}
_CORRECTIONS: Commands = {
    "add": add_correction,
    "list": list_corrections,
    "undo": undo_correction,
    "export": export_corrections,
}
_INDEX: Commands = {"status": index_status, "rebuild": rebuild_index, "verify": verify_index}
_KEYS: Commands = {"create": create_key, "list": list_keys, "revoke": revoke_keys}


class _Command(TyperCommand):
    """Says in this project's words what is wrong with an argument. Typer says it in Pydantic's."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            from pydantic import ValidationError  # Here, so that --help is quick.

            if isinstance(error.__cause__, ValidationError):
                error.message = fault_to_text(error.__cause__.errors()[0])
            raise


def _application() -> typer.Typer:
    cli = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)
    cli.callback(help=_HELP)(_global_options)
    for panel, commands in _COMMANDS.items():
        _register(cli, commands, panel)
    keys = typer.Typer(no_args_is_help=True, help="Make, list and revoke the keys that callers of a service need.")
    _register(keys, _KEYS)
    cli.add_typer(keys, name="key", rich_help_panel="Service")
    corrections = typer.Typer(
        no_args_is_help=True, help="Say what is wrong with the values of items; write it as labels for training."
    )
    _register(corrections, _CORRECTIONS)
    cli.add_typer(corrections, name="corrections", rich_help_panel="Items")
    index = typer.Typer(no_args_is_help=True, help="Show, rebuild or check the saved index, by which services start.")
    _register(index, _INDEX)
    cli.add_typer(index, name="index", rich_help_panel="Graph")
    model = typer.Typer(
        no_args_is_help=True, help="Write a model for TensorFlow Serving or SageMaker, or smaller; sign it."
    )
    _register(model, _MODEL)
    cli.add_typer(model, name="model", rich_help_panel="Model")
    vocabulary = typer.Typer(
        no_args_is_help=True, help="Try the rules of values, merge values that mean the same, list values to find."
    )
    _register(vocabulary, _VOCABULARY)
    cli.add_typer(vocabulary, name="vocabulary", rich_help_panel="Graph")
    return cli


def _print_version(wanted: bool) -> None:
    if wanted:
        say(f"itemgraph {installed_version('itemgraph')}")
        raise typer.Exit


def _global_options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="print the version and exit")
    ] = False,
) -> None:
    """Options of `itemgraph` itself."""


def _register(group: typer.Typer, commands: Commands, panel: str | None = None) -> None:
    for name, command in commands.items():
        group.command(name, cls=_Command, rich_help_panel=panel)(command)


cli = _application()


def main() -> None:
    """Runs the command line. An expected error prints one line on standard error and gives exit status 1."""
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
