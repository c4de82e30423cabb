"""Validate lines of JSON Lines files by LinkML against the Biolink Model: `python linkml_lines.py NUMBER FILE …`.

Of each class a file names, the first NUMBER lines are read: LinkML makes a JSON Schema of the whole model for each
class, and reads slowly. The model is the YAML of the package biolink-model. LinkML's JSON Schema wants of
a category that it is a list and that it is one text, so no line can be valid; what is said of a category is counted
apart. Nor does it take an id for a gene or gene product, for that mixin has no identifier; KNOWN has both.
"""

import importlib.util
import json
import sys
from collections import defaultdict
from pathlib import Path

from linkml.validator import Validator
from linkml.validator.plugins import JsonschemaValidationPlugin

ROOT = Path(importlib.util.find_spec("biolink_model").submodule_search_locations[0])


KNOWN = ("in /category", "is not valid under any of the given schemas in /subject")
"""How messages end that are the schema's own fault."""


def grouped(files, number):
    """Entries by class, so many of each."""
    found = defaultdict(list)
    for file in files:
        with Path(file).open(encoding="utf-8") as lines:
            for entry in map(json.loads, lines):
                name = entry["category"][0].removeprefix("biolink:")
                if len(found[name]) < number:
                    found[name].append(entry)
    return found


def title(name):
    """The name of a class as the YAML has it: its words, small; abbreviations stay."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()


def main(number, *files):
    """Validate; 1 where a line has a problem but with its category."""
    validator = Validator(
        str(ROOT / "schema" / "biolink_model.yaml"), validation_plugins=[JsonschemaValidationPlugin(closed=True)]
    )
    total = bad = category = 0
    for name, entries in sorted(grouped(files, int(number)).items()):
        for entry in entries:
            total += 1
            messages = [result.message for result in validator.validate(entry, title(name)).results]
            others = [message for message in messages if not message.endswith(KNOWN)]
            category += any(message.endswith(KNOWN[0]) for message in messages)
            bad += bool(others)
            for message in others[:1]:
                print(f"{name} {entry['id']}: {message[:300]}")  # noqa: T201
    print(f"{total} lines read, {bad} bad, {category} with a category that is refused")  # noqa: T201
    return min(bad, 1)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
