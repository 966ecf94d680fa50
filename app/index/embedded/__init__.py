"""The embedded index: arrays in this process, derived from the record and following its changes."""
