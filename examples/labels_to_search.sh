#!/usr/bin/env bash
# From labelled texts to a search, on the plants beside this file. docs/tutorial.md explains every step.
# Run it in a checkout after `make train-deps`. It takes about two minutes, and writes to build/plants.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/.venv/bin:$PATH"
export PORT="${PORT:-8000}" TF_CPP_MIN_LOG_LEVEL=3
export ITEMGRAPH_URL="http://127.0.0.1:$PORT"
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT

# Labels
itemgraph lint examples/plants/labels

# Model
itemgraph train examples/plants/labels build/plants/model --config examples/plants/training.toml
itemgraph evaluate build/plants/model examples/plants/labels

# Graph
export MODEL=build/plants/model DATA_DIR=build/plants/data VOCABULARY=examples/plants/rules
itemgraph serve &
until curl -sf "localhost:$PORT/readyz"; do sleep 1; done
itemgraph load examples/plants/items.jsonl

# Search
curl -s "localhost:$PORT/items/kentia" | jq -c '.properties[] | [.name, .value, .source]'
itemgraph search "easy care plant for a dark corner under 30 eur" --facet light
curl -sG "localhost:$PORT/graph/search" --data-urlencode 'filter=height:>=1 m' -d sort=-height | jq -c '.total, .hits[].title'
curl -s "localhost:$PORT/items/parlour-palm/similar?limit=2" | jq -c '.hits[] | [.title, [.shared[].value]]'
