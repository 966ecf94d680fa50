"""Reads queries: the grammar first, then the model, then the words of the graph."""
