"""Training on SageMaker: what is sent, the job's request, and the bundle that comes back."""
