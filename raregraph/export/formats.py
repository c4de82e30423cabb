"""The table of formats: what each is, what it is made from, and what must be installed for it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from heapq import merge
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from raregraph.errors import ReleaseError, UsageError, nearest
from raregraph.export.graph import GRAPH_FILE, blocks_of, read_profiles
from raregraph.export.loss import NAME, write_losses
from raregraph.export.rows import Loss


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes:
        summary: what it is, for the list of formats.
        writer: module and function in this package. It takes what `source` says and a folder, and gives the paths of
            the files it wrote there.
        profiles: those it is made in, if none is asked for.
        source: `rows`: the writer takes `Rows`; `release`: the folder of the release; `both`: these two.
        losses: module and function that give the losses of this format alone, from the same source; may be empty.
        needs: the package that must be installed, and the extra that has it.
        own_folder: whether the profile is part of the folder's name.
        only_as: what one must say it is taken as, and why; a format that has it is not one of `all` otherwise.
    """

    summary: str
    writer: str
    profiles: tuple[str, ...] = ("monarch",)
    source: str = "rows"
    losses: str = ""
    needs: tuple[str, str] = ("", "")
    own_folder: bool = False
    only_as: tuple[str, str] = ("", "")


_DUCKDB = ("duckdb", "duckdb")

FORMATS: Mapping[str, Format] = {
    "kgx": Format(
        "nodes and edges as TSV and JSON Lines, and Monarch's tar.gz",
        "kgx.write_kgx",
        profiles=("monarch", "biolink"),
        own_folder=True,
    ),
    "closure": Format("each term of Mondo and HPO with all above it, as koza reads it", "closure.write_closure"),
    "sqlite": Format("nodes, edges and closure in Monarch's layout, as monarch-py reads them", "sqlite.write_sqlite"),
    "duckdb": Format("the same as a DuckDB file, with information content", "duck.write_duckdb", needs=_DUCKDB),
    "parquet": Format("the same as Parquet, a file for each table", "parquet.write_parquet", needs=_DUCKDB),
    "sssom": Format(
        "mapping sets: GARD, Mondo, OMIM, Orphanet, UMLS, labels as printed, and raw ids to Mondo",
        "sssom.export_sssom",
        source="release",
        losses="sssom.losses_of",
    ),
    "obographs": Format(
        "OBO Graphs JSON of the disease and phenotype part, for OAK",
        "obographs.write_obographs",
        source="both",
        losses="obographs.losses",
    ),
    "obo": Format("OBO 1.4 of the same part", "obotext.write_obo", source="both", losses="obotext.losses"),
    "hpoa": Format(
        "HPO's annotations as GARD's pages showed them, in the form of phenotype.hpoa; asks for --as historic",
        "hpoa.write_hpoa",
        source="release",
        losses="hpoa.losses_of",
        only_as=("historic", "old rows, not to be merged with phenotype.hpoa"),
    ),
    "phenopackets": Format(
        "templates of case entries, a GA4GH phenopacket of each disease without a person; asks for --as templates",
        "phenopackets.write_phenopackets",
        source="both",
        losses="phenopackets.losses",
        only_as=("templates", "no cases: nobody was observed"),
    ),
    "ro-crate": Format("a copy of the release, described as an RO-Crate", "crate.write_crate", source="release"),
}
"""Every format by name, in the order of `export all`."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was exported: the files, the loss report among them, and the losses, read anew at each call."""

    files: tuple[Path, ...]
    losses: Callable[[], Iterator[Loss]]


def check_taken(name: str, taken: Collection[str]) -> None:
    """Raise UsageError for a format that is easily misused, unless it is taken as what it is."""
    word, why = FORMATS[name].only_as
    if word and word not in taken:
        raise UsageError(f"export {name}", f"this gives {why}", f"if that is what you want, add --as {word}")


def format_of(name: str) -> Format:
    """A format by name. Raises UsageError for one that does not exist, or whose package is not installed."""
    if name not in FORMATS:
        raise UsageError("export", f"unknown format {name!r}", nearest(name, [*FORMATS, "all"]))
    found = FORMATS[name]
    package, extra = found.needs
    if package and find_spec(package) is None:
        raise UsageError(f"export {name}", f"{package} is not installed", f"run: pip install 'raregraph[{extra}]'")
    return found


def release_of(folder: Path) -> Path:
    """The folder of a release, or that of the current one below. Raises ReleaseError where there is none."""
    for place in (folder, folder / "current"):
        if (place / GRAPH_FILE).is_file():
            return place
    raise ReleaseError(str(folder), "no release is there", "run `publish.py build`, or name a release with --release")


def export(
    name: str, release: Path, out: Path, scratch: Path, profile: str = "", include: Sequence[str] = ()
) -> Written:
    """Write a format of a release below a folder, with its loss report.

    Args:
        name: a key of `FORMATS`.
        release: the folder of a release.
        out: the files are written to a folder of the format's name in it.
        scratch: a folder for what does not fit in memory; it must stay as long as the losses are read.
        profile: one of `rows.PROFILES`; without one, the format's own.
        include: which less sure statements are edges too; see `graph.read_rows`.
    """
    made = format_of(name)
    files: list[Path] = []
    losses: list[Callable[[], Iterator[Loss]]] = []
    wanted = (profile,) if profile else made.profiles
    with_rows = {} if made.source == "release" else read_profiles(blocks_of(release), scratch, wanted, include)
    losses += [rows.losses for rows in with_rows.values()]
    for one, rows in with_rows.items() or [("", None)]:
        given: tuple[Any, ...] = {"rows": (rows,), "release": (release,), "both": (rows, release)}[made.source]
        files += _function(made.writer)(*given, out / name / one if made.own_folder else out / name)
        losses += [partial(_function(made.losses), *given)] if made.losses else []
    report = write_losses(merge(*(each() for each in losses)), out / name / NAME)
    return Written((*files, report), lambda: merge(*(each() for each in losses)))


@cache
def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(".")
    found: Callable[..., Any] = getattr(import_module(f"raregraph.export.{module}"), function)
    return found


def listing() -> str:
    """The formats, a line each."""
    width = max(map(len, FORMATS))
    return "\n".join(f"{name:<{width}}  {found.summary}" for name, found in FORMATS.items())


def export_each(
    names: Sequence[str], release: Path, out: Path, profile: str = "", include: Sequence[str] = ()
) -> Iterator[tuple[str, Written]]:
    """Export several formats, one after the other; what does not fit in memory is gone when the next one begins."""
    for name in names:
        with tempfile.TemporaryDirectory() as scratch:
            yield name, export(name, release, out, Path(scratch), profile, include)
