"""Texts to spans: preprocess → tag → postprocess, with one module for each engine behind `Tagger`."""
