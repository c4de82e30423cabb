"""Terms as the text N-Triples has for them: `<iri>`, `_:label`, `"text"@en`; equal texts are equal terms."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any

import pyoxigraph as ox
import rdflib

from raregraph.ids import BASE
from raregraph.report import Node

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
LANG_STRING, STRING = RDF + "langString", XSD + "string"
_TYPED, _UNREAD = f'"^^<{XSD}', f'"^^<{BASE}.well-known/unread/'
_KEPT = (f'"true"^^<{XSD}boolean>', f'"false"^^<{XSD}boolean>')
_GENID = BASE + ".well-known/genid/"
_ESCAPE = re.compile(r'\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tbnrf"\'\\]))')
_SHORT = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_LOG = logging.getLogger("rdflib.term")


def is_iri(term: str) -> bool:
    """Whether a term is an IRI."""
    return term[0] == "<"


def is_literal(term: str) -> bool:
    """Whether a term is a literal."""
    return term[0] == '"'


def is_blank(term: str) -> bool:
    """Whether a term is a blank node."""
    return term[0] == "_"


def parts(literal: str) -> tuple[str, str, str]:
    """The lexical form, datatype IRI and language (or nothing) of a literal."""
    end = literal.rindex('"')
    lexical, suffix = literal[1:end], literal[end + 1 :]
    if "\\" in lexical:
        lexical = _ESCAPE.sub(_unescape, lexical)
    if suffix.startswith("@"):
        return lexical, LANG_STRING, suffix[1:]
    return lexical, suffix[3:-1] or STRING, ""


def _unescape(match: re.Match[str]) -> str:
    code, short = match[1] or match[2], match[3]
    return chr(int(code, 16)) if code else _SHORT.get(short, short)


def text(term: str) -> str:
    """What SPARQL's str() says: the IRI, the lexical form; of a blank node its label."""
    if is_literal(term):
        return parts(term)[0] if "\\" in term else term[1 : term.rindex('"')]
    return term[1:-1] if is_iri(term) else term[2:]


def to_node(term: str) -> Node:
    """A term of a report; a blank node of the data as an IRI made from its label."""
    if is_literal(term):
        lexical, datatype, language = parts(term)
        return (
            ox.Literal(lexical, language=language) if language else ox.Literal(lexical, datatype=ox.NamedNode(datatype))
        )
    return ox.NamedNode(_GENID + text(term) if is_blank(term) else text(term))


def for_store(term: str) -> str:
    """A term as a store and its queries have it.

    A blank node is an IRI, which a query can name and a store does not name anew. A literal with a datatype has one of
    ours and stays unread: a store would write numbers, dates and the like in its own way.
    """
    if is_blank(term):
        return f"<{_GENID}{term[2:]}>"
    return term.replace(_TYPED, _UNREAD) if is_literal(term) and term[-1] == ">" and not term.endswith(_KEPT) else term


def as_written(term: str) -> str:
    """A term of a store as the graph has it."""
    if term.startswith("<" + _GENID):
        return f"_:{term[1 + len(_GENID) : -1]}"
    return term.replace(_UNREAD, _TYPED) if is_literal(term) and term[-1] == ">" else term


@lru_cache(maxsize=100_000)
def literal(term: str) -> rdflib.Literal:
    """A literal with its value as the reference engine reads it; it logs each ill-typed one, which shapes report."""
    lexical, datatype, language = parts(term)
    before, _LOG.disabled = _LOG.disabled, True
    try:
        if language:
            return rdflib.Literal(lexical, lang=language, normalize=False)
        return rdflib.Literal(lexical, datatype=rdflib.URIRef(datatype), normalize=False)
    finally:
        _LOG.disabled = before


def value(term: str) -> Any:
    """The Python value of a literal; None where the reference engine has none."""
    return literal(term).value
