"""Turns texts into spans: preprocess → tag → postprocess. Each engine that implements `Tagger` has its own module."""
