"""Labels from what is known already: the given properties of items, found in their own texts."""
