"""SageMaker: training jobs and the bundles that come back, endpoints, and batch transform."""
