"""The command that loads a file of items."""
