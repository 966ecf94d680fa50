"""What standard values there are and how they are said: one TOML file for each property, read into rules."""

from app.domain.standard.rules.files import load_vocabulary
from app.domain.standard.rules.rules import Rules, Vocabulary

__all__ = ["Rules", "Vocabulary", "load_vocabulary"]
