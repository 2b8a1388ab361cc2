"""Reading corpus files: YAML in which every mapping and list item remembers its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from advisor.errors import CorpusError

Model = TypeVar("Model", bound=BaseModel)
Item = TypeVar("Item")
Result = TypeVar("Result")


class Located(dict[str, Any]):
    """A mapping that knows where it stands."""

    file: str = ""
    line: int = 0
    key_lines: dict[str, int]


class _Loader(yaml.CSafeLoader):
    """Safe YAML with the booleans of YAML 1.2 only, so that `NO` is Norway and `on` a word."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if tag != "tag:yaml.org,2002:bool"]
    for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool",
    re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"),
    list("tTfF"),
)


def _construct_mapping(loader: _Loader, node: yaml.MappingNode) -> Located:
    located = Located()
    located.file = str(getattr(loader, "corpus_file", ""))
    located.line = node.start_mark.line + 1
    located.key_lines = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            key = {True: "true", False: "false"}.get(key, str(key))
        if key in located:
            line = key_node.start_mark.line + 1
            raise CorpusError(f"{located.file}:{line}: `{key}` stands here twice")
        located[key] = loader.construct_object(value_node, deep=True)
        located.key_lines[key] = key_node.start_mark.line + 1
    return located


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)


def read_yaml(path: Path, root: Path) -> Any:
    """Return the data of one YAML file; mappings are `Located`.

    Raises:
        CorpusError: the file is missing, or is not well-formed YAML.
    """
    name = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
    try:
        with path.open(encoding="utf-8") as stream:
            loader = _Loader(stream)
            loader.corpus_file = name  # type: ignore[attr-defined]
            try:
                return loader.get_single_data()
            finally:
                loader.dispose()
    except yaml.MarkedYAMLError as exc:
        line = exc.problem_mark.line + 1 if exc.problem_mark else 0
        raise CorpusError(f"{name}:{line}: {exc.problem}") from exc
    except (OSError, UnicodeDecodeError) as exc:
        raise CorpusError(f"{name}: cannot be read: {exc}") from exc


def read_list(path: Path, root: Path) -> list[Located]:
    """Return the entries of a file that is a list of mappings."""
    data = read_yaml(path, root)
    if data is None:
        return []
    if not isinstance(data, list) or not all(isinstance(entry, Located) for entry in data):
        raise CorpusError(f"{path.name}:1: expected a list of entries")
    return data


def yaml_files(folder: Path) -> Iterator[Path]:
    """The YAML files below `folder`, in a stable order; none if it does not exist."""
    return iter(sorted(folder.rglob("*.yaml")) if folder.is_dir() else ())


class Problems:
    """Gathers what is wrong, so that an editor sees all of it at once."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, problem: str) -> None:
        """Remember one problem."""
        self.found.append(problem)

    def each(self, entries: Iterable[Item], read: Callable[[Item], Result]) -> Iterator[Result]:
        """Read entries one by one; a wrong one is remembered and left out."""
        for entry in entries:
            try:
                yield read(entry)
            except CorpusError as exc:
                self.found.extend(exc.problems)

    def raise_if_any(self) -> None:
        """Raise a `CorpusError` with everything that was found."""
        if self.found:
            raise CorpusError(*self.found)


def parse(model: type[Model], entry: Located) -> Model:
    """Check one entry against its shape.

    Raises:
        CorpusError: naming file, line, field and problem.
    """
    try:
        return model.model_validate(entry)
    except ValidationError as exc:
        first = exc.errors()[0]
        raise CorpusError(f"{where(entry, first['loc'])}: {_readable(first)}") from exc


def where(entry: Any, path: tuple[int | str, ...] = ()) -> str:
    """`file:line` of the innermost known place along `path`."""
    file, line = getattr(entry, "file", ""), getattr(entry, "line", 0)
    here = entry
    for step in path:
        if isinstance(here, Located) and isinstance(step, str):
            line = here.key_lines.get(step, line)
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here = here[step]
            line = getattr(here, "line", line)
        else:
            break
    return f"{file}:{line}"


def _readable(error: Any) -> str:
    field = ".".join(str(step) for step in error["loc"])
    return f"`{field}`: {error['msg']}" if field else str(error["msg"])


def written(entries: list[dict[str, Any]]) -> str:
    """Return entries as YAML that `read_list` reads; what could be taken for no is quoted."""
    return yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=100)
