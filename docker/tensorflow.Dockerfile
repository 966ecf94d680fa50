# The service with TensorFlow, which runs the SavedModel of a bundle: the shipped one, or any that training has written.
# For GPUs choose a base image with CUDA, Python 3.11 or newer and venv: `--build-arg PYTHON=IMAGE`.
ARG PYTHON=python:3.11-slim

FROM ${PYTHON} AS environment
WORKDIR /itemgraph
RUN python -m venv /venv
COPY requirements/serve.txt requirements/tensorflow.txt requirements/
RUN /venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements/serve.txt -r requirements/tensorflow.txt
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY model model
COPY training training
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
    && /venv/bin/pip uninstall --yes pip

# The shipped bundle has no SavedModel, which is four times as large as its weights.
FROM environment AS bundle
RUN /venv/bin/itemgraph model export /bundle

FROM ${PYTHON}
COPY --from=environment /venv /venv
COPY --from=bundle /bundle /bundle
ENV HOST=0.0.0.0 PYTHONDONTWRITEBYTECODE=1 TF_CPP_MIN_LOG_LEVEL=3 ENGINE=tensorflow MODEL=/bundle
RUN useradd --uid 10001 --no-create-home itemgraph && mkdir /data && chown itemgraph /data
USER 10001
# It listens on all addresses, so it starts only with API_KEYS, ADMIN_TOKEN or ALLOW_ANONYMOUS=true.
ENV PORT=8000 DATA_DIR=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --start-period=120s CMD ["/venv/bin/python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:%s/readyz' % os.environ['PORT'])"]
ENTRYPOINT ["/venv/bin/itemgraph"]
CMD ["serve"]
