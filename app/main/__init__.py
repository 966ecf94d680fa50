"""Assembles the service. No other room does."""

from app.main.assembly import assemble, build_app, create_app
from app.main.opening import open_extractor, open_opensearch, open_store

__all__ = ["assemble", "build_app", "create_app", "open_extractor", "open_opensearch", "open_store"]
