"""`make bench-extract` compares the engines with their peers, and the service with its bare engine.

Rounds are interleaved, because the machine's speed wanders; a figure is the median of its rounds.
"""
