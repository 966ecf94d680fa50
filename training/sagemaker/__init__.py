"""Holds the code that runs in SageMaker's containers, and the contract with them."""
