"""Builds the images with buildah on a minimal Debian base, and runs them: `make images`.

Not on the production base image, and by no container runtime: neither can be had here.
"""
