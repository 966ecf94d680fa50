"""Continues the training of the served model with what people corrected."""
