"""How questions become requests, and answers results."""
