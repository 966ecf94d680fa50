"""The images, built and run with buildah on a Debian base of our own: `make images`.

Not on the production base image, and by no container runtime: neither can be had here.
"""
