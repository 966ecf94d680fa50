"""What a model reaches on labelled texts, and the scores and the quantization that are fitted to them."""
