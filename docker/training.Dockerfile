# The image that trains, with TensorFlow. For GPUs choose a base image with CUDA, Python 3.11 or newer and venv:
# `--build-arg PYTHON=IMAGE`.
ARG PYTHON=python:3.11-slim

FROM ${PYTHON} AS environment
WORKDIR /itemgraph
RUN python -m venv /venv
COPY requirements/train.txt requirements/
RUN /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements/train.txt
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY model model
COPY training training
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /venv/bin/pip uninstall --yes pip

# SageMaker calls `docker run IMAGE train` and mounts /opt/ml, which belongs to root.
FROM ${PYTHON}
COPY --from=environment /venv /venv
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /opt/ml
ENTRYPOINT ["/venv/bin/python", "-m", "app.lifecycle.sagemaker.job"]
CMD ["train"]
