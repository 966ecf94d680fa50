"""Commands for what people say of the values of items."""
