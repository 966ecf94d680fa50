# The service, without TensorFlow. Every dependency has a wheel, so nothing is compiled.
# `docker build .` builds the service; `--target sagemaker` builds the image that SageMaker hosts.
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
# The image that serves needs no package installer.
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /venv/bin/pip uninstall --yes setuptools pip

# The bill of materials of what is installed, in CycloneDX.
FROM environment AS bill
COPY requirements/supply.txt requirements/
RUN python -m venv /supply \
    && /supply/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements/supply.txt \
    && /supply/bin/cyclonedx-py environment /venv --pyproject pyproject.toml --mc-type application \
    --output-reproducible --sv 1.6 -o /venv/sbom.cdx.json

FROM ${PYTHON} AS runtime
COPY --from=bill /venv /venv
ENV HOST=0.0.0.0 PYTHONDONTWRITEBYTECODE=1
ENTRYPOINT ["/venv/bin/itemgraph"]
CMD ["serve"]

# SageMaker calls `docker run IMAGE serve` and sends requests to port 8080. It unpacks the model into /opt/ml/model as root.
FROM runtime AS sagemaker
# Only SageMaker reaches the container, and IAM says who may call SageMaker.
ENV PORT=8080 MODEL=/opt/ml/model DATA_DIR=/tmp ALLOW_ANONYMOUS=true
EXPOSE 8080

FROM runtime AS service
RUN useradd --uid 10001 --no-create-home itemgraph && mkdir /data && chown itemgraph /data
USER 10001
# It listens on all addresses, so it starts only with API_KEYS, ADMIN_TOKEN or ALLOW_ANONYMOUS=true.
ENV PORT=8000 DATA_DIR=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --start-period=60s CMD ["/venv/bin/python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:%s/readyz' % os.environ['PORT'])"]
