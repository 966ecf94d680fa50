"""How well an item answers a query: one formula of integers, the same for every index.

`words` turns texts into keys with impacts, `matching` compares an item with a term, `formula` has all numbers, and
`tiers` tells full matches from partial ones.
"""
