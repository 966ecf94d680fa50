"""The errors that training raises, below the project's root error.

ItemgraphError
├── CorpusError    a corpus file cannot be read; the message names file, line and what was expected
├── TrainingError  training cannot start or continue; the message names what does not fit
│   └── Interrupted  (training.learning.interruption) a signal ended training
├── EncoderError   a pretrained encoder is missing or of the wrong kind; the message names it
└── ExportError    a derived model disagrees with the trained one; the message names the figure
"""

from model.errors import ItemgraphError


class CorpusError(ItemgraphError):
    """A corpus file cannot be read."""


class TrainingError(ItemgraphError):
    """Training cannot start or continue."""


class EncoderError(ItemgraphError):
    """A pretrained encoder is missing or of the wrong kind."""


class ExportError(ItemgraphError):
    """A derived model disagrees with the trained one."""
