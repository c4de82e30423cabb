"""The query editor: its own script and style, CodeMirror where it is installed, and what it completes.

CodeMirror comes with the package nbclassic, of which nothing is run: six of its static files are handed on, if they
are the ones known here by hash. Without them the script makes do with the plain text area.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from raregraph.ids import contract, prefixes
from raregraph.manifest import sha256
from raregraph.queries import saved
from raregraph.site.opened import Opened
from raregraph.vocabulary import VocabularyTerm, read_vocabulary

PACKAGE, BELOW = "nbclassic", "static/components/codemirror"
"""The package that carries CodeMirror 5.58.3 (requirements-editor.lock), and where in it."""
CODEMIRROR: Mapping[str, tuple[str, str]] = {
    "codemirror.css": (
        "lib/codemirror.css", "d30aa41229dacba5a631fd45ea0544bfdb07c78992820b67900b109b57095fb2"),
    "show-hint.css": (
        "addon/hint/show-hint.css", "f4f8c8d48c155dcbf8e04dfb29b0d500974460d08204adfe0dda3be7bb3a2fc8"),
    "codemirror.js": (
        "lib/codemirror.js", "6bb54e40daf6a348791102d7a8e5a13bcc0f85a6afce2c21a6a3fc29ed20c9c0"),
    "sparql.js": (
        "mode/sparql/sparql.js", "d6b6c7481167107c13ff2bb06f46bff7cb6472891f64c0d9b0503641b161759d"),
    "show-hint.js": (
        "addon/hint/show-hint.js", "c28b8d3b2720b8d3f30ddb250b649d6297a7edce1b1d90b508b701f48acb4b06"),
    "matchbrackets.js": (
        "addon/edit/matchbrackets.js", "2bb0fa2c8f676ceffe5ea85f1031dcbce2f4908c5835fce7f1a1729cf3aa0c76"),
}  # fmt: skip
"""Files in the order in which a page loads them: name, place below `BELOW`, SHA-256."""
OWN = ("editor.css", "editor.js")
"""The project's own files, loaded last."""
FOLDER = "/static/editor/"
TERMS = f"{FOLDER}terms.json"


@cache
def codemirror() -> Mapping[str, bytes]:
    """The files of CodeMirror by name; none where the package is absent or holds other bytes."""
    found = find_spec(PACKAGE)
    place = Path(found.origin).parent / BELOW if found and found.origin else None
    if place is None or not all((place / there).is_file() for there, _ in CODEMIRROR.values()):
        return {}
    read = {name: (place / there).read_bytes() for name, (there, _) in CODEMIRROR.items()}
    return read if all(sha256(data) == CODEMIRROR[name][1] for name, data in read.items()) else {}


def names() -> tuple[str, ...]:
    """The addresses of styles and scripts, in the order in which a page loads them."""
    return tuple(f"{FOLDER}{name}" for name in (*codemirror(), *OWN))


def assets() -> Mapping[str, Callable[[Opened], bytes]]:
    """What is served to the editor, by address."""
    own = {f"{FOLDER}{name}": _given(files("raregraph.site").joinpath(f"static/{name}").read_bytes()) for name in OWN}
    return {**own, **{f"{FOLDER}{name}": _given(data) for name, data in codemirror().items()}, TERMS: _terms}


def _given(data: bytes) -> Callable[[Opened], bytes]:
    return lambda _: data


def _terms(_: Opened) -> bytes:
    return (json.dumps(completions(), ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def completions() -> Mapping[str, object]:
    """What the editor knows: `prefixes`; `terms` as name, label and sort; saved `queries` with their text."""
    terms = (term for term in read_vocabulary().terms.values() if ":" in contract(term.iri))
    return {
        "prefixes": prefixes(),
        "terms": [[contract(term.iri), term.label, _sort(term)] for term in terms],
        "queries": [{"name": item.name, "summary": item.summary, "text": item.text} for item in saved()],
    }


def _sort(term: VocabularyTerm) -> str:
    return " and ".join(term.sorts)
