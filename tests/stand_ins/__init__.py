"""Small honest stand-ins for what the tests cannot have: taggers, servers, networks that break."""
