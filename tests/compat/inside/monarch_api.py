"""Every route of the interface answers with monarch-py's own model: its example is asked, and the model made of it.

Prints a JSON line for each route: the model, the items, what was wrong, and fields that the model does not name.
`ADDRESS` is that of the server; `out/routes.json` has the routes.
"""

import json
import os
import sys
import urllib.error
import urllib.request

from monarch_py.datamodels import model as models
from pydantic import BaseModel, TypeAdapter, ValidationError

PREFIX = "/v3/api"
TERMS = ["HP:0003394", "HP:0002380"]
BODIES = {
    "/semsim/compare": {"subjects": TERMS, "objects": ["HP:0001324"]},
    "/semsim/search": {"termset": TERMS, "group": "Human Diseases", "limit": 5},
}
REFUSED = (
    ("GET", "/entity/MONDO:9999999", 404),
    ("GET", "/association?limit=501", 422),
    ("GET", "/association?offset=-1", 422),
    ("GET", "/search?limit=none", 422),
    ("GET", "/nowhere", 404),
)
"""What is refused, and with which status; the body is an object with `detail`, as FastAPI has it."""


def ask(method, path):
    """Status and JSON of an answer."""
    body = json.dumps(BODIES[path]).encode() if method == "POST" else None
    request = urllib.request.Request(
        os.environ["ADDRESS"] + PREFIX + path, body, {"Content-Type": "application/json"}, method=method
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def unknown(value, name):
    """The fields within a value that its models do not name, each with its model."""
    if isinstance(value, BaseModel):
        for field in value.model_extra or ():
            yield f"{type(value).__name__}.{field}"
        value = {field: getattr(value, field) for field in type(value).model_fields}
    if isinstance(value, dict):
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from unknown(item, name)


def tried(route):
    """What is to be said of a route."""
    status, answer = ask(route["method"], route["example"])
    said = {"route": f"{route['method']} {route['path']}", "model": route["model"], "status": status, "items": 0}
    if status != 200 or not route["model"]:
        return said
    try:
        compact = "Compact" if "compact=true" in route["example"] else ""
        found = TypeAdapter(eval(compact + route["model"], vars(models))).validate_python(answer)
    except ValidationError as error:
        return {**said, "wrong": str(error).split("For further")[0]}
    items = answer.get("items", [answer]) if isinstance(answer, dict) else answer
    return {**said, "items": len(items), "unknown": sorted(set(unknown(found, "")))}


def refused(method, path, expected):
    """What is to be said of a request that must be refused."""
    status, answer = ask(method, path)
    said = {"route": f"{method} {path}", "model": "", "status": status, "expected": expected, "items": 0}
    return said if "detail" in answer else {**said, "wrong": f"no detail in {json.dumps(answer)[:80]}"}


def main():
    """Ask each route, and each request that must be refused."""
    with open("out/routes.json", encoding="utf-8") as file:
        routes = json.load(file)
    for said in [*map(tried, routes), *(refused(*one) for one in REFUSED)]:
        json.dump(said, sys.stdout)
        print()


main()
