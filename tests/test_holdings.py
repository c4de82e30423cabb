"""What a release holds: a table that people read in its README."""

from __future__ import annotations

from raregraph.holdings import FILES


def test_every_file_is_there_once_and_explained() -> None:
    """Path, title, media type, and for whom."""
    assert len({file.path for file in FILES}) == len(FILES)
    assert [file for file in FILES if not (file.path and file.title and file.media_type and file.audience)] == []


def test_dumps_have_gzip_copies() -> None:
    """What is large is packed; what is the graph is RDF."""
    assert {file.path for file in FILES if file.packed} == {file.path for file in FILES if file.rdf}
    assert {file.path.rsplit(".", 1)[1] for file in FILES if file.rdf} == {"ttl", "nt", "nq", "trig", "jsonld"}
