"""Makes bundles from labelled texts: corpora, lint, network, training, evaluation, report and export."""
