# The service, without TensorFlow. Wheels of every dependency exist, so nothing is compiled.
# `docker build .` makes the service; `--target sagemaker` what SageMaker hosts.
ARG PYTHON=python:3.11-slim

FROM ${PYTHON} AS environment
WORKDIR /itemgraph
RUN python -m venv /venv
COPY requirements/serve.txt requirements/
RUN /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements/serve.txt
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY model model
COPY training/__init__.py training/
# What installs packages has no place in what serves.
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /venv/bin/pip uninstall --yes setuptools pip

FROM ${PYTHON} AS runtime
COPY --from=environment /venv /venv
ENV HOST=0.0.0.0 PYTHONDONTWRITEBYTECODE=1
ENTRYPOINT ["/venv/bin/itemgraph"]
CMD ["serve"]

# SageMaker calls `docker run IMAGE serve`, asks on port 8080, and unpacks the model, as root, into /opt/ml/model.
FROM runtime AS sagemaker
ENV PORT=8080 MODEL=/opt/ml/model DATA_DIR=/tmp
EXPOSE 8080

FROM runtime AS service
RUN useradd --uid 10001 --no-create-home itemgraph && mkdir /data && chown itemgraph /data
USER 10001
ENV PORT=8000 DATA_DIR=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --start-period=60s CMD ["/venv/bin/python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:%s/readyz' % os.environ['PORT'])"]
