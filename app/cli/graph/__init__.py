"""Commands for the graph as a whole."""
