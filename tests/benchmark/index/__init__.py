"""Measures the embedded index beside the graph's own answers."""
