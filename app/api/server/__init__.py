"""The HTTP server: uvicorn, with limits on what a client may leave unsaid or untaken, and an end within seconds."""
