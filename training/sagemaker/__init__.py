"""What runs in SageMaker's containers, and what they are given."""
