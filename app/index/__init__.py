"""The questions that applications ask of the graph: search, similar items, words.

The graph is the record; an index is derived from it, and can be made again from it.
"""
