"""The command that writes a release in other formats: export."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from raregraph.cli_text import FILES, complain, example, put, say
from raregraph.errors import UsageError

if TYPE_CHECKING:
    from raregraph.export.formats import Written

PARTLY = 3
"""Exit status where some of the formats could not be written."""


@click.command(
    epilog=example(
        "raregraph export",
        "raregraph export kgx --profile biolink",
        "raregraph export kgx --include possible --include hypothesised --out shared/",
        "raregraph export all --release dist/current",
    )
)
@click.argument("name", required=False, metavar="[FORMAT | all]")
@click.option("--profile", default="", help="monarch or biolink; default: what the format is made for.")
@click.option("--include", multiple=True, help="possible, hypothesised or disputed: such statements too, flagged.")
@click.option("--as", "taken", multiple=True, help="historic or templates: hpoa and phenopackets ask for it.")
@click.option("--release", type=FILES, default=Path("dist/current"), show_default=True, help="A release.")
@click.option("--out", type=FILES, default=Path("dist/export"), show_default=True, help="Folder to write below.")
def export(
    name: str | None, profile: str, include: tuple[str, ...], taken: tuple[str, ...], release: Path, out: Path
) -> None:
    """Write a release in a format of Monarch's tools, with a report of what the format cannot say.

    Without a name: list the formats. Exit status 3: some of all formats could not be written.
    """
    from raregraph.export import formats

    if name is None:
        put(formats.listing())
        return
    good, rejected = _wanted(name, taken)
    place = formats.release_of(release)
    for one, written in formats.export_each(good, place, out, _checked(profile), include):
        _tell(one, written)
    complain(rejected)
    if rejected:
        sys.exit(PARTLY)


def _checked(profile: str) -> str:
    from raregraph.export.profiles import check_profile

    return check_profile(profile) if profile else ""


def _wanted(name: str, taken: tuple[str, ...]) -> tuple[list[str], list[UsageError]]:
    """The formats of a name; of `all`, those that can be written, and why the others cannot."""
    from raregraph.export import formats

    if name != "all":
        formats.format_of(name)
        formats.check_taken(name, taken)
        return [name], []
    missing = dict(_missing())
    known = [one for one, found in formats.FORMATS.items() if found.only_as[0] in ("", *taken)]
    return [one for one in known if one not in missing], list(missing.values())


def _missing() -> Iterator[tuple[str, UsageError]]:
    from raregraph.export import formats

    for name in formats.FORMATS:
        try:
            formats.format_of(name)
        except UsageError as error:
            yield name, error.bare()


def _tell(name: str, written: Written) -> None:
    """The files to stdout, what is lost to stderr."""
    from raregraph.export.loss import summary

    put("\n".join(map(str, written.files)))
    say(summary(written.losses()) or f"{name}: nothing is lost")
