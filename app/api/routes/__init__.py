"""The operations of the API: one router for each noun."""
