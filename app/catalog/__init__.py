"""The use cases: writing items, reading queries, merging values, reading items again."""
