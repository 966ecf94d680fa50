"""How a question is answered from the segments of one moment."""
