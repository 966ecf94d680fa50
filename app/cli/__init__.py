"""The command line `itemgraph`: the API's nouns, over HTTP, and the model's life beside them."""

from app.cli import aws_commands, model_commands, training_commands  # their commands join those of `commands`
from app.cli.commands import main

__all__ = ["aws_commands", "main", "model_commands", "training_commands"]
