"""The rules for standard values and their aliases: one TOML file for each property."""

from app.domain.standard.rules.files import load_rulebook
from app.domain.standard.rules.rulebook import Rulebook, Rules

__all__ = ["Rulebook", "Rules", "load_rulebook"]
