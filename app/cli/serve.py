"""`itemgraph serve`."""

import socket
from typing import Annotated

import typer

from app.cli.options import DataDir, Model
from app.cli.printing import program, say, say_aside
from app.errors import SettingsError
from app.settings import Settings, read_settings
from app.telemetry.logs import start_logs


def serve(
    host: Annotated[str | None, typer.Option(help="address (HOST)")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="port (PORT)")] = None,
    data_dir: DataDir = None,
    model: Model = None,
) -> None:
    """Serve the API."""
    from app.api.server.server import Server
    from app.main import create_app

    settings = read_settings(host=host, port=port, data_dir=data_dir, model=model)
    start_logs(settings.log_format, settings.log_level)
    listener = _listen(settings)
    app = create_app(settings)
    address = service_address(settings.host, listener.getsockname()[1])
    say(f"Itemgraph on {address}, its API on {address}/docs")
    if settings.allow_anonymous:
        say_aside("ALLOW_ANONYMOUS=true: everyone who reaches this address may read and write.")
    if not app.state.running.service.store.count():
        load = f"{program()} load --demo --url {address}"
        say(f"The graph is empty. In another terminal, this loads 300 sample items: {load}")
    Server(app).run(sockets=[listener])


def service_address(host: str, port: int) -> str:
    """Returns the address of the service from this machine: the loopback, if it listens on all addresses."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared, not bound)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listen(settings: Settings) -> socket.socket:
    """Binds the socket before the model is loaded. Raises SettingsError when the port is in use."""
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        raise SettingsError(
            f"cannot listen on HOST={settings.host} PORT={settings.port}: {error.strerror or error}; "
            "expected a free port of this machine, for example PORT=8001"
        ) from error
