"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

DEFAULT_URL = "http://127.0.0.1:8000"

Url = Annotated[str, typer.Option(envvar="ITEMGRAPH_URL", help="address of the service")]
ApiKey = Annotated[
    str | None,
    typer.Option("--key", envvar="ITEMGRAPH_API_KEY", metavar="KEY", help="key of the service, if it needs one"),
]
AsJson = Annotated[bool, typer.Option("--json", help="print the whole answer as JSON")]
ItemId = Annotated[str, typer.Argument(metavar="ID", help="id of the item")]
Limit = Annotated[int, typer.Option(min=1, max=100, help="how many to show at most")]
PageLimit = Annotated[int, typer.Option("--limit", min=1, max=1000, help="how many to show at most")]
Cursor = Annotated[str | None, typer.Option(help="where to continue: the cursor at the end of the last page")]
Model = Annotated[str | None, typer.Option(help="model bundle: a folder or .tar.gz, here or in S3 (MODEL)")]
DataDir = Annotated[Path | None, typer.Option(help="folder of the graph (DATA_DIR)")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="only show what would change")]
