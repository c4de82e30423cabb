"""The commands for the whole corpus: fetch, review, evaluate, and the corpus branch of build."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from raregraph.cli_text import FILES, Stages, complain, example, put, say
from raregraph.errors import UsageError

REFERENCE = click.option(
    "--reference", type=FILES, help="Folder of reference releases; default: the fetch cache, then ../shared/reference."
)
CORPUS = click.option(
    "--corpus", "folder", type=FILES, help="Folder of MedQuAD's GARD files; default: the fetch cache, then ../shared."
)


def run_build(pages: tuple[Path, ...], source: str, out: Path, reference: Path | None, jobs: int, fresh: bool) -> bool:
    """Build a corpus, with everything of graph/ for a source, and say what it came to; whether all of it was good."""
    from raregraph import corpus_release as release
    from raregraph.evaluation.drift import comparison
    from raregraph.fetch import default_cache
    from raregraph.medquad import medquad_files
    from raregraph.world import default_reference

    inputs = release.with_graph(medquad_files(corpus_folder(None))) if source else release.inputs_of(pages)
    kept = None if fresh else default_cache() / "parts"
    with Stages() as progress:
        built = release.build_corpus(
            inputs,
            out,
            reference or default_reference(),
            jobs=jobs,
            cache=kept,
            progress=progress,
            comparison=comparison,
        )
    complain(built.rejected)
    say(release.summary(built))
    return not built.rejected


def is_corpus(pages: tuple[Path, ...]) -> bool:
    """Whether files of MedQuAD are among the pages given, or archives, which may hold them."""
    return any(item.suffix in (".xml", ".zip") for path in pages for item in (path, *_inside(path)))


def _inside(path: Path) -> Iterator[Path]:
    return path.iterdir() if path.is_dir() else iter(())


def corpus_folder(given: Path | None) -> Path:
    """The folder of the corpus: the one given, the fetch cache's, or that of ../shared."""
    from raregraph import content
    from raregraph.fetch import default_cache

    places = [default_cache() / "medquad", content.ROOT.parent / "shared" / "corpus" / "medquad-gard"]
    found = given or next((place for place in places if place.is_dir()), None)
    if found is None:
        raise UsageError(
            "--source medquad", "the corpus is not here", "run `publish.py fetch medquad`, or give --pages or --corpus"
        )
    return found


@click.command(epilog=example("raregraph fetch medquad hpo mondo gard", "raregraph fetch hpo --refresh"))
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--cache", type=FILES, help="Folder to keep the files in; default: raregraph in the user's cache folder.")
@click.option("--refresh", is_flag=True, help="Ask whether there is something newer than what is kept.")
def fetch(names: tuple[str, ...], cache: Path | None, refresh: bool) -> None:
    """Bring sources from their official addresses: medquad, hpo, mondo, gard; what is there already is kept."""
    from raregraph import fetch as fetching

    with Stages() as progress:
        found = fetching.fetch(names, cache, _bytes(progress), refresh=refresh)
    for item in found:
        put(f"{item.source}\t{'new' if item.fresh else 'kept'}\t{item.sha256[:12]}\t{item.path}")


def _bytes(progress: Callable[[str], None]) -> Callable[[str, int, int | None], None]:
    return lambda name, have, size: progress(f"{name}: {have:,} of {size or '?':,} bytes")


@click.command(epilog=example("raregraph review --out review/", "raregraph review --accept review/labels.sssom.tsv"))
@CORPUS
@REFERENCE
@click.option("--out", type=FILES, default=Path("review"), show_default=True, help="Folder the tables are written to.")
@click.option("--accept", "decided", type=FILES, multiple=True, help="A filled-in table to take into graph/accepted.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes at work.")
def review(folder: Path | None, reference: Path | None, out: Path, decided: tuple[Path, ...], jobs: int) -> None:
    """What was not grounded or not believed, with candidates, as SSSOM and TSV to fill in and feed back."""
    from raregraph import accepted, corpus_release
    from raregraph.medquad import medquad_files
    from raregraph.world import default_reference

    if decided:
        for path in decided:
            say(f"{path}: {len(accepted.accept(path))} decisions taken into graph/accepted; the next build has them")
        return
    files = medquad_files(corpus_folder(folder))
    with Stages() as progress:
        for path in corpus_release.review_corpus(files, reference or default_reference(), out, jobs, progress):
            put(str(path))


@click.command(epilog=example("raregraph evaluate", "raregraph evaluate --only genes", "raregraph evaluate --write"))
@CORPUS
@REFERENCE
@click.option("--only", multiple=True, help="A measure: rows, genes, inheritance, drift, sample; may be repeated.")
@click.option("--write", is_flag=True, help="Write docs/EVALUATION.md instead of stdout.")
@click.option("--passages", is_flag=True, help="Print the sample with its passages, to be judged.")
def evaluate(folder: Path | None, reference: Path | None, only: tuple[str, ...], write: bool, passages: bool) -> None:
    """Measure what was read of the corpus against independent sources."""
    from raregraph import content, textfiles
    from raregraph import evaluate as measuring
    from raregraph.medquad import medquad_files
    from raregraph.world import default_reference

    with Stages() as progress:
        progress("reading the corpus")
        found = measuring.given(medquad_files(corpus_folder(folder)), reference or default_reference())
        if passages:
            put(measuring.passages(found))
            sys.exit(0)
        text = measuring.document(found, measuring.evaluate(found, only))
    if write:
        textfiles.write_text(content.ROOT / "docs" / "EVALUATION.md", text)
    else:
        put(text)
