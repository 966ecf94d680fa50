"""The service: text → spans → properties → graph, and queries back."""
