"""The whole graph as files that other programs read. Streamed, and the same bytes for the same graph."""
