"""Tests training on SageMaker: the request, the containers' contracts, and the result."""
