"""Evaluates models: scores, mistakes, calibration, quantization, and whether a model may replace another."""
