# `make run` serves, `make test` tests. Both install their packages from the lock files into .venv.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= ../shared/data
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: run demo help test test-fast test-all lint lint-infra check docs docs-renew images infra bench-extract bench-graph bench-relevance attack attack-short sbom audit format lock train-deps clean
.DEFAULT_GOAL := run

run: $(VENV)/serve.installed ## serve the API on http://127.0.0.1:8000
	@exec $(BIN)/itemgraph serve

demo: $(VENV)/serve.installed ## load 300 sample items into the running service (at PORT, as `make run`)
	@$(BIN)/itemgraph load --demo --url http://127.0.0.1:$${PORT:-8000}

help: ## list these targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 15

PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder
# Of each worker, in MB, and of each test, in processor seconds. `make check` has the tests that take longer.
LIMITS := --most-memory 2000 --most-seconds 15

# Skips what needs Java where there is none; `make check` forbids that, and runs the tests that are slow or need an
# environment of their own.
test: $(VENV)/dev.installed ## run the tests that need no further environment (5 minutes)
	$(PYTEST) -m "not sagemaker and not infra and not images and not browser and not workbench and not opensearch and not slow" $(LIMITS)

test-fast: $(VENV)/dev.installed ## run unit and contract tests without Java, TensorFlow and what takes a second (1 to 2 minutes)
	$(PYTEST) -m "not server and not opensearch and not tensorflow and not large and not slow" --hypothesis-profile=fast $(LIMITS) --most-seconds 3 tests/unit tests/contract

# SageMaker's SDK, its classic training toolkit, the AWS templates and the notebooks have environments of their own.
test-all: $(VENV)/dev.installed ## run all tests, those of the images among them
	@$(MAKE) VENV=.venv-aws .venv-aws/aws.installed
	@$(MAKE) VENV=.venv-toolkit .venv-toolkit/toolkit.installed
	@$(MAKE) VENV=.venv-infra .venv-infra/bin/cfn-lint
	@$(MAKE) VENV=.venv-workbench .venv-workbench/workbench.installed
	$(PYTEST)

lint: $(VENV)/dev.installed ## check format, lint, types and import rules
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# The types of the AWS templates are checked in their own environment.
lint-infra: ## check the types of docker/aws
	@$(MAKE) VENV=.venv-infra .venv-infra/bin/cfn-lint
	cd docker/aws && ../../.venv-infra/bin/python -m mypy --strict --cache-dir ../../.mypy_cache .

# The images are built by tests, while other tests run.
check: lint lint-infra docs test-all attack-short ## what CI runs: all checks and all tests

# The generator of the pages has its own environment. It fails at a broken link. grep finds assets from other hosts.
docs: ## build the documentation site in build/site
	@$(MAKE) VENV=.venv-docs .venv-docs/bin/zensical
	.venv-docs/bin/zensical build --strict --clean
	! grep -rE --include='*.html' '<(script|link|img|iframe)[^>]* (src|href)="?(https?:)?//' build/site

docs-renew: $(VENV)/dev.installed ## regenerate pages: settings, commands, operations, answers
	$(BIN)/python -m tests.documents

# Prints how long the service was silent at each attack, and what memory it took.
attack: $(VENV)/dev.installed ## attack the service with all it must withstand (10 minutes)
	$(BIN)/python -m tests.attack --long

attack-short: $(VENV)/dev.installed ## the short form of these attacks (1 minute)
	$(BIN)/python -m tests.attack

# Builds the container images with buildah on a Debian base and runs them. Needs root, buildah and debootstrap. All mounts
# and processes are in namespaces that end with the command.
images: $(VENV)/dev.installed ## build and try the container images (root, buildah, debootstrap)
	unshare --mount --pid --fork --kill-child --mount-proc $(BIN)/python -m tests.images build/images

# Regenerates the template of docker/aws. The tests check it with cfn-lint, cdk-nag and checkov.
infra: ## regenerate the template for AWS
	@$(MAKE) VENV=.venv-infra .venv-infra/bin/cfn-lint
	.venv-infra/bin/python docker/aws/app.py build/infra
	cp build/infra/Itemgraph.template.json docker/aws/itemgraph.template.json
	.venv-infra/bin/cfn-lint docker/aws/itemgraph.template.json
	.venv-infra/bin/checkov --quiet --compact --framework cloudformation --file docker/aws/itemgraph.template.json

# The other engines need PyTorch with CUDA, about 8 GB, so they have their own environment.
bench-extract: ## compare the CPU engine with other engines
	@$(MAKE) VENV=.venv-serve .venv-serve/serve.installed
	@$(MAKE) VENV=.venv-bench .venv-bench/bench.installed
	.venv-bench/bin/python -m tests.benchmark.extraction $(DATA) build/bench --service .venv-serve/bin/python

# Compares both graph stores, then checks that a Gremlin server loses nothing under faults. Needs Java and Maven.
bench-graph: $(VENV)/dev.installed ## measure both graph stores and the index
	$(BIN)/python -m tests.benchmark.graph_stores build/bench-graph
	$(BIN)/python -m tests.benchmark.graph_faults
	$(BIN)/python -m tests.benchmark.index
	$(BIN)/python -m tests.benchmark.index.over_http --beside

# The bill of materials of the image that serves, in CycloneDX: its packages with versions, hashes and licences.
sbom: ## write build/sbom.json, the packages of the image that serves (CycloneDX)
	@$(MAKE) VENV=.venv-supply .venv-supply/bin/pip-audit
	@mkdir -p build
	.venv-supply/bin/cyclonedx-py requirements requirements/serve.txt --pyproject pyproject.toml --mc-type application \
	  --output-reproducible --sv 1.6 -o build/sbom.json

# Exit status 1: there are advisories, 3: the advisories could not be read.
audit: ## look for known weaknesses in the packages of the image that serves (needs the network)
	@$(MAKE) VENV=.venv-supply .venv-supply/bin/pip-audit
	@mkdir -p build; rm -f build/audit.json
	@.venv-supply/bin/pip-audit --disable-pip --require-hashes -r requirements/serve.txt --progress-spinner off \
	  -f json -o build/audit.json 2> build/audit.log; status=$$?; \
	if [ ! -s build/audit.json ]; then tail -1 build/audit.log; echo "The audit could not run: no advisories were read."; exit 3; fi; \
	cat build/audit.log; exit $$status

# The first run loads the catalogs, which takes some minutes.
bench-relevance: $(VENV)/dev.installed ## measure the first hits of judged queries, beside full-text search
	$(BIN)/python -m tests.benchmark.relevance $(DATA) build/bench/relevance

format: $(VENV)/dev.installed ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

train-deps: $(VENV)/dev.installed ## install the packages for training

# The packages that TensorFlow brings, which SageMaker's training container therefore has.
CONTAINER_HAS := absl-py astunparse flatbuffers gast google-pasta grpcio h5py keras libclang ml-dtypes namex numpy \
  opt-einsum optree protobuf setuptools tensorflow termcolor wheel wrapt

lock: ## renew the lock files (needs uv)
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  --extra train --extra spacy --extra scale --extra excel --extra traces --extra dev \
	  pyproject.toml requirements/build.in -o requirements/dev.txt
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --extra train --extra bench \
	  pyproject.toml requirements/build.in -c requirements/dev.txt -o requirements/bench.txt
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --extra train \
	  pyproject.toml requirements/build.in -c requirements/dev.txt -o requirements/train.txt
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  pyproject.toml requirements/build.in -c requirements/dev.txt -o requirements/serve.txt
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --extra tensorflow \
	  $$(sed -nE 's/^([a-z0-9-]+)==.*/--no-emit-package \1/p' requirements/serve.txt | sort -u) \
	  pyproject.toml -c requirements/dev.txt -o requirements/tensorflow.txt
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 --extra aws \
	  pyproject.toml requirements/build.in -o requirements/aws.txt
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  requirements/toolkit.in requirements/build.in -o requirements/toolkit.txt
	uv pip compile -q --generate-hashes --no-header --no-annotate --python-version 3.12 \
	  --python-platform x86_64-manylinux_2_28 --extra train $(CONTAINER_HAS:%=--no-emit-package %) \
	  --excludes requirements/not-for-jobs.in \
	  -c training/sagemaker/container.txt pyproject.toml -o training/sagemaker/requirements.txt

	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  requirements/infra.in -o requirements/infra.txt
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  requirements/docs.in -o requirements/docs.txt
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  requirements/supply.in -o requirements/supply.txt
	uv pip compile -q --universal --no-annotate --no-header --python-version 3.11 \
	  --excludes requirements/not-for-kernels.in requirements/workbench.in -o requirements/workbench.txt

clean: ## remove environments and build results
	rm -rf .venv* .cache build *.egg-info

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

# The lock files are complete, so pip need not resolve dependencies: --no-deps.
$(VENV)/%.installed: requirements/%.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --no-deps --require-hashes -r $<
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# The templates and the pages need none of the service's packages, and checkov's pins conflict with them.
.venv-infra/bin/cfn-lint: requirements/infra.txt | $(VENV)/bin/python
	$(PIP) install --quiet --no-deps --require-hashes -r $<
	@touch $@

.venv-supply/bin/pip-audit: requirements/supply.txt | $(VENV)/bin/python
	$(PIP) install --quiet --no-deps --require-hashes -r $<
	@touch $@

# Versions without hashes: users download these wheels for the workbench, one Python after the other.
.venv-workbench/workbench.installed: requirements/workbench.txt | $(VENV)/bin/python
	$(PIP) install --quiet --no-deps -r $<
	@touch $@

.venv-docs/bin/zensical: requirements/docs.txt | $(VENV)/bin/python
	$(PIP) install --quiet --no-deps --require-hashes -r $<
	@touch $@
