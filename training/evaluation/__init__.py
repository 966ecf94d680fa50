"""How good a model is: scores, mistakes, calibration, and whether it may replace another."""
