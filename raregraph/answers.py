"""Asking a release: a saved or given query, answered on this machine; rows for Python and notebooks.

The module is not called `ask`, for `raregraph.ask` is the function. rdflib is imported where it is used:
no query needs it.
"""

from __future__ import annotations

import datetime
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from pyoxigraph import BlankNode, Literal, QueryBoolean, QuerySolutions, RdfFormat, Store, parse

from raregraph import content, sparql
from raregraph.errors import ReleaseError, UsageError
from raregraph.ids import contract, prefixes
from raregraph.queries import Query, Value, bind, query_of
from raregraph.results import Answer, Cell, Table, Term, Triples, Truth, cell_of, table_of, triples_of
from raregraph.turtle import XSD

if TYPE_CHECKING:
    import rdflib

DUMPS = ("raregraph.nq", "raregraph.ttl")
"""The file of a release that is asked: the first of these that is there."""


def release_file(place: Path | None = None) -> Path:
    """The file to ask: of a release folder, of the release a folder's `current` points to, or the file itself.

    With no place: that of dist/current below the working folder, else the ALS graph that comes with the package.
    Raises ReleaseError where there is none.
    """
    if place is None:
        found = _dump_of(Path("dist") / "current") or content.GRAPH / "als.ttl"
    elif place.is_dir():
        found = _dump_of(place) or _dump_of(place / "current") or place / DUMPS[0]
    else:
        found = place
    if not found.is_file():
        raise ReleaseError(
            content.shown(found), "no release here", "build one, or name a release folder or an RDF file"
        )
    return found


def _dump_of(folder: Path) -> Path | None:
    return next((folder / name for name in DUMPS if (folder / name).is_file()), None)


def load(file: Path) -> Store:
    """A release's dump as a store, read once while the file stays as it is."""
    resolved = file.resolve()
    status = resolved.stat()
    return _load(resolved, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=2)
def _load(file: Path, modified: int, size: int) -> Store:  # noqa: ARG001 -- the two tell a changed file from the one kept
    store = Store()
    try:
        store.bulk_load(path=str(file), format=_format(file))
    except (SyntaxError, OSError) as error:
        raise ReleaseError(content.shown(file), f"cannot be read: {error}", "build the release anew") from None
    return store


def _format(file: Path) -> RdfFormat:
    known = RdfFormat.from_extension(file.suffix.removeprefix("."))
    if known is None:
        problem = f"{file.suffix!r} is no RDF format known here"
        raise ReleaseError(content.shown(file), problem, "give a .ttl, .nt, .nq, .trig or .jsonld file")
    return known


def run(text: str, store: Store, name: str = "query") -> Answer:
    """Answer a query on the union of a store's graphs.

    Raises UsageError for a syntax error, and for SERVICE and FROM: nothing is fetched.
    """
    sparql.check_text(text, name)
    sparql.check_local(text, name)
    try:
        found = store.query(text, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise sparql.syntax_error(text, name, str(error)) from None
    if isinstance(found, QueryBoolean):
        return Truth(bool(found))
    if not isinstance(found, QuerySolutions):
        return triples_of(found)
    return table_of(found)


def answer(query: Query, values: Mapping[str, Value | Iterable[Value]], place: Path | None = None) -> Answer:
    """Set a query's parameters and answer it from a release (see `release_file`)."""
    return run(bind(query, values), load(release_file(place)), str(query.where))


class Rows(Sequence[Any]):
    """Rows of an answer as named tuples of Python values, in the query's order.

    IRIs are strings, dates `datetime.date`, whole numbers `int`, other numbers `Decimal`; what is not bound is None.
    `table` keeps the RDF terms.
    """

    def __init__(self, table: Table, show: Callable[[Cell], Any] | None = None) -> None:
        self.table = table
        show = show or to_python
        row = namedtuple("Row", table.columns, rename=True)  # type: ignore[misc]
        self._rows = tuple(row(*map(show, cells)) for cells in table.rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.table.columns

    @overload
    def __getitem__(self, at: int) -> Any: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Any]: ...
    def __getitem__(self, at: int | slice) -> Any:
        return self._rows[at]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} rows of {', '.join(self.columns)}>"

    def with_curies(self) -> Rows:
        """The same rows, with IRIs as CURIEs where a prefix is known."""
        return Rows(self.table, _to_python_with_curies)

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame. Raises UsageError where pandas is not installed."""
        try:
            import pandas
        except ImportError:
            raise UsageError("to_pandas", "pandas is not installed", "run: pip install 'raregraph[pandas]'") from None
        return pandas.DataFrame([tuple(row) for row in self._rows], columns=list(self.columns))


def rows_of(found: Answer) -> Rows:
    """Any answer as rows: triples under subject, predicate, object; a truth under `answer`."""
    if isinstance(found, Truth):
        return Rows(Table(("answer",), ((_truth(found.value),),)))
    if isinstance(found, Triples):
        rows = tuple(tuple(map(cell_of, triple)) for triple in found.triples)
        return Rows(Table(("subject", "predicate", "object"), rows))
    return Rows(found)


def _truth(value: bool) -> Literal:
    return Literal(value)


_NUMBERS: Mapping[str, Callable[[str], Any]] = {
    **dict.fromkeys(("integer", "nonNegativeInteger", "int", "long", "gYear"), int),
    **dict.fromkeys(("double", "float"), float),
    "decimal": Decimal,
    "date": datetime.date.fromisoformat,
    "boolean": lambda text: text in ("true", "1"),
}


def to_python(cell: Cell) -> Any:
    """A term as a Python value; a literal that does not fit its datatype stays text."""
    if not isinstance(cell, Literal):
        return cell.value if cell is not None else None
    reader = _NUMBERS.get(cell.datatype.value.removeprefix(XSD), str)
    try:
        return reader(cell.value)
    except (ValueError, ArithmeticError):
        return cell.value


def _to_python_with_curies(cell: Cell) -> Any:
    value = to_python(cell)
    return value if isinstance(cell, Literal) or value is None else contract(value)


def ask(question: str, release: Path | None = None, **parameters: Value | Iterable[Value]) -> Rows:
    """Ask a saved query by name, or one given as text, of a release; parameters by name."""
    return rows_of(answer(query_of(question), parameters, release))


def graph(release: Path | None = None) -> rdflib.Graph:
    """A release as one rdflib Graph, with the project's prefixes; literals keep their lexical form."""
    import rdflib

    found = rdflib.Graph()
    for prefix, iri in prefixes().items():
        found.bind(prefix, iri)
    file = release_file(release)
    try:
        for quad in parse(path=str(file), format=_format(file)):
            found.add((to_rdflib(quad.subject), to_rdflib(quad.predicate), to_rdflib(quad.object)))
    except (SyntaxError, OSError) as error:
        raise ReleaseError(content.shown(file), f"cannot be read: {error}", "build the release anew") from None
    return found


def to_rdflib(term: Term) -> Any:
    """A term as rdflib has it, its lexical form kept."""
    import rdflib

    if isinstance(term, Literal):
        datatype = (
            None if term.language or term.datatype.value == XSD + "string" else rdflib.URIRef(term.datatype.value)
        )
        return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
    return rdflib.BNode(term.value) if isinstance(term, BlankNode) else rdflib.URIRef(term.value)
