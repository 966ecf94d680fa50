"""Commands for items: one, many, and a file of them."""
