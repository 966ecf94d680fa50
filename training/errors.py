"""What training raises, below the project's root.

ItemgraphError
├── CorpusError    a corpus file cannot be read: file, line and what was expected
├── TrainingError  a training cannot begin or go on
│   └── Interrupted  (training.learning.interruption) a signal ended it
├── EncoderError   a pretrained encoder is missing or of another kind
└── ExportError    a derived model does not agree with the trained one
"""

from model.errors import ItemgraphError


class CorpusError(ItemgraphError):
    """Names file and line."""


class TrainingError(ItemgraphError):
    """Names what does not fit."""


class EncoderError(ItemgraphError):
    """Names the encoder and what is missing."""


class ExportError(ItemgraphError):
    """Names the figure that is too low."""
