"""The command line `itemgraph`: the API's nouns, over HTTP, and the model's life beside them."""

from app.cli import model_commands, training_commands  # their commands join those of `commands`
from app.cli.commands import main

__all__ = ["main", "model_commands", "training_commands"]
