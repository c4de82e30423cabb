"""Laying out: a view is what a page shows, a template only puts it in order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from pyoxigraph import Literal

from raregraph.ids import contract
from raregraph.results import Term
from raregraph.site.forms import FORMS
from raregraph.site.links import TERM, canonical, file_of, href_from, iri_of, root_of, web_address
from raregraph.site.opened import Opened
from raregraph.site.reading import Thing

ALTERNATES = ("ttl", "jsonld", "rdf", "nt")
"""The forms of a description beside its page."""
NAMES: Mapping[str, str] = {
    "html": "HTML", "ttl": "Turtle", "jsonld": "JSON-LD", "rdf": "RDF/XML", "nt": "N-Triples",
}  # fmt: skip
"""What the forms are called."""


@dataclass(frozen=True, slots=True)
class View:
    """A page before it is laid out.

    `values` are what its template names. `preview` is one sentence for search engines and link previews, plain text.
    `trail` leads from the home page here: text and path. `forms` are the suffixes of its other forms.
    `schema_org` is JSON-LD for search engines, as text; it holds no `<`. `status` is that of the answer.
    """

    template: str
    title: str
    values: Mapping[str, object]
    preview: str = ""
    trail: Sequence[tuple[str, str]] = ()
    forms: Sequence[str] = ()
    schema_org: str = ""
    status: int = 200
    headers: Sequence[tuple[str, str]] = field(default=())


@cache
def environment() -> Environment:
    """The templates of the package, each undefined name an error, everything escaped."""
    found = Environment(
        loader=PackageLoader("raregraph.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    found.filters |= {"number": number, "bytes": size, "curie": contract, "web": web_address}
    found.filters |= {"media": FORMS.__getitem__, "form_name": NAMES.__getitem__}
    return found


def lay_out(opened: Opened, path: str, view: View) -> bytes:
    """A view as the HTML of the page at a path.

    Templates have `root`, `href(path)`, `thing(iri)`, `term(term)`, `release` and `page` besides the view's values.
    """
    given = {
        "page": view,
        "path": path,
        "root": root_of(path),
        "canonical": canonical(path),
        "href": _href(opened, path),
        "thing": opened.thing,
        "term": lambda item: to_thing(opened, item),
        "form_of": lambda form: f"/{file_of(path, form)}",
        "release": opened,
    }
    return environment().get_template(view.template).render(given | dict(view.values)).encode()


def _href(opened: Opened, path: str) -> Callable[[str], str]:
    """Links of a page; a term that the release says nothing of is linked to where it is at home."""
    inner = href_from(path)

    def href(there: str) -> str:
        iri = iri_of(there) if there.startswith(TERM) else ""
        return web_address(iri) if iri and not opened.has_page(iri) else inner(there)

    return href


def to_thing(opened: Opened, term: Term) -> Thing:
    """A term as a page names it: a literal is its text."""
    return Thing(term.value) if isinstance(term, Literal) else opened.thing(term.value)


def number(value: int) -> str:
    """A whole number with its thousands set apart."""
    return f"{value:,}"


def size(value: int) -> str:
    """A number of bytes as people read it.

    >>> size(999), size(4_140_975)
    ('999 bytes', '4.1 MB')
    """
    for unit, factor in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if value >= factor:
            return f"{value / factor:.1f} {unit}"
    return f"{value} bytes"
