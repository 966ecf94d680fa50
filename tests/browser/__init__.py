"""The explorer in a real Chromium, on the service with a tagger that looks words up."""
