"""A release: composed in memory, named after its content, published whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from pyoxigraph import Quad

from raregraph import __version__, compatibility, content, executables, readme, starthere
from raregraph.dataset import Described, described, measured
from raregraph.dumps import FORMS, TURTLE, Form, compress, dump
from raregraph.errors import GateError, ReleaseError, Where
from raregraph.export.defaults import write_defaults
from raregraph.export.receipt import RECEIPT, Source, read_sources, to_text
from raregraph.folder import CURRENT, explained, publish
from raregraph.holdings import FILES
from raregraph.knowledge import Knowledge
from raregraph.manifest import MANIFEST, NO_HASH, content_hash, faults, is_promised, measure, sha256
from raregraph.nquads import Block, gathered, in_order, lines_of
from raregraph.textfiles import read_text
from raregraph.triples import to_quads

DRAFT = f"{__version__}-{NO_HASH}"
"""The version as it stands in the files while their hash is being taken."""
HEAD = f"""\
# raregraph {DRAFT}: what pages on rare diseases say, each statement with its passage, date and certainty.
# Read from pages of the dates shown, not current medical advice.
# Terms are mixed: each named graph has its own licence and credit line, see README.md and dataset.ttl.

"""
"""How Turtle and TriG begin: what people read says what it is."""


class Verdict(Protocol):
    """What a release needs of the gate's report."""

    @property
    def conforms(self) -> bool:
        """Whether nothing was violated."""

    def to_table(self) -> str:
        """For people."""

    def to_turtle(self) -> str:
        """As SHACL says it, without blank nodes."""

    def to_json(self) -> str:
        """For programs."""


@dataclass(frozen=True, slots=True)
class Release:
    """A published release. `changed` is False where it was there already; `counts` has statements, triples …"""

    version: str
    path: Path
    changed: bool
    counts: Mapping[str, int]


def write_release(
    knowledge: Knowledge, out: Path, *, report: Verdict, progress: Callable[[str], None] = lambda _: None
) -> Release:
    """Publish below `out` and let `out/current` point at it; a release that is there already is left as it is.

    Raises GateError for a report that does not conform, ContentError for a fault in queries/ or graph/, and
    ReleaseError when it cannot be written. What was there before is untouched then.
    """
    if not report.conforms:
        raise GateError(Where("shapes/"), "the gate refused the graph", "mend what its report names")
    quads = sorted(set(to_quads(knowledge)), key=str)
    description = described(knowledge, quads)
    quads += description.quads(DRAFT)
    blocks = list(in_order(gathered(lines_of(quads))))
    draft = compose(quads, blocks, description, report, progress)
    version = f"{__version__}-{content_hash({path: data for path, data in draft.items() if is_promised(path)})}"
    files = finish(draft, description, read_sources(blocks), version)
    progress("publishing")
    changed = publish(files, out, version)
    return Release(version, out / version, changed, description.counts)


def compose(
    quads: list[Quad],
    blocks: list[Block],
    description: Described,
    report: Verdict,
    progress: Callable[[str], None],
) -> dict[str, bytes]:
    """The files that make a version, by path, with `DRAFT` in its place; not what describes them, nor gzip copies."""
    files: dict[str, bytes] = {}
    for form in FORMS:
        progress(f"writing raregraph.{form.suffix}")
        files[f"raregraph.{form.suffix}"] = _headed(dump(quads, form), form)
    progress("writing the views")
    tables = {f"start-here/{name}.tsv": text.encode() for name, text in starthere.to_tables(blocks).items()}
    progress("writing the exports")
    return files | tables | exports(blocks) | small_files(description, report)


def exports(blocks: list[Block]) -> dict[str, bytes]:
    """The formats of every release that tools read, by path."""
    with TemporaryDirectory(prefix="raregraph-") as place, explained(Path(place)):
        folder = Path(place, "made")
        return {path: (folder / path).read_bytes() for path in write_defaults(lambda: blocks, folder, Path(place))}


def small_files(description: Described, report: Verdict) -> dict[str, bytes]:
    """The files whose size does not depend on the graph's, with `DRAFT` in the version's place."""
    texts = {
        "vocabulary.ttl": read_text(content.GRAPH / "vocabulary.ttl"),
        "shacl-report.txt": _ended(report.to_table()),
        "shacl-report.ttl": _ended(report.to_turtle()),
        "shacl-report.json": _ended(report.to_json()),
        "README.md": readme.to_text(description, DRAFT),
        "COMPATIBILITY.md": compatibility.page(compatibility.read()),
    }
    return {path: text.encode() for path, text in texts.items()} | {"queries.ttl": dump(executables.to_quads(), TURTLE)}


def _headed(data: bytes, form: Form) -> bytes:
    """What people read begins with what it is."""
    return HEAD.encode() + data if form.suffix in ("ttl", "trig") else data


def _ended(text: str) -> str:
    return text.rstrip("\n") + "\n"


def finish(
    draft: Mapping[str, bytes], description: Described, sources: tuple[Source, ...], version: str
) -> dict[str, bytes]:
    """The files as they are published: under their version, with gzip copies, and with what tells their checksums."""
    name, zeros = version.encode(), DRAFT.encode()
    files = {path: data.replace(zeros, name) if is_promised(path) else data for path, data in draft.items()}
    files[RECEIPT] = receipt({path: sha256(data) for path, data in files.items()}, sources, version).encode()
    files |= {f"{file.path}.gz": compress(files[file.path]) for file in FILES if file.packed}
    files["dataset.ttl"] = dump(
        [*description.quads(version), *measured({path: measure(data) for path, data in files.items()}, version)], TURTLE
    )
    return files


def receipt(hashes: Mapping[str, str], sources: tuple[Source, ...], version: str) -> str:
    """The receipt of files by their SHA-256; of those that depend on a library it names none."""
    return to_text(sources, version, {path: digest if is_promised(path) else "" for path, digest in hashes.items()})


def read_release(path: Path) -> Release:
    """A release by its folder, or the one published last by the folder of releases.

    Raises ReleaseError where there is none, or where its files are not as its manifest says.
    """
    folder = path if (path / MANIFEST).is_file() else path / CURRENT
    if not (folder / MANIFEST).is_file():
        raise ReleaseError(str(path), "holds no release", "build one: make publish")
    with explained(folder, "read"):
        wrong = list(faults(folder))
    if wrong:
        raise ReleaseError(str(folder), f"is not as it was released: {', '.join(wrong)}", "remove it and build again")
    return Release(folder.resolve().name, folder.resolve(), False, _counts(folder))


_COUNT = re.compile(r"^\| ([a-z ]+) \| ([0-9,]+) \|$", re.MULTILINE)


def _counts(folder: Path) -> dict[str, int]:
    """The counts that the release's README states."""
    text = (folder / "README.md").read_text(encoding="utf-8")
    return {name: int(number.replace(",", "")) for name, number in _COUNT.findall(text)}
