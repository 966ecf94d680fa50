"""Both graph stores beside one another: `python -m tests.benchmark.graph_stores`."""
