"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_URL = "http://127.0.0.1:8000"

Url = Annotated[str, typer.Option(envvar="ITEMGRAPH_URL", help="address of the service")]
AsJson = Annotated[bool, typer.Option("--json", help="print the whole answer as JSON")]
Model = Annotated[str | None, typer.Option(help="model bundle: a folder or .tar.gz, here or in S3 (MODEL)")]
DataDir = Annotated[Path | None, typer.Option(help="folder of the graph (DATA_DIR)")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="only show what would change")]
