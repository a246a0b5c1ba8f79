"""The JSON documents of the command line, compared with the schemas that the package ships."""

import json
from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

FOLDER = resources.files("journal.report.schemas")


@cache
def schemas() -> dict[str, Any]:
    """Every schema by its name: `check`, `backup-list`, `journal-toml`."""
    files = (file for file in FOLDER.iterdir() if file.name.endswith(".json"))
    return {file.name.removesuffix(".json"): json.loads(file.read_bytes()) for file in files}


@cache
def validator(name: str) -> Draft202012Validator:
    found = {f"{key}.json": DRAFT202012.create_resource(value) for key, value in schemas().items()}
    return Draft202012Validator(schemas()[name], registry=Registry().with_resources(found.items()))


def wrong(document: Any, name: str) -> str:
    """What a schema says against a document; empty where it is valid."""
    error = best_match(validator(name).iter_errors(document))
    return f"{name}: {error.json_path}: {error.message[:2000]}" if error else ""


def prints_json(words: Sequence[str]) -> bool:
    """Whether a call promises a document on stdout."""
    if any(word.startswith("--output") for word in words):
        return False
    return "--json" in words or "--format=json" in words or ("--format", "json") in pairwise(words)


def wrong_in(out: str, code: int) -> str:
    """What is wrong with what a call printed that ended with this exit code."""
    document = json.loads(out)
    if document["exit"] != code:
        return f"the document says that the exit code is {document['exit']}, and it is {code}"
    return wrong(document, (document["command"] or "failure").replace(" ", "-"))
