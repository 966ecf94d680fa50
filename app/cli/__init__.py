"""The command line `itemgraph`: the API's nouns, over HTTP, and the model's life beside them."""

from app.cli.application import main

__all__ = ["main"]
