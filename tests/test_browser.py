"""The site in a real browser, headless: pages, the query editor, requests from another origin, keyboard, axe."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from raregraph.site import editor
from raregraph.site.machines import nodes
from raregraph.site.opened import Opened
from raregraph.site.routes import render
from tests import loopback
from tests.browser import Page, browsing
from tests.serving import Served

DISEASE = "/term/MONDO_0004976"
ALWAYS = (
    "/", DISEASE, "/entity/abdomen", "/page/gard-5786", "/graph/dataset", "/vocab/", "/vocab/AdviceStatement",
    "/shapes/", "/shapes/accessed-text", "/term/HP_0003324", "/queries/", "/queries/genes",
    "/queries/genes?disease=MONDO:0004976", "/sparql", "/search?q=als", "/names/", "/names/a", "/downloads/", "/model/",
    "/sources/", "/validation/", "/join/", "/api/", "/findings/", "/sparql.html?query=ASK%20%7B%7D",
)  # fmt: skip
"""A page of each kind whose address stays the same."""
FAMILIES = ("statement", "passage", "finding", "reference", "release")
"""Families of which the first page is looked at, too."""
WINDOWS = ((390, "light"), (1280, "dark"))
"""A phone by day, a desk by night."""
AXE = "axe.run({resultTypes: ['violations']}).then(found => found.violations.map(v => v.id + ': ' + v.nodes[0].html))"
ELSEWHERE = """async at => {
  const get = await fetch(at + '?query=' + encodeURIComponent('ASK {}'));
  const sent = {method: 'POST', headers: {'Content-Type': 'application/sparql-query'}, body: 'ASK {}'};
  const post = await fetch(at, sent);
  const bad = await fetch(at + '?query=nonsense');
  return [(await get.json()).boolean, (await post.json()).boolean, bad.status, (await bad.text()).length > 10];
}"""
"""What a script of another site does with the endpoint."""
WIDER = "document.documentElement.scrollWidth"


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe."""
    pytest.importorskip("axe_core_python", reason="needs axe-core-python (requirements-dev.lock)")
    return files("axe_core_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A browser that the tests of this module share."""
    with browsing(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture
def page(browser: Page) -> Page:
    """The browser as if it were new: wide, light, no faults."""
    browser.size(1280)
    browser.scheme("light")
    browser.open("about:blank")
    browser.faults.clear()
    browser.asked.clear()
    return browser


def paths(opened: Opened) -> Iterator[str]:
    """A page of each kind."""
    yield from ALWAYS
    for name in FAMILIES:
        yield next(path for path in nodes(opened) if path.startswith(f"/{name}/"))
    yield "/dataset"


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_pages_are_accessible_fit_and_are_quiet(
    page: Page, served: Served, opened: Opened, axe: str, width: int, scheme: str
) -> None:
    """On a page of each kind axe finds nothing, nothing is wider than the window, and the console has no error."""
    page.size(width)
    page.scheme(scheme)
    found = {}
    for path in paths(opened):
        page.open(served.address + path)
        page.run(f"{axe}; 0")
        found[path] = [*page.run(AXE), *page.faults, *(["wide"] if page.run(WIDER) > width else [])]
        page.faults.clear()
    assert {path: faults for path, faults in found.items() if faults} == {}
    assert len(found) == len(ALWAYS) + len(FAMILIES) + 1


def test_no_request_leaves_the_site(page: Page, served: Served) -> None:
    """The home page, a disease and the editor ask their own server only."""
    for path in ("/", DISEASE, "/sparql"):
        page.open(served.address + path)
    assert {urlsplit(address).netloc for address in page.asked} == {urlsplit(served.address).netloc}
    assert len(page.asked) > 5


def test_the_skip_link_leads_to_the_content(page: Page, served: Served) -> None:
    """The first Tab reaches it; Enter puts the focus on the content."""
    page.open(served.address + DISEASE)
    page.press("Tab")
    assert page.run("document.activeElement.textContent") == "Skip to the content"
    page.press("Enter")
    assert page.run("document.activeElement.id") == "main"


def ready(page: Page, served: Served, path: str = "/sparql") -> None:
    """Open the editor and wait until it has its menu."""
    page.open(served.address + path)
    page.until("document.getElementById('query-form').dataset.ready === 'yes'")


def written(page: Page, text: str) -> None:
    """Put a query into the editor, the cursor behind it."""
    page.run(f"document.querySelector('.CodeMirror').CodeMirror.setValue({json.dumps(text)})")
    page.run("(code => { code.focus(); code.setCursor(code.lineCount(), 0); })"
             "(document.querySelector('.CodeMirror').CodeMirror)")  # fmt: skip


def test_the_editor_runs_a_saved_query(page: Page, served: Served) -> None:
    """`genes` chosen from the menu and asked: the rows of the endpoint, as a table below."""
    ready(page, served)
    page.run("(menu => { menu.value = 'genes'; menu.dispatchEvent(new Event('change')); })"
             "(document.getElementById('saved'))")  # fmt: skip
    page.run("document.querySelector('#query-form [type=submit]').click()")
    page.until("document.querySelector('.live table') !== null")
    rows = len(served.ask("/queries/genes.csv").text.splitlines()) - 1
    assert page.run("document.querySelectorAll('.live tbody tr').length") == rows > 10
    assert page.run("document.querySelector('.live td').textContent") == "ALS2"
    assert page.faults == []


@pytest.fixture
def codemirror() -> None:
    """CodeMirror is installed; the test is skipped where it is not."""
    if not editor.codemirror():
        pytest.skip("needs requirements-editor.lock installed")


def test_the_editor_marks_the_line_of_a_mistake(page: Page, served: Served, codemirror: None) -> None:
    """Control and Enter ask; the third of three lines is marked and has the cursor."""
    ready(page, served)
    written(page, "SELECT ?s {\n  ?s a rg:Statement .\n  ?s ?s }")
    page.press("Enter", control=True)
    page.until("document.querySelector('.live [role=alert]') !== null")
    assert "line 3" in page.run("document.querySelector('.live [role=alert]').textContent")
    assert (
        page.run("document.querySelector('.wrong-line').parentNode.querySelector('.CodeMirror-linenumber').textContent")
        == "3"
    )


def test_the_editor_completes_terms(page: Page, served: Served, codemirror: None) -> None:
    """`rg:Findi` and Enter give `rg:Finding`; Tab leaves the editor."""
    ready(page, served)
    written(page, "ASK { ?s a ")
    for letter in "rg:Findi":
        page.press(letter)
    page.until("document.querySelector('.CodeMirror-hints') !== null")
    page.press("Enter")
    assert page.run("document.querySelector('.CodeMirror').CodeMirror.getValue()") == "ASK { ?s a rg:Finding"
    page.press("Tab")
    assert page.run("document.activeElement.id") == "format"


def test_the_form_works_without_scripts(page: Page, served: Served) -> None:
    """With scripts off, a query sent by the form is answered by a page."""
    page.tell("Emulation.setScriptExecutionDisabled", value=True)
    try:
        page.open(f"{served.address}/sparql?query={quote('SELECT ?n { VALUES ?n { 1 2 } }')}")
        text = page.tell("Runtime.evaluate", expression="document.body.innerText")["result"]["value"]
    finally:
        page.tell("Emulation.setScriptExecutionDisabled", value=False)
    assert "2 rows" in text


def test_markup_in_answers_is_text(page: Page, served: Served) -> None:
    """A literal that looks like a script, and an IRI of javascript:, are shown and do nothing."""
    query = 'SELECT ?a ?b { VALUES (?a ?b) { ("<img src=x onerror=alert(1)>" <javascript:alert(1)>) } }'
    ready(page, served, f"/sparql.html?query={quote(query)}")
    page.run("document.querySelector('#query-form [type=submit]').click()")
    page.until("document.querySelector('.live table') !== null")
    assert page.run("document.querySelector('.live td').textContent") == "<img src=x onerror=alert(1)>"
    assert page.run("document.querySelectorAll('.live td a, .live img').length") == 0
    assert page.faults == []


def test_pages_of_other_origins_may_ask(page: Page, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A script of another origin reads answers to GET and POST, and the reason of a refusal."""
    script = f"({ELSEWHERE})({json.dumps(served.address + '/sparql')})"
    for server in loopback.serving(monkeypatch):
        server.answers = [loopback.with_body(b"<!doctype html><title>Elsewhere</title>")]
        page.open(server.address)
        assert page.run("location.origin") != served.address
        assert page.run(script) == [True, True, 400, True]


def test_the_site_works_as_files(page: Page, opened: Opened, tmp_path: Path) -> None:
    """The editor's page on a host of files: its query from the address, and a line that nothing answers."""
    for path, form in (("/sparql", "html"), ("/static/style", "css"), ("/static/editor/editor", "js"),
                       ("/static/editor/terms", "json")):  # fmt: skip
        place = tmp_path / f"{path[1:]}.{form}"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(render(opened, path, form, {}).body)
    with loopback.hosting(tmp_path) as address:
        page.open(f"{address}/sparql.html?query=ASK%20%7B%7D")
        page.until("document.getElementById('query-form').dataset.ready === 'yes'")
        assert page.run("document.getElementById('query').value") == "ASK {}"
        page.run("document.querySelector('#query-form [type=submit]').click()")
        page.until("document.querySelector('.live [role=alert]') !== null")
        assert "pages only" in page.run("document.querySelector('.live').textContent")
