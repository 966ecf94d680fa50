"""The questions that applications ask of the graph: search, similar items, words.

The graph is the record. An index is derived from it, and can be rebuilt from it.
"""
