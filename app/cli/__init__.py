"""The command line `itemgraph`: calls the API over HTTP, and manages models."""

from app.cli.application import main

__all__ = ["main"]
