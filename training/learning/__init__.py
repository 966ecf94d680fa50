"""Fine-tunes a network: the plan, batches, steps and checkpoints."""
