// Defines only the traversal source: clients send bytecode, never scripts.
globals = [g: traversal().withEmbedded(graph)]
