"""raregraph: rare-disease pages as a linked-data knowledge graph, every statement with the passage that makes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    import rdflib

    from raregraph.answers import Rows

__all__ = ["__version__", "ask", "graph"]
__version__ = "0.1.0"


def ask(
    question: str,
    release: Path | None = None,
    **parameters: str | int | datetime.date | Iterable[str | int | datetime.date],
) -> Rows:
    """Ask a release a saved query by name, or one given as text; parameters by name, ids as CURIEs or IRIs.

    The release is that of dist/current below the working folder, else the ALS graph that comes with the package,
    unless a release folder or an RDF file is named. Rows are named tuples of Python values; `.to_pandas()` makes a
    DataFrame.

    >>> import raregraph
    >>> rows = raregraph.ask("als-phenotypes", disease="MONDO:0004976")
    >>> rows.columns
    ('frequency', 'label', 'phenotype', 'standing', 'asOf', 'statement')
    >>> rows[0].label, rows[0].asOf
    ('Amyotrophic lateral sclerosis', datetime.date(2020, 7, 1))
    >>> rows.with_curies()[0].phenotype
    'HP:0007354'

    Raises UsageError for an unknown query or parameter, ReleaseError where there is no release.
    """
    from raregraph import answers

    return answers.ask(question, release, **parameters)


def graph(release: Path | None = None) -> rdflib.Graph:
    """A release as one rdflib Graph; see `ask` for which.

    >>> import raregraph
    >>> from rdflib import RDFS, URIRef
    >>> str(raregraph.graph().value(URIRef("http://purl.obolibrary.org/obo/MONDO_0004976"), RDFS.label))
    'amyotrophic lateral sclerosis'
    """
    from raregraph import answers

    return answers.graph(release)
