"""Whether a folder of reference releases can be built on: nothing missing, nothing cut, all of the releases we name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from raregraph import obo
from raregraph.errors import ContentError, Where, raise_all
from raregraph.reference_files import HGNC, HPO, HPOA, MAPPINGS, NEEDED, missing, place
from raregraph.sources import sources

CURE = (
    "run `publish.py fetch hpo mondo gard`, then this command again; "
    "or give --reference the folder that holds hpo/, mondo/ and hgnc/"
)

_DAY = re.compile(r"(?<![\w-])(\d{4}-\d{2}-\d{2})(?![\w-])")
_ANEW = "get the file anew from its source"


def check_reference(folder: Path) -> None:
    """Look over the files of a folder. Raises ContentError, or Faults of several: every fault of all files at once."""
    if lacking := missing(folder):
        known = f"not here: {', '.join(lacking)}" if len(lacking) < len(NEEDED) else "no reference data here"
        raise ContentError(Where(str(folder)), known, CURE)
    raise_all([*_ontologies(folder), *_tables(folder), *_releases(folder)])


def _ontologies(folder: Path) -> Iterator[ContentError]:
    for name in (HPO, HGNC):
        lines, problem = _lines(path := place(folder, name))
        if problem := problem or _obo_problem(lines, complete=name == HPO):
            yield ContentError(Where(str(path)), problem, _ANEW)


def _lines(path: Path) -> tuple[list[str], str]:
    """The lines of a file, and why they are not all of it."""
    try:
        text = path.read_bytes().decode()
    except OSError as error:
        return [], f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        return [], f"not UTF-8 at byte {error.start}"
    if not text:
        return [], "the file is empty"
    return text.splitlines(), "" if text.endswith("\n") else "cut: the last line has no end"


def _obo_problem(lines: Sequence[str], *, complete: bool) -> str:
    """What is wrong with an OBO file; one that is `complete` has all parents of its terms."""
    if "data-version" not in obo.read_head(lines):
        return "names no data-version: no release of an ontology"
    parents = {}
    for stanza in obo.read_terms(lines):
        if not (stanza.id and stanza.name):
            return f"cut: the term {stanza.id or 'without id'} has no name"
        parents[stanza.id] = stanza.parents
    lost = sorted({up for ups in parents.values() for up in ups} - parents.keys()) if complete else []
    if lost or not parents:
        return f"cut: {lost[0]}, the parent of a term, is not in it" if lost else "has no term"
    return ""


def _tables(folder: Path) -> Iterator[ContentError]:
    for path in sorted([*folder.glob("mondo/*.tsv"), *folder.glob("hpo/*.babelon.tsv")]):
        lines, problem = _lines(path)
        body = [(number, line) for number, line in enumerate(lines, 1) if not line.startswith("#")]
        line, problem = (0, problem) if problem else _table_problem(body)
        if problem:
            yield ContentError(Where(str(path), line), problem, _ANEW)


def _table_problem(body: Sequence[tuple[int, str]]) -> tuple[int, str]:
    """The line and the problem of a table: no row, or a row of another width than its head."""
    if len(body) < 2:
        return 0, "cut: a table without rows"
    width = body[0][1].count("\t")
    odd = next((number for number, line in body[1:] if line.count("\t") != width), 0)
    return odd, f"cut: a row has other columns than the head's {width + 1}" if odd else ""


def _releases(folder: Path) -> Iterator[ContentError]:
    """Files that name another release than the one graph/sources.yaml has, or none."""
    known = {source.name: source.published for source in sources()}
    for path, source, line in _heads(folder):
        found = set(_DAY.findall(line))
        if found != {known[source]}:
            named = ", ".join(sorted(found)) or "none"
            problem = f"of the wrong release: it names {named}, graph/sources.yaml {known[source]} for {source}"
            yield ContentError(Where(str(path)), problem, "get the file of that release; or mend its rows and get all")


def _heads(folder: Path) -> Iterator[tuple[Path, str, str]]:
    """Each file that says of which release it is: its path, its source, the line that says so."""
    hpo, hpoa = place(folder, HPO), place(folder, HPOA)
    yield hpo, "hpo", _first(hpo, "data-version: ")
    if hpoa.is_file():
        yield hpoa, "hpo", _first(hpoa, "#version: ")
    for path in sorted(folder.glob(MAPPINGS)):
        yield path, "mondo", _first(path, "# mapping_set_version: ")


def _first(path: Path, start: str) -> str:
    with path.open(encoding="utf-8", errors="replace") as file:
        return next((line for line in file if line.startswith(start)), "")
