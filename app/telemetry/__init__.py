"""What the service tells of itself: metrics, log lines and traces."""

from app.telemetry.metrics import Metrics

__all__ = ["Metrics"]
