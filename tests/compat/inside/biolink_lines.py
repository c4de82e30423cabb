"""Read each line of JSON Lines files as the Biolink class it names: `python biolink_lines.py FILE …`.

The classes are the pydantic models of the package biolink-model. The status is 0 where every line is one; otherwise
each kind of problem is printed with the number of lines that have it and the first id.
"""

import json
import sys
from pathlib import Path

from biolink_model.datamodel import pydanticmodel_v2
from pydantic import ValidationError


def problems(line):
    """The problems of a line, and its id."""
    entry = json.loads(line)
    name = entry["category"][0].removeprefix("biolink:")
    model = getattr(pydanticmodel_v2, name, None)
    if model is None:
        return entry["id"], [f"{name}: no such class"]
    try:
        model(**entry)
    except ValidationError as error:
        found = (f"{name}.{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        return entry["id"], list(found)
    return entry["id"], []


def main(*files):
    """Read files; the number of kinds of problems."""
    lines, found = 0, {}
    for file in files:
        with Path(file).open(encoding="utf-8") as text:
            for line in text:
                lines += 1
                id_, told = problems(line)
                for problem in told:
                    found.setdefault(problem, []).append(id_)
    for problem, ids in sorted(found.items()):
        print(f"{problem} ({len(ids)} lines, as {ids[0]})")  # noqa: T201
    print(f"{lines} lines read")  # noqa: T201
    return min(len(found), 1)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
