"""The root of every error that the project raises on purpose, and the errors of the bundle.

ItemgraphError
├── BundleError  a bundle cannot be read, or one of its files is missing or altered
└── the branches of app.errors and training.errors
"""


class ItemgraphError(Exception):
    """An error that the caller can act on. The message says what was expected, what was found, and where.

    `status` is the exit status of the command line.
    """

    status = 1


class BundleError(ItemgraphError):
    """A model bundle is incomplete, altered or of an unknown format."""
