"""Connections to a Gremlin server: addresses, signatures, a pool, and what another try may save."""
