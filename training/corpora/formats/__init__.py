"""One file for each family of label formats: from the bytes of a file to entries."""
