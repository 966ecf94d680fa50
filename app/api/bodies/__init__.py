"""The bodies of requests: counted first, then parsed and validated, away from the event loop if they are large."""
