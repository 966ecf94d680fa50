"""The parts that training and serving must share: tokens, windows, tags, decoding and the bundle format."""
