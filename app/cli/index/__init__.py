"""Commands on the saved index of a graph."""
