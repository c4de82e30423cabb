"""Files as they are sealed and read back."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

import pytest

from raregraph.bulk_dumps import Draft
from raregraph.bulk_files import Sealing, check_echoes, documents, draft_hash, echo, seal
from raregraph.dumps import FORMS
from raregraph.errors import ReleaseError
from raregraph.jsonld import to_jsonld
from tests.test_turtle import QUADS


def test_a_draft_becomes_a_file_under_its_version(tmp_path: Path) -> None:
    """The version stands in place of the draft's, the gzip copy unpacks to the file and has no name and no time."""
    body = tmp_path / "body"
    body.write_bytes(b"of 0000\n" * 200_000)
    draft = Draft(body, "0000\n", "end 0000\n")
    wanted = b"1234\n" + b"of 1234\n" * 200_000 + b"end 1234\n"
    assert draft_hash(draft) == hashlib.sha256(wanted.replace(b"1234", b"0000")).hexdigest()
    measure = seal(Sealing(draft, tmp_path / "file", "0000", "1234", True))
    assert (measure.size, measure.sha256) == (len(wanted), hashlib.sha256(wanted).hexdigest())
    assert (tmp_path / "file").read_bytes() == wanted
    packed = (tmp_path / "file.gz").read_bytes()
    assert (gzip.decompress(packed), packed[3:8]) == (wanted, bytes(5))
    assert not body.exists()


@pytest.fixture
def dumps(tmp_path: Path) -> Path:
    """A folder with a dump of each form."""
    for form in FORMS:
        (tmp_path / f"raregraph.{form.suffix}").write_text(form.write(QUADS), encoding="utf-8", newline="\n")
    return tmp_path


def echoes(folder: Path) -> None:
    """Read every dump back and compare."""
    check_echoes({form.suffix: echo(folder / f"raregraph.{form.suffix}") for form in FORMS})


def test_equal_dumps_are_equal(dumps: Path) -> None:
    """Each form, whatever its order."""
    echoes(dumps)


@pytest.mark.parametrize("suffix", [form.suffix for form in FORMS])
def test_a_dump_that_says_something_else_is_refused(dumps: Path, suffix: str) -> None:
    """A changed character, a lost end, or a lexical form that is not ours."""
    path = dumps / f"raregraph.{suffix}"
    text = path.read_text(encoding="utf-8")
    for changed in (text.replace("2020-07-01", "2020-07-02"), text[:-4], text.replace("Disease", "Gene")):
        assert changed != text
        path.write_text(changed, encoding="utf-8", newline="\n")
        with pytest.raises(ReleaseError):
            echoes(dumps)


def test_a_line_that_is_not_canonical_is_refused(dumps: Path) -> None:
    """It would be read, and sort elsewhere."""
    path = dumps / "raregraph.nt"
    path.write_text(path.read_text(encoding="utf-8").replace("Scl\u00e9rose", "Scl\\u00E9rose"), encoding="utf-8")
    with pytest.raises(ReleaseError, match="reads back as"):
        echo(path)


def test_json_is_read_back_some_nodes_at_a_time(dumps: Path) -> None:
    """Together the documents hold every node; a line between graphs that does not belong there is refused."""
    path = dumps / "raregraph.jsonld"
    assert len(list(documents(path, 1))) == 3
    for old, new in (("\n  },\n", "\n  }\n"), ("\n ]\n}\n", "\n ]\n}\n{}\n"), ("\n ]\n", "\n  ,\n ]\n")):
        changed = to_jsonld(QUADS).replace(old, new)
        assert changed != to_jsonld(QUADS)
        path.write_text(changed, encoding="utf-8", newline="\n")
        with pytest.raises(ReleaseError, match="should begin or all end"):
            list(documents(path, 1))
