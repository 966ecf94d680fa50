"""What the index is made of: vocabulary, segments and their arrays."""
