# The service, without TensorFlow. Wheels of every dependency exist, so nothing is compiled.
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
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM ${PYTHON}
COPY --from=environment /venv /venv
RUN useradd --uid 10001 --no-create-home itemgraph && mkdir /data && chown itemgraph /data
USER 10001
ENV HOST=0.0.0.0 DATA_DIR=/data PYTHONDONTWRITEBYTECODE=1
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --start-period=60s CMD ["/venv/bin/python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz')"]
ENTRYPOINT ["/venv/bin/itemgraph"]
CMD ["serve"]
