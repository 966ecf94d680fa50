"""The use cases: write items, read them again, merge values, understand a query, search, extract."""
