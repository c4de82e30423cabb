"""A SHACL engine for large graphs: shapes are compiled once and run over all their focus nodes at a time."""
