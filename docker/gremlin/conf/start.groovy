// Only the source of traversals; clients send bytecode, never scripts.
globals = [g: traversal().withEmbedded(graph)]
