"""Commands for Amazon SageMaker: training jobs, endpoints and batch transform."""
