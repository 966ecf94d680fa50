"""Items, properties and queries: plain data and pure functions."""
