"""raregraph: rare-disease pages as a linked-data knowledge graph, every statement with the passage that makes it."""

__version__ = "0.1.0"
