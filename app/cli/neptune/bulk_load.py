"""`itemgraph bulk-load`: uploads parts to S3, then lets Neptune load them: CSV, vertices before edges, or RDF."""

from contextlib import closing
from typing import Annotated

import typer

from app.aws import aws_client, aws_errors
from app.cli.client import Client
from app.cli.graph.archive import read_tar
from app.cli.neptune.bucket import FOLDERS, Bucket, LoadFormat, Parts, digest_of, upload
from app.cli.neptune.loader import Loader, run_jobs
from app.cli.neptune.target import LoadTarget
from app.cli.neptune.triples import cut_lines
from app.cli.options import DEFAULT_URL, ApiKey, Url
from app.cli.printing import say_aside
from app.cli.progress import spinner
from app.settings import read_settings


def bulk_load(
    place: Annotated[str, typer.Argument(help="s3://BUCKET/PREFIX for the files")],
    cluster: Annotated[str, typer.Option(help="https://HOST:8182 of the cluster")],
    role: Annotated[str, typer.Option(help="ARN of the role with which Neptune reads the bucket")],
    region: Annotated[str | None, typer.Option(envvar="AWS_REGION", help="region of bucket and cluster")] = None,
    items: Annotated[
        str | None,
        typer.Option(
            help="answers of `batch` (file, folder or s3://BUCKET/PREFIX) to load instead of a service's graph"
        ),
    ] = None,
    format: Annotated[  # noqa: A002 (the option's name)
        LoadFormat, typer.Option(help="csv: a property graph, for Gremlin; ntriples: RDF, for SPARQL")
    ] = LoadFormat.CSV,
    url: Url = DEFAULT_URL,
    key: ApiKey = None,
) -> None:
    """Load the graph of the service, or of a batch transform, into Amazon Neptune. Run it again to resume."""
    target = LoadTarget.parse(place, cluster, role, region, format)
    if items:
        return _load_predictions(items, target)
    with Client(url, key) as client:
        _load_graph(client, target)


def _load_graph(client: Client, target: LoadTarget) -> None:
    """Loads the graph of a service. Raises ServiceError with the wrong lines."""
    if target.format is LoadFormat.CSV:
        with client.export("neptune-csv") as stream:
            _load_parts(read_tar(stream), target)
    else:
        with client.export("ntriples") as stream:
            _load_parts(cut_lines(stream), target)


def _load_predictions(place: str, target: LoadTarget) -> None:
    """Loads the answers of a batch transform. Raises ServiceError with the wrong lines."""
    from app.cli.neptune.predictions import Read, predicted_graph
    from app.graph.exports.ntriples import write_ntriples
    from app.graph.gremlin.csv_files import write_csv

    read = Read()
    with predicted_graph(place, read) as graph:
        for fault in read.faults:
            say_aside(f"left out: {fault}")
        say_aside(f"{read.items:,} items, {len(read.faults):,} lines left out")
        csv = target.format is LoadFormat.CSV
        _load_parts(write_csv(graph) if csv else cut_lines(write_ntriples(graph, read_settings().rdf_base)), target)


def _load_parts(parts: Parts, target: LoadTarget) -> None:
    """Uploads the parts that S3 does not have, then loads those that Neptune does not have."""
    with (
        aws_errors(),
        closing(aws_client("s3", target.region)) as s3,
        closing(aws_client("neptunedata", target.region, target.cluster)) as neptune,
    ):
        bucket = Bucket(s3, target.place)
        with spinner("to S3") as tell:
            files, sent = upload(parts, bucket, tell)
        say_aside(f"{len(files)} files in {target.place}, {sent} of them sent")
        run_jobs(Loader(neptune, target), bucket, digest_of(files), FOLDERS[target.format])
    say_aside(f"{len(files)} files of {target.place / ''} are in {target.cluster}")
