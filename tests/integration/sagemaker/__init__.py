"""Training on SageMaker: the request, the containers' contracts, and what comes back."""
