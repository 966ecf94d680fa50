# `make run` serves, `make test` tests; both set up what they need in .venv from the lock files.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: run demo test lint check images infra bench-extract bench-graph format lock train-deps clean
.DEFAULT_GOAL := run

run: $(VENV)/serve.installed
	@exec $(BIN)/itemgraph serve

demo: $(VENV)/serve.installed
	@$(BIN)/itemgraph load docs/demo/catalog.jsonl

# SageMaker's SDK and its classic training toolkit have environments of their own, which the tests start.
test: $(VENV)/dev.installed
	@$(MAKE) VENV=.venv-aws .venv-aws/aws.installed
	@$(MAKE) VENV=.venv-toolkit .venv-toolkit/toolkit.installed
	@$(MAKE) VENV=.venv-infra .venv-infra/bin/cfn-lint
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/dev.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: lint test

# Builds the container images with buildah on a Debian base and runs them; needs root, buildah and debootstrap. All
# mounts and processes are in namespaces that end with it.
images: $(VENV)/dev.installed
	unshare --mount --pid --fork --kill-child --mount-proc $(BIN)/python -m tests.images build/images

# The template of docker/aws, made anew; the tests hold it to cfn-lint, cdk-nag and checkov.
infra:
	@$(MAKE) VENV=.venv-infra .venv-infra/bin/cfn-lint
	.venv-infra/bin/python docker/aws/app.py build/infra
	cp build/infra/Itemgraph.template.json docker/aws/itemgraph.template.json
	.venv-infra/bin/cfn-lint docker/aws/itemgraph.template.json
	.venv-infra/bin/checkov --quiet --compact --framework cloudformation --file docker/aws/itemgraph.template.json

# The peers bring PyTorch with CUDA, some 8 GB: they have an environment of their own.
bench-extract:
	@$(MAKE) VENV=.venv-serve .venv-serve/serve.installed
	@$(MAKE) VENV=.venv-bench .venv-bench/bench.installed
	.venv-bench/bin/python -m tests.benchmark.extraction $(DATA) build/bench --service .venv-serve/bin/python

# Both graph stores beside one another, then what a Gremlin server loses under faults; needs Java and Maven.
bench-graph: $(VENV)/dev.installed
	$(BIN)/python -m tests.benchmark.graph_stores build/bench-graph
	$(BIN)/python -m tests.benchmark.graph_faults

format: $(VENV)/dev.installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

train-deps: $(VENV)/dev.installed

# What comes with TensorFlow, and so with SageMaker's training container.
CONTAINER_HAS := absl-py astunparse flatbuffers gast google-pasta grpcio h5py keras libclang ml-dtypes namex numpy \
  opt-einsum optree protobuf setuptools tensorflow termcolor wheel wrapt

lock:
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  --extra train --extra spacy --extra scale --extra dev \
	  pyproject.toml requirements/build.in -o requirements/dev.txt
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --extra train --extra bench \
	  pyproject.toml requirements/build.in -c requirements/dev.txt -o requirements/bench.txt
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --extra train \
	  pyproject.toml requirements/build.in -c requirements/dev.txt -o requirements/train.txt
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  pyproject.toml requirements/build.in -c requirements/dev.txt -o requirements/serve.txt
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --extra aws \
	  pyproject.toml requirements/build.in -o requirements/aws.txt
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  requirements/toolkit.in requirements/build.in -o requirements/toolkit.txt
	uv pip compile -q --generate-hashes --no-header --no-annotate --python-version 3.12 \
	  --python-platform x86_64-manylinux_2_28 --extra train $(CONTAINER_HAS:%=--no-emit-package %) \
	  -c training/sagemaker/container.txt pyproject.toml -o training/sagemaker/requirements.txt

	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  requirements/infra.in -o requirements/infra.txt

clean:
	rm -rf .venv* build *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

# The lock files are complete, so pip resolves nothing: --no-deps.
$(VENV)/%.installed: requirements/%.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --no-deps --require-hashes -r $<
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# The templates need none of the project's own packages, and checkov's pins are far from theirs.
.venv-infra/bin/cfn-lint: requirements/infra.txt | $(VENV)/bin/python
	$(PIP) install --quiet --no-deps --require-hashes -r $<
	@touch $@
