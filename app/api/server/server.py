"""Runs the application until a signal ends it."""

import asyncio
import socket
import sys

import uvicorn
from fastapi import FastAPI

from app.api.running import Running
from app.api.server.connection import MOST_HEADER_BYTES, Connection

# Seconds for running calls after the signal, of which a container has 30 in all (see `_close` in app.main). Calls that
# still wait for the model after the first are answered 503; all others are ended after the second.
_PATIENCE = 15
_GRACE = 20
# Seconds that a thread may compute before another has a turn. The event loop waits for one turn of each busy thread.
_TURN = 0.001
# Longer than the 60 s of AWS's load balancer, which would otherwise send a request into a connection that closes.
_KEEP_ALIVE = 75


class Server(uvicorn.Server):
    """A uvicorn server that ends what waits at once when it is told to stop."""

    def __init__(self, app: FastAPI) -> None:
        self._running: Running = app.state.running
        proxies = self._running.service.settings.trusted_proxies
        config = uvicorn.Config(
            app,
            http=Connection,
            ws="none",
            log_config=None,
            access_log=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies,
            h11_max_incomplete_event_size=MOST_HEADER_BYTES,
            timeout_keep_alive=_KEEP_ALIVE,
            timeout_graceful_shutdown=_GRACE,
        )
        super().__init__(config)

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        sys.setswitchinterval(_TURN)
        super().run(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._running.refuse()
        late = asyncio.get_running_loop().call_later(_PATIENCE, self._running.stop)
        try:
            await super().shutdown(sockets)
        finally:
            late.cancel()
