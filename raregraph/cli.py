"""The command line: click and print are used here and nowhere else. Data goes to stdout, the rest to stderr."""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from raregraph import __version__, cli_corpus, cli_export, cli_serve
from raregraph.cli_text import FILES, Stages, complain, example, put, save, say
from raregraph.errors import Faults, RaregraphError

if TYPE_CHECKING:
    from raregraph.build import Built

REJECTED = 3
"""Exit status of a build that released what is good and rejected the rest."""


_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 110}
PAGES = click.option("--pages", "folder", type=FILES, required=True, help="Folder with the saved pages, or one page.")


@click.group(
    invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(__version__, prog_name="raregraph")
@click.pass_context
def cli(context: click.Context) -> None:
    """Turn rare-disease pages into a linked-data graph whose every statement points at the passage that makes it.

    Without a command: build.
    """
    if context.invoked_subcommand is None:
        context.invoke(build_command)


@cli.command(
    "build",
    epilog=example(
        "raregraph build",
        "raregraph build --pages saved/ --out release/",
        "raregraph build --source medquad --jobs 2",
    ),
)
@click.option("--pages", "pages", type=FILES, multiple=True, help="A page or a folder of pages; may be repeated.")
@click.option("--source", type=click.Choice(["medquad"]), help="A whole corpus, beside everything graph/ holds.")
@click.option("--out", type=FILES, default=Path("dist"), show_default=True, help="Folder the release is written below.")
@cli_corpus.REFERENCE
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes at work on a corpus.")
@click.option("--fresh", is_flag=True, help="Work on every page of a corpus anew, not only on those that changed.")
def build_command(
    pages: tuple[Path, ...], source: str | None, out: Path, reference: Path | None, jobs: int, fresh: bool
) -> None:
    """Build the graph, put it through the SHACL gate, write a release and switch OUT/current to it.

    Exit status: 0 released; 1 refused, the old release untouched; 3 released without some pages or rows.
    """
    if source and pages:
        raise click.UsageError("give --source or --pages, not both")
    if source or cli_corpus.is_corpus(pages):
        good = cli_corpus.run_build(pages, source or "", out, reference, jobs, fresh)
    else:
        good = _build(pages, out)
    if not good:
        sys.exit(REJECTED)


def _build(pages: tuple[Path, ...], out: Path) -> bool:
    """Build from graph/ or from saved pages; whether all of it was good."""
    from raregraph import build

    keeps = not pages and build.keeps_turtle()
    labels = build.kept_labels() if keeps else {}
    with Stages() as progress:
        built = build.build(pages, out, progress)
    if keeps:
        _keep_turtle(built, labels)
    complain(built.rejected)
    say(build.summary(built))
    return not built.rejected


def _keep_turtle(built: Built, labels: Mapping[str, str]) -> None:
    """Write graph/als.ttl anew where it differs, and draft tombstones of the statements it loses."""
    from raregraph import build

    lost = build.withdrawn(built.knowledge, labels)
    if build.write_turtle(built.knowledge):
        say("graph/als.ttl is written anew: commit it with the rows that changed it")
    if lost:
        say(f"statements are gone: those once released go into graph/tombstones.yaml, with reason and date:\n{lost}")


@cli.command(
    epilog=example(
        "raregraph query",
        "raregraph query als-phenotypes --format csv",
        "raregraph query genes --evidence",
        "raregraph query at-a-glance --disease MONDO:0004976",
        "raregraph query older-than --param years=5",
        "raregraph query counts --endpoint http://127.0.0.1:7878/query",
    )
)
@click.argument("question", required=False, metavar="[NAME | FILE.rq | TEXT]")
@click.option("--format", "form", default="", help="table, csv, tsv, json, xml; for a graph turtle, jsonld.")
@click.option("--evidence", is_flag=True, help="With each row, the passages it rests on.")
@click.option("--disease", default="", help="The parameter `disease`: a CURIE or IRI.")
@click.option("--param", "pairs", multiple=True, metavar="NAME=VALUE", help="Any parameter; may be repeated.")
@click.option("--endpoint", default="", help="Ask this SPARQL endpoint instead of a release.")
@click.option("--timeout", type=click.IntRange(1, 3600), default=60, show_default=True, help="Seconds to wait for it.")
@click.option("--release", type=FILES, help="A release or dump; default: dist/current, else the packaged graph.")
def query(question: str | None, pairs: tuple[str, ...], disease: str, form: str, **asked: Any) -> None:
    """Answer a saved query, a query file, or a query given as text. Without one: list the saved queries."""
    from raregraph import questions

    if question is None:
        put(questions.listing())
        return
    values = questions.values(pairs, disease)
    put(questions.answered(question, values, form, width=_width(), **asked))


def _width() -> int:
    """Columns of the terminal, or 0 (no limit) where stdout is a file or a pipe."""
    return Console().width if sys.stdout.isatty() else 0


@cli.command(epilog=example("raregraph ingest page.txt", 'raregraph ingest page.txt --find "familial cases"'))
@click.argument("pages", type=FILES, nargs=-1, required=True)
@click.option("--out", type=FILES, help="File to write instead of stdout; a folder for several pages.")
@click.option("--find", "words", help="Only print the places of these words, as passages for a curated row.")
def ingest(pages: tuple[Path, ...], out: Path | None, words: str | None) -> None:
    """Read saved GARD pages: statements and findings as rows, and (on stderr) what was not understood."""
    from raregraph import ingest as reading

    good, rejected = reading.read(pages)
    if words:
        put(reading.places(good, words))
    elif good:
        for path, text in reading.outputs(good, out):
            save(path, text)
        for page in good:
            say(reading.report(page))
    complain(rejected)
    if rejected:
        sys.exit(1)


@cli.command(epilog=example("raregraph verify --pages saved/"))
@PAGES
def verify(folder: Path) -> None:
    """Re-hash every passage of the graph against the saved pages."""
    from raregraph import build, knowledge
    from raregraph import verify as checking

    pages, rejected = build.read_all([folder])
    results, strangers = checking.verify(knowledge.from_content(), pages)
    for result in results:
        put(checking.line(result))
    faults = [*rejected, *strangers, *(fault for result in results for fault in result.faults)]
    for fault in faults:
        say(str(fault))
    if faults or any(result.page is None for result in results):
        sys.exit(1)


@cli.command(epilog=example("raregraph diff 2013-01-11 2020-07-01", "raregraph diff 83181a 0d97d8 --out changes.ttl"))
@click.argument("old")
@click.argument("new")
@click.option("--out", type=FILES, help="Write the changes as RDF (Turtle) to this file.")
def diff(old: str, new: str, out: Path | None) -> None:
    """What changed between two versions of a page, each named by its date or the first digits of its hash."""
    from raregraph import diff as comparing
    from raregraph import knowledge, turtle

    known = knowledge.from_content()
    before, after = comparing.version_named(old, known), comparing.version_named(new, known)
    changes = comparing.changes(known, before, after)
    linked = comparing.between(known, before, after)
    put(comparing.to_table(changes, linked))
    if out:
        save(out, turtle.to_turtle(comparing.to_quads(changes, linked, before, after)))


@cli.command(epilog=example('raregraph explain "ALS" "riluzole"', "raregraph explain st:0f3a… --pages saved/"))
@click.argument("words", nargs=-1, required=True)
@click.option("--pages", "folder", type=FILES, help="Folder with the saved pages: prints the passages themselves.")
def explain(words: tuple[str, ...], folder: Path | None) -> None:
    """Who says it, where, when, how surely, and what disagrees. WORDS: names or ids of things, or a statement's id."""
    from raregraph import build, knowledge
    from raregraph import explain as explaining

    known = knowledge.from_content()
    pages, rejected = build.read_all([folder]) if folder else ((), ())
    complain(rejected)
    by_hash = {page.version.sha256: page for page in pages}
    put("\n\n".join("\n".join(explaining.explain(item, known, by_hash)) for item in explaining.find(words, known)))
    if rejected:
        sys.exit(1)


@cli.command(epilog=example('raregraph correct 0f3a… --verdict misread --note "the row is about another form"'))
@click.argument("statement")
@click.option("--verdict", required=True, help="misread, wrongly-grounded, source-is-wrong or outdated.")
@click.option("--object", "object_", default="", help="What it should say instead of the object.")
@click.option("--reference", default="", help="Where it says so: a PMID (PMID:…) or a URL.")
@click.option("--curator", default="", help="Who says so.")
@click.option("--date", default="", help="When, as 2026-11-21.")
@click.option("--note", default="", help="Why.")
@click.option("--write", is_flag=True, help="Append the row to graph/corrections.yaml as well.")
def correct(statement: str, verdict: str, object_: str, write: bool, **given: str) -> None:
    """Write the correction row of a statement, for a person to finish."""
    from raregraph import content, corrections, explain, knowledge

    found = explain.one(statement, knowledge.from_content())
    row = corrections.draft(found, verdict, given | {"object": object_})
    put(row)
    if write:
        say(f"appended to {content.shown(corrections.append(row))}; finish the row, then run the build")


@cli.command(epilog=example("raregraph validate graph/als.ttl", "raregraph validate mine.nt --format json"))
@click.argument("file", type=FILES)
@click.option("--format", "form", type=click.Choice(["table", "turtle", "json"]), default="table", show_default=True)
def validate(file: Path, form: str) -> None:
    """Put any graph (Turtle, N-Triples, N-Quads, TriG) through the SHACL gate. Exit status 1 on a violation."""
    from raregraph import content, gate

    report = gate.check(file, content.SHAPES, strict=False)
    put({"table": report.to_table, "turtle": report.to_turtle, "json": report.to_json}[form]())
    if not report.conforms:
        sys.exit(1)


@cli.command(
    epilog=example("raregraph coverage --pages saved/", "raregraph coverage --pages saved/ --html coverage.html")
)
@PAGES
@click.option("--html", type=FILES, help="File to write the coloured pages to (a folder for several pages).")
def coverage(folder: Path, html: Path | None) -> None:
    """What of a page became statements, and what did not: every non-blank character is in one of four classes."""
    from raregraph import build
    from raregraph import ingest as reading

    pages, rejected = build.read_all([folder])
    measured = [(page, reading.covered(page)) for page in pages]
    for _, result in measured:
        put(reading.coverage_text(result))
    if html:
        for path, text in reading.coverage_pages(measured, html):
            save(path, text)
    complain(rejected)
    if rejected or not pages or not all(result.passes for _, result in measured):
        sys.exit(1)


def _speak_unicode() -> None:
    """Files and pipes get UTF-8 whatever the locale; a terminal that lacks a character shows a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace") if stream.isatty() else stream.reconfigure(encoding="utf-8")


for command in (
    cli_corpus.fetch,
    cli_corpus.review,
    cli_corpus.evaluate,
    cli_export.export,
    cli_serve.serve,
    cli_serve.site,
):
    cli.add_command(command)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status; a fault is one message on stderr, never a traceback."""
    _speak_unicode()
    try:
        result = cli.main(args=arguments, prog_name="raregraph", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        say("stopped")
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        say(f"error: {place}{error.strerror or error}; check the disk, the path and its permissions")
        return 1
    except RaregraphError as fault:
        for one in fault.faults if isinstance(fault, Faults) else (fault,):
            say(f"error: {one}")
        return fault.exit_code
