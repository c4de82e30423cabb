"""The query editor: which files it has, with CodeMirror and without, and what it completes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from raregraph.site import editor
from raregraph.site.opened import Opened
from raregraph.site.routes import render

OWN = ("/static/editor/editor.css", "/static/editor/editor.js")


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A package in place of the one that carries CodeMirror: its folder."""
    spec = ModuleSpec("nbclassic", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(editor, "find_spec", lambda _: spec)
    editor.codemirror.cache_clear()
    yield tmp_path
    editor.codemirror.cache_clear()


def test_without_codemirror_the_script_is_alone(found: Path) -> None:
    """A package without the files gives none of them; the project's own stay."""
    assert editor.names() == OWN


def test_files_of_another_version_are_not_served(found: Path) -> None:
    """Bytes that are not those known by hash count as absent."""
    for there, _ in editor.CODEMIRROR.values():
        (found / editor.BELOW / there).parent.mkdir(parents=True, exist_ok=True)
        (found / editor.BELOW / there).write_text("alert(1)\n", encoding="utf-8")
    assert editor.codemirror() == {}


def test_with_codemirror_it_is_loaded_before_the_script() -> None:
    """The installed files come first, in the order in which they need each other."""
    if not editor.codemirror():
        pytest.skip("needs requirements-editor.lock installed")
    assert editor.names() == (*(f"/static/editor/{name}" for name in editor.CODEMIRROR), *OWN)


def test_terms_are_completed_with_label_and_sort() -> None:
    """A class of ours and one of another's."""
    terms = editor.completions()["terms"]
    assert ["rg:Finding", "finding", "class"] in terms
    assert ["biolink:Disease", "disease", "class"] in terms


def test_the_script_is_served_and_names_no_other_site(opened: Opened) -> None:
    """`editor.js` by its path and suffix; it names no address on the web."""
    reply = render(opened, "/static/editor/editor", "js", {})
    assert (reply.status, reply.media_type.split(";")[0]) == (200, "text/javascript")
    assert b"https://" not in reply.body


def test_completions_are_served_as_json(opened: Opened) -> None:
    """Every saved query is in the menu, with its text."""
    found = json.loads(render(opened, "/static/editor/terms", "json", {}).body)
    assert "?symbol ?gene" in next(item["text"] for item in found["queries"] if item["name"] == "genes")
    assert found["prefixes"]["rg"] == "https://w3id.org/raregraph/vocab/"
