"""Finds a team's listed values and patterns in texts, beside the model."""

from app.extraction.finders.finders import Finders

__all__ = ["Finders"]
