"""What training and serving must agree on: tokens, windows, tags, decoding and the bundle format."""
