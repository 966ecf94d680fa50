# Runs as root at each start of the notebook instance. The template puts these variables before it: BUCKET, REGION, GRAPH,
# LOADER, IDLE_SECONDS. What is below ~/SageMaker outlives a stop, the rest of the disk does not.
set -euo pipefail
PATH=$PATH:/usr/local/bin:/home/ec2-user/anaconda3/bin
HOME_FOLDER=${HOME_FOLDER-/home/ec2-user} SYSTEM=${SYSTEM-/usr/local}
FILES=$HOME_FOLDER/SageMaker/workbench
PACKAGES=$HOME_FOLDER/SageMaker/.packages

# First of all, so that an instance whose packages fail stops as well.
systemd-run --unit=stop-when-idle --on-active=5min --on-unit-active=5min \
  python3 "$SYSTEM/bin/stop_when_idle.py" "$IDLE_SECONDS"

cat > "$HOME_FOLDER/graph_notebook_config.json" <<END
{"host": "$GRAPH", "neptune_service": "neptune-db", "port": 8182, "ssl": true, "auth_mode": "IAM",
 "aws_region": "$REGION", "load_from_s3_arn": "$LOADER", "sparql": {"path": "sparql"},
 "gremlin": {"traversal_source": "g", "message_serializer": "graphbinaryv1"}}
END

sudo -u ec2-user aws s3 sync --quiet --region "$REGION" "s3://$BUCKET/workbench" "$FILES"
if [ ! -e "$FILES/requirements.txt" ]; then
  echo "s3://$BUCKET/workbench has no requirements.txt: put the files there that docs/aws.md names, and start again"
  exit 0
fi

# The kernel has packages of its own, so the Jupyter of the instance stays as AWS made it.
if ! cmp -s "$FILES/requirements.txt" "$PACKAGES/installed.txt"; then
  rm -rf "$PACKAGES"
  sudo -u ec2-user python3 -m venv "$PACKAGES"
  if ! sudo -u ec2-user "$PACKAGES/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-index \
    --find-links "$FILES/wheels" -r "$FILES/requirements.txt"; then
    echo "the wheels in s3://$BUCKET/workbench/wheels do not fit $(python3 --version): download those of this version"
    exit 0
  fi
  cp "$FILES/requirements.txt" "$PACKAGES/installed.txt"
fi
"$PACKAGES/bin/python" -m ipykernel install --prefix "$SYSTEM" --name itemgraph --display-name Itemgraph
mkdir -p "$SYSTEM/share/jupyter/labextensions"
cp -r "$PACKAGES/share/jupyter/labextensions/graph_notebook_widgets" "$SYSTEM/share/jupyter/labextensions/"
