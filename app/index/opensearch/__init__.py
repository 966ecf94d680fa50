"""The index on OpenSearch: documents in place of arrays, for graphs that one machine does not hold in memory."""
