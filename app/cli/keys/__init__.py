"""Commands on the keys that callers of a service need."""
