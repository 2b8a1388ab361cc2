"""The house stands as docs/architecture.md draws it: imports point one way, towards the law."""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "advisor"

MAY_IMPORT = {
    "errors": set(),
    "settings": set(),
    "wire": set(),
    "law": {"errors"},
    "reasoning": {"errors", "law"},
    "counsel": {"errors", "settings", "law", "reasoning"},
    "retrieval": {"errors", "settings", "law", "reasoning"},
    "memory": {"errors", "settings"},
    "records": {"errors", "settings", "wire"},
    "service": {"errors", "settings", "wire", "records", "memory", "counsel", "retrieval"},
}
"""Every room but the wiring, which stands beside them in `advisor/` and may use them all."""

PURE = ("law", "reasoning")
NOT_PURE = {
    "a web framework": {"fastapi", "starlette", "uvicorn", "jinja2", "httpx", "http", "urllib"},
    "a database": {"sqlalchemy", "alembic", "sqlite3", "diskcache", "redis", "psycopg"},
    "a model or an index": {
        *("litellm", "onnxruntime", "torch", "sentence_transformers", "tokenizers", "numpy"),
        *("qdrant_client", "qdrant_edge", "llama_index"),
    },
    "the clock": {"time"},
    "chance": {"random", "secrets", "uuid", "ulid"},
}
CLOCKS = {"now", "utcnow", "today"}

IN_SEVERAL_ROOMS = {
    "pydantic": "checks what comes in, at every border",
    "rfc8785": "one canonical JSON for cache keys and for receipts",
    "yaml": "the corpus, and the heads of prompt files",
    "rich": "draws on the terminal: the command line, and the building of the index",
    "ulid": "names what the records keep; routes check such a name before they look it up",
}


def modules() -> Iterator[tuple[str, Path, ast.Module]]:
    """Every module with the room that it stands in; the wiring is the room `wiring`."""
    for path in sorted(HOUSE.rglob("*.py")):
        name = path.relative_to(HOUSE).parts[0].removesuffix(".py")
        room = name if name in MAY_IMPORT else "wiring"
        yield room, path, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Dotted names of what a module imports, at its top or inside a function."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            assert node.module is not None
            yield node.module, node.lineno
            if node.module == "advisor":
                yield from ((f"advisor.{alias.name}", node.lineno) for alias in node.names)


def at(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def test_every_folder_is_a_room_with_a_place():
    """A new folder says here what it may use."""
    folders = {p.parent.relative_to(HOUSE).parts[0] for p in HOUSE.glob("*/**/*.py")}

    assert folders <= MAY_IMPORT.keys()


def test_imports_point_towards_the_law():
    """No room imports from one that stands above or beside it."""
    wrong = [
        f"{at(path, line)}: {room} imports {name}"
        for room, path, tree in modules()
        if room != "wiring"
        for name, line in imported(tree)
        if name.startswith("advisor.") and name.split(".")[1] not in MAY_IMPORT[room] | {room}
    ]

    assert not wrong


@pytest.mark.parametrize("kind", NOT_PURE)
def test_the_law_and_the_reasoning_are_pure(kind):
    """What they conclude hangs on no framework, store, model, clock or chance."""
    wrong = [
        f"{at(path, line)}: {name}"
        for room, path, tree in modules()
        if room in PURE
        for name, line in imported(tree)
        if name.split(".")[0] in NOT_PURE[kind]
    ]

    assert not wrong


def test_the_date_comes_in_as_an_argument():
    """Neither the law nor the reasoning asks what day it is."""
    wrong = [
        at(path, node.lineno)
        for room, path, tree in modules()
        if room in PURE
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCKS
    ]

    assert not wrong


def test_a_library_is_known_in_one_room_only():
    """To replace a library is to change one folder; each exception gives its reason above."""
    rooms: dict[str, set[str]] = defaultdict(set)
    for room, _, tree in modules():
        for name, _ in imported(tree):
            library = name.split(".")[0].removesuffix("_core").removesuffix("_settings")
            rooms[library].add(room)
    ours = {*sys.stdlib_module_names, "advisor"}
    spread = {name for name, where in rooms.items() if len(where) > 1 and name not in ours}

    assert spread == IN_SEVERAL_ROOMS.keys()
