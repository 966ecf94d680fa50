"""Commands on what runs on Amazon SageMaker: training jobs, endpoints, batch transform."""
