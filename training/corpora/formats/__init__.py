"""The readers of the label formats. Each file here reads one family of formats, from bytes to parsed records."""
