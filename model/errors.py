"""The root of every error that the project raises on purpose, and those of the bundle.

ItemgraphError
├── BundleError       a bundle cannot be read, or one of its files is missing or altered
└── (app.errors, training.errors carry their own branches)
"""


class ItemgraphError(Exception):
    """Something that the caller can act on; the message says what was expected, what was found, and where.

    `status`: what the command line exits with.
    """

    status = 1


class BundleError(ItemgraphError):
    """A model bundle is incomplete, altered or of an unknown format."""
