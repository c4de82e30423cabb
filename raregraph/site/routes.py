"""From a path and a form to an answer: the table of what the site holds, and `render`, which server and `site` call."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from pyoxigraph import NamedNode, Quad

from raregraph.ids import ours
from raregraph.site import about, headers, layout, links, machines, people, resource, schema_org, standing
from raregraph.site.describe import describe
from raregraph.site.forms import FORMS, media_type, write
from raregraph.site.layout import View
from raregraph.site.opened import Opened
from raregraph.site.reply import Reply

Viewer = Callable[[Opened, str, Mapping[str, str]], View | Reply | None]
"""From an opened release, a path and parameters to a page; None for what there is no page of."""

HTML = ("html",)
EVERY = tuple(FORMS)
FIXED: Mapping[str, Viewer] = {**standing.FIXED, **people.FIXED}
"""The page of a path that is always there."""
LANDINGS = tuple(sorted(FIXED))
FAMILIES: Mapping[str, Viewer] = {**standing.FAMILIES, **people.FAMILIES}
"""The page of a path by its first name, where that is not `resource.view`."""
ABOUT: Mapping[str, str] = {"/": "dataset"}
"""Paths that are about an IRI of ours with another path."""
WHOLE: Mapping[str, str] = {"/vocab/": "vocab/", "/shapes/": "shapes/", "/queries/": "query/"}
"""Paths whose RDF forms hold every declared node whose IRI begins so, below our root."""
ABOUT_PATH = "/about"
"""Answers to its parameter `iri`: ours and others' IRIs and CURIEs."""
ASSETS = machines.TYPES
"""Forms of what is no page, with their media types."""
_SUFFIX = re.compile(r"\.(html|ttl|jsonld|rdf|nt|css|js|json|xml|txt|svg)\Z")


def render(opened: Opened, path: str, form: str, parameters: Mapping[str, str]) -> Reply:
    """The answer to a request for a path (decoded, without suffix, from the root) in a form.

    The same release, path, form and parameters give the same bytes. What is not there is 404, what was withdrawn 410,
    what is told elsewhere 303.
    """
    if form in ASSETS:
        return _asset(opened, path, form)
    if path == ABOUT_PATH:
        return _about(opened, form, parameters)
    iri = iri_of(path)
    there = _elsewhere(opened, path)
    if there:
        return redirect(path, there, form)
    if form == "html":
        return _page(opened, path, iri, parameters)
    quads = described(opened, path, iri)
    return _reply(opened, path, form, write(quads, form), iri) if quads else absent(opened, path, form)


def iri_of(path: str) -> str:
    """The IRI that a path is about; empty where it is about none, or cannot be about any."""
    iri = ours(ABOUT[path]) if path in ABOUT else links.iri_of(path)
    return iri if links.writable(iri) else ""


def described(opened: Opened, path: str, iri: str) -> tuple[Quad, ...]:
    """The triples of a path, of no graph; none where nothing is there."""
    if path in WHOLE:
        return _whole(opened, ours(WHOLE[path]))
    found = describe(opened, iri) if iri and opened.has_page(iri) else None
    return found.quads if found else ()


def _whole(opened: Opened, stem: str) -> tuple[Quad, ...]:
    found = (
        quad for quad in opened.declared if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(stem)
    )
    return tuple(sorted(found, key=str))


def _page(opened: Opened, path: str, iri: str, parameters: Mapping[str, str]) -> Reply:
    viewer = FIXED.get(path) or FAMILIES.get(path.split("/")[1], resource.view)
    view = viewer(opened, path, parameters) if path in FIXED or iri else None
    if view is None:
        return absent(opened, path, "html")
    if isinstance(view, Reply):
        return view
    if iri and not view.schema_org:
        view = replace(view, schema_org=schema_org.of(opened, iri))
    return _reply(opened, path, "html", layout.lay_out(opened, path, view), iri, view.status)


def _reply(opened: Opened, path: str, form: str, body: bytes, iri: str, status: int = 200) -> Reply:
    gone = 410 if iri and headers.tombstone(opened, iri) else status
    forms = forms_of(opened, path)
    return Reply(
        gone, media_type(form), body, headers.of_page(opened, path, form, body, forms, iri if len(forms) > 1 else "")
    )


def _elsewhere(opened: Opened, path: str) -> str:
    """Where a path is told, if that is another one; a file of the release is itself."""
    if f"{path}/" in FIXED:
        return f"{path}/"
    version, _, name = path.removeprefix("/release/").partition("/")
    if version == opened.version and any(file.path == name for file in opened.files):
        return f"/files/{name}"
    there = links.told_at(path)
    return there if there != path and links.writable(ours(path[1:])) and opened.known(ours(path[1:])) else ""


def redirect(path: str, there: str, form: str = "") -> Reply:
    """See other: a path, relative to the one that was asked for."""
    page, mark, rest = there.partition("#")
    file = page[1:] if page.startswith("/files/") or page.endswith("/") or not form else links.file_of(page, form)
    target = f"{links.root_of(path)}{file}{mark}{rest}"
    return Reply(
        303, "text/plain; charset=utf-8", f"See {target}\n".encode(), (("location", target), ("vary", "Accept"))
    )


def absent(opened: Opened, path: str, form: str) -> Reply:
    """Not found: a page that says where to look, or a line of text."""
    if form != "html":
        return Reply(404, "text/plain; charset=utf-8", b"The release says nothing of this.\n", (("vary", "Accept"),))
    view = View("absent.html", "Nothing here", {}, status=404)
    return Reply(404, media_type("html"), layout.lay_out(opened, path, view), (("vary", "Accept"),))


def not_acceptable(opened: Opened, path: str) -> Reply:
    """None of the accepted forms is there: the list of those that are."""
    lines = [f"{FORMS[form]}  {links.file_of(path, form).rpartition('/')[2]}\n" for form in forms_of(opened, path)]
    found = headers.links(opened, path, "", forms_of(opened, path), "")
    body = "None of the forms that you accept is there. These are:\n" + "".join(lines)
    return Reply(
        406, "text/plain; charset=utf-8", body.encode(), (("vary", "Accept"), *(("link", link) for link in found))
    )


def split(opened: Opened, raw: str) -> tuple[str, str]:
    """The path and the form of a requested path; the form is empty where it has no suffix of ours.

    An IRI that ends like a suffix is no form of another: `/release/…/raregraph.nt` is a file of a release.
    """
    found = _SUFFIX.search(raw)
    if not found or (iri_of(raw) and opened.known(iri_of(raw))):
        return raw, ""
    path = raw[: found.start()]
    return (path.removesuffix("index") if path.endswith("/index") else path), found[1]


def forms_of(opened: Opened, path: str) -> tuple[str, ...]:
    """The forms that a path has, the usual one first; none where nothing is there."""
    if path == ABOUT_PATH:
        return EVERY
    if path in FIXED:
        return EVERY if path in ABOUT or path in WHOLE else HTML
    iri = iri_of(path)
    if iri and opened.has_page(iri):
        return EVERY
    return tuple(form for form in ASSETS if machines.asset(opened, path, form, LANDINGS) is not None)


def paths(opened: Opened) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every path that can be written as files, with its forms, sorted."""
    found = dict.fromkeys(machines.nodes(opened), EVERY)
    found |= {path: forms_of(opened, path) for path in FIXED}
    for path, form in machines.names(opened, LANDINGS):
        found[path] = (*found.get(path, ()), form)
    for path in sorted(found):
        yield path, found[path]


def _asset(opened: Opened, path: str, form: str) -> Reply:
    body = machines.asset(opened, path, form, LANDINGS)
    if body is None:
        return absent(opened, path, form)
    return Reply(
        200, media_type(form, ASSETS), body,
        (("last-modified", headers.last_modified(opened)), ("etag", headers.etag(body))),
    )  # fmt: skip


def _about(opened: Opened, form: str, parameters: Mapping[str, str]) -> Reply:
    """Where the IRI or CURIE of the parameter `iri` is told: see other."""
    there = about.path_for(opened, parameters.get("iri", ""))
    return redirect(ABOUT_PATH, there, "" if form == "html" else form) if there else absent(opened, ABOUT_PATH, form)
