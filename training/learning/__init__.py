"""Fine-tuning: batches, steps, checkpoints, and the plan they follow."""
