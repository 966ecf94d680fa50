"""The whole graph as files for other programs. They are streamed; the same graph gives the same bytes."""
