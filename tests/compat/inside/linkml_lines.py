"""Validate lines of JSON Lines files by LinkML against the Biolink Model: `python linkml_lines.py NUMBER FILE …`.

Of each class a file names, the first NUMBER lines are read: LinkML makes a JSON Schema of the whole model for each
class, and reads slowly. The model is the YAML of the package biolink-model. A line's category is given as one text,
not as a list: LinkML's JSON Schema wants that of the slot that tells the class, though the model says several values.
With `--as-it-is` before the number it stays a list.
"""

import importlib.util
import json
import sys
from collections import defaultdict
from pathlib import Path

from linkml.validator import Validator
from linkml.validator.plugins import JsonschemaValidationPlugin

ROOT = Path(importlib.util.find_spec("biolink_model").submodule_search_locations[0])


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


def main(*asked):
    """Validate; 1 where a line has a problem."""
    lists = asked[0] == "--as-it-is"
    number, *files = asked[lists:]
    validator = Validator(
        str(ROOT / "schema" / "biolink_model.yaml"), validation_plugins=[JsonschemaValidationPlugin(closed=True)]
    )
    total = bad = 0
    for name, entries in sorted(grouped(files, int(number)).items()):
        for entry in entries:
            total += 1
            entry["category"] = entry["category"] if lists else entry["category"][0]
            results = validator.validate(entry, title(name)).results
            for result in results[:1]:
                bad += 1
                print(f"{name} {entry['id']}: {result.message[:300]}")  # noqa: T201
    print(f"{total} lines read, {bad} bad")  # noqa: T201
    return min(bad, 1)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
