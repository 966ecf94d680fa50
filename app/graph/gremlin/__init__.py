"""The graph in Amazon Neptune, or in any Gremlin server of TinkerPop 3.7."""

from app.graph.gremlin.connections.pool import Limits
from app.graph.gremlin.store import GremlinStore

__all__ = ["GremlinStore", "Limits"]
