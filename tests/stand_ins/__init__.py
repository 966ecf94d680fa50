"""Small honest stand-ins for what the tests cannot use for real: taggers, servers, networks that fail."""
