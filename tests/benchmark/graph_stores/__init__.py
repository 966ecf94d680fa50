"""Compares both graph stores: `python -m tests.benchmark.graph_stores`."""
