"""The command that loads a graph into Amazon Neptune."""
