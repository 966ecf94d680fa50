"""Builds the network and reads its pretrained weights."""
