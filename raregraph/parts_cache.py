"""Parts of earlier builds: a page whose bytes, code, content and reference data are the same is not worked on again."""

from __future__ import annotations

import hashlib
import os
import pickle
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from raregraph import content
from raregraph.corpus import Part
from raregraph.world import World


@dataclass(frozen=True, slots=True)
class PartsCache:
    """A folder of parts. `fingerprint` is of what every part depends on: see `fingerprint`."""

    folder: Path
    fingerprint: str

    def key(
        self,
        files: Iterable[Path],
        page: str,
        world: World,
        titles: Mapping[str, tuple[str, ...]],
        others: Iterable[str],
    ) -> str:
        """What names a part: the fingerprint, and all that it is made of.

        Args:
            files: the page's files in the corpus; their bytes count, not their place.
            page: its GARD id.
            world: its disease counts.
            titles: those of its synonyms that are titles, with their pages.
            others: the hashes of its other versions.
        """
        told = [self.fingerprint, page, repr(world.pages[page]), repr(sorted(titles.items())), *others]
        digest = hashlib.sha256("\t".join(told).encode())
        for path in files:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def get(self, key: str) -> Part | None:
        """The part of a key; None when it is not kept, or what is kept is not whole."""
        try:
            kept = zlib.decompress((self.folder / key[:2] / key).read_bytes())
        except (OSError, zlib.error):
            return None
        found = pickle.loads(kept)
        return found if isinstance(found, Part) else None

    def lines(self, key: str) -> Sequence[str]:
        """The lines of a part; none when it is not kept."""
        part = self.get(key)
        return part.lines if part else ()

    def put(self, key: str, part: Part) -> None:
        """Keep a part: whole or not at all."""
        target = self.folder / key[:2] / key
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{os.getpid()}")
        draft.write_bytes(zlib.compress(pickle.dumps(part, protocol=5), 1))
        draft.replace(target)


def fingerprint(*others: str) -> str:
    """A hash of the code, of graph/, and of further texts, such as the reference releases."""
    digest = hashlib.sha256()
    code = sorted(Path(__file__).parent.rglob("*.py"))
    tables = sorted(path for path in content.GRAPH.rglob("*") if path.suffix in (".yaml", ".tsv"))
    for path in (*code, *tables):
        digest.update(path.read_bytes())
    for text in others:
        digest.update(text.encode())
    return digest.hexdigest()
