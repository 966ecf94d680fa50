"""The grammar of queries: limits, exclusions, sort words, sizes, audiences and amounts.

Import its names from here; the modules of this package are private to it.
"""

from app.domain.grammar.held import Held
from app.domain.grammar.parts import Amount, Exclusion, Limit, Named, Order, Part, Phrase, Unmeasured
from app.domain.grammar.reading import read_parts
from app.domain.grammar.words import COMPARING, FILLERS, ORDERING

__all__ = [
    "COMPARING",
    "FILLERS",
    "ORDERING",
    "Amount",
    "Exclusion",
    "Held",
    "Limit",
    "Named",
    "Order",
    "Part",
    "Phrase",
    "Unmeasured",
    "read_parts",
]
