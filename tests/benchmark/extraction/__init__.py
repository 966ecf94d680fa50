"""`make bench-extract`: our engines beside their peers, and the service beside its engine.

Rounds are interleaved, because the machine's speed wanders; a figure is the median of its rounds.
"""
