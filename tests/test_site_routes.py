"""From a path and a form to an answer."""

from __future__ import annotations

import pytest

from raregraph.ids import ours
from raregraph.site import routes
from raregraph.site.forms import FORMS
from raregraph.site.opened import Opened

STATEMENT = "/statement/c59bb08deb187669b9d16d4c491d94f0"


def test_a_resource_has_the_headers_of_signposting(opened: Opened) -> None:
    """What it is, its other forms, its licence, how to cite it, what it belongs to."""
    reply = routes.render(opened, STATEMENT, "ttl", {})
    assert (reply.status, reply.media_type) == (200, "text/turtle; charset=utf-8")
    assert reply.header("vary") == "Accept"
    assert reply.header("content-location") == f"..{STATEMENT}.ttl"
    assert reply.header("last-modified") == "Tue, 04 Aug 2026 00:00:00 GMT"
    links = reply.header("link").split(", ")
    assert f'<..{STATEMENT}.html>; rel="alternate"; type="text/html"' in links
    assert f'<{ours(STATEMENT[1:])}>; rel="cite-as"' in links
    assert '<https://creativecommons.org/licenses/by/4.0/>; rel="license"' in links
    assert '<https://schema.org/AboutPage>; rel="type"' in links
    assert f'<{ours("dataset")}>; rel="collection"' in links


def test_a_page_names_its_turtle_as_its_description(opened: Opened) -> None:
    """So that programs find the data of a page."""
    link = routes.render(opened, STATEMENT, "html", {}).header("link")
    assert f'<..{STATEMENT}.ttl>; rel="describedby alternate"; type="text/turtle"' in link


def test_a_tag_is_of_the_bytes(opened: Opened) -> None:
    """Another form, another tag; the same form, the same."""
    tags = [routes.render(opened, STATEMENT, form, {}).header("etag") for form in ("ttl", "nt", "ttl")]
    assert tags[0] == tags[2] != tags[1]
    assert tags[0][0] == tags[0][-1] == '"'


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("/passage/1abcc473bc578c2734e76bc82b4e86cd/selector", 303,
         "../../passage/1abcc473bc578c2734e76bc82b4e86cd.html#selector"),
        ("/query/advice", 303, "../queries/advice.html"),
        ("/vocab", 303, "./vocab/"),
        ("/statement/" + "0" * 32, 404, ""),
        ("/passage/0a/selector", 404, ""),
        ("/term/HP_0", 404, ""),
        ("/term/nothing", 404, ""),
        ("/../../etc/passwd", 404, ""),
        ("/%00", 404, ""),
        ("/\x00", 404, ""),
        ("/a b<>\"{}|\\^`", 404, ""),
        ("/" + "a" * 10_000, 404, ""),
        ("//", 404, ""),
    ],
)  # fmt: skip
def test_what_is_told_elsewhere_or_not_at_all(path: str, status: int, location: str, opened: Opened) -> None:
    """See other, or not found; nothing that a client sends raises."""
    reply = routes.render(opened, path, "html", {})
    assert (reply.status, reply.header("location")) == (status, location)
    assert routes.render(opened, path, "ttl", {}).status == status


def test_a_file_of_the_release_is_where_its_iri_leads(opened: Opened) -> None:
    """Its description is on the page of the release."""
    path = f"/release/{opened.version}/raregraph.nt"
    assert routes.split(opened, path) == (path, "")
    assert routes.render(opened, path, "html", {}).header("location") == "../../files/raregraph.nt"


@pytest.mark.parametrize(
    ("raw", "split"),
    [
        (f"{STATEMENT}.ttl", (STATEMENT, "ttl")),
        (STATEMENT, (STATEMENT, "")),
        ("/vocab/index.rdf", ("/vocab/", "rdf")),
        ("/index.html", ("/", "html")),
        ("/static/style.css", ("/static/style", "css")),
        ("/queries/genes.xls", ("/queries/genes.xls", "")),
    ],
)
def test_a_suffix_is_a_form(raw: str, split: tuple[str, str], opened: Opened) -> None:
    """Of what is a resource; others belong to the path."""
    assert routes.split(opened, raw) == split


def test_an_iri_leads_to_its_page(opened: Opened) -> None:
    """By the parameter iri; the form is kept where it was asked for."""
    wanted = {"iri": "http://purl.obolibrary.org/obo/MONDO_0004976"}
    assert routes.render(opened, "/about", "html", wanted).header("location") == "./term/MONDO_0004976"
    assert routes.render(opened, "/about", "ttl", wanted).header("location") == "./term/MONDO_0004976.ttl"
    assert routes.render(opened, "/about", "html", {"iri": "urn:x"}).status == 404


def test_what_is_not_acceptable_lists_what_is(opened: Opened) -> None:
    """406 with the forms, as text and as links."""
    reply = routes.not_acceptable(opened, STATEMENT)
    assert reply.status == 406
    assert f"application/rdf+xml  {STATEMENT.rpartition('/')[2]}.rdf\n" in reply.body.decode()
    assert 'type="application/ld+json"' in reply.header("link")


def test_every_path_has_its_forms(opened: Opened) -> None:
    """And says so; each path stands once, in order."""
    found = list(routes.paths(opened))
    assert [path for path, _ in found] == sorted({path for path, _ in found})
    pages = {path: tuple(form for form in forms if form in FORMS) for path, forms in found}
    assert {path for path, forms in pages.items() if forms and routes.forms_of(opened, path) != forms} == set()
    assert {"/", "/downloads/", "/robots", "/sitemap", "/openapi", "/static/style", STATEMENT} <= dict(found).keys()
