"""The knowledge graph: one protocol, and the stores that keep it."""
