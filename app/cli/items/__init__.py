"""Commands for items, one or several by their ids."""
