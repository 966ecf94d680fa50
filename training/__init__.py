"""From labelled texts to a bundle: corpora, network, training, evaluation and export."""
