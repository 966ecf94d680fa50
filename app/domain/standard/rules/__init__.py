"""What standard values there are and how they are said: one TOML file for each property, read into rules."""

from app.domain.standard.rules.files import load_rulebook
from app.domain.standard.rules.rulebook import Rulebook, Rules

__all__ = ["Rulebook", "Rules", "load_rulebook"]
