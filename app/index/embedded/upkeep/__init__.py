"""How the index is built, saved, and kept up to date with the record."""
