"""Paths, IRIs and the links between pages."""

from __future__ import annotations

import pytest

from raregraph.ids import expand, ours
from raregraph.site import about, links
from raregraph.site.opened import Opened


@pytest.mark.parametrize(
    ("here", "there", "link"),
    [
        ("/statement/0a", "/term/HP_0000716", "../term/HP_0000716.html"),
        ("/", "/queries/", "./queries/"),
        ("/page/gard-1/0a", "/", "../../"),
        ("/downloads/", "/files/raregraph.nq", "../files/raregraph.nq"),
        ("/a", "/static/style.css", "./static/style.css"),
        ("/a", "/vocab/asOf#x", "./vocab/asOf.html#x"),
        ("/a", "/sparql?query=ASK%20%7B%7D", "./sparql.html?query=ASK%20%7B%7D"),
        ("/a", "/passage/0a/selector", "./passage/0a.html#selector"),
        ("/a", "/query/genes", "./queries/genes.html"),
        ("/a", "https://example.org/x", "https://example.org/x"),
        ("/a", "javascript:alert(1)", ""),
        ("/a", "data:text/html,x", ""),
        ("/a", "", ""),
    ],
)
def test_links_are_relative_and_lead_to_files(here: str, there: str, link: str) -> None:
    """They work at any root; what is no address on the web is no link."""
    assert links.href_from(here)(there) == link


@pytest.mark.parametrize(
    ("path", "form", "file"),
    [
        ("/", "html", "index.html"),
        ("/vocab/", "ttl", "vocab/index.ttl"),
        ("/term/HP_0000716", "nt", "term/HP_0000716.nt"),
    ],
)
def test_a_path_has_a_file_for_each_form(path: str, form: str, file: str) -> None:
    """Below the site's root."""
    assert links.file_of(path, form) == file


@pytest.mark.parametrize(
    "iri",
    [expand("MONDO:0004976"), expand("OMIMPS:105400"), ours("statement/0a"), ours("vocab/asOf"), ours("query/genes")],
)
def test_an_iri_and_its_page_lead_to_each_other(iri: str) -> None:
    """Both ways."""
    assert links.iri_of(links.page_of(iri)) == iri


def test_parts_are_told_on_the_page_of_the_whole() -> None:
    """Under an anchor of their own."""
    release = ours("release/0.1.0-0a")
    assert links.told_at("/release/0.1.0-0a/raregraph.nq/sha256") == "/release/0.1.0-0a#raregraph.nq/sha256"
    assert links.told_on(f"{release}/class/rg-Finding", release)
    assert not links.told_on(ours("release/0.1.0-0b/class/rg-Finding"), release)
    assert links.anchor(f"{release}/class/rg-Finding") == "class/rg-Finding"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("MONDO:0004976", "/term/MONDO_0004976"),
        ("http://purl.obolibrary.org/obo/HP_0000716", "/term/HP_0000716"),
        (ours("vocab/asOf"), "/vocab/asOf"),
        ("pa:1abcc473bc578c2734e76bc82b4e86cd/selector", "/passage/1abcc473bc578c2734e76bc82b4e86cd"),
        ("MONDO:9999999", ""),
        ("http://[::1", ""),
        ("\x00", ""),
        ("", ""),
    ],
)
def test_an_iri_is_told_somewhere_or_nowhere(text: str, path: str, opened: Opened) -> None:
    """IRIs and CURIEs; what is no IRI at all is nowhere."""
    assert about.path_for(opened, text) == path
