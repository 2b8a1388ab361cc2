"""The language of conditions: a small subset of Python's expression syntax.

`and or not == != in < <= > >=`, dotted names for facts, bare names for values
(`score in operations`), and three functions: `known(fact)`, `any_of(list, a, b)`,
`empty(list)`. Parsed once, checked against the vocabulary when the corpus loads.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from advisor.reasoning.values import Scalar
from advisor.reasoning.vocabulary import FactType, Kind, Vocabulary


class ExpressionError(ValueError):
    """A condition cannot be read; the message says why and hints at the cure."""


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Node


@dataclass(frozen=True, slots=True)
class Constant:
    """Always true or always false."""

    value: bool


@dataclass(frozen=True, slots=True)
class OneOf:
    """A yes/no or choice has one of these values."""

    fact: str
    values: frozenset[Scalar]


@dataclass(frozen=True, slots=True)
class Same:
    """Two choices have the same value."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A list has at least one of these members."""

    fact: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Empty:
    """A list has no members."""

    fact: str


@dataclass(frozen=True, slots=True)
class Known:
    """The fact has one value left."""

    fact: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A number or date against a bound."""

    fact: str
    operator: str
    bound: int | date


@dataclass(frozen=True, slots=True)
class Ref:
    """A derived fact (`scope.gdpr`) or an open concept (`concept.solely_automated`)."""

    name: str


Node = All | Any | Not | Constant | OneOf | Same | AnyOf | Empty | Known | Compare | Ref

_OPERATORS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass(frozen=True, slots=True)
class Names:
    """What an expression may refer to."""

    vocabulary: Vocabulary
    derived: frozenset[str]
    concepts: frozenset[str]


def parse(source: str, names: Names) -> Node:
    """Read a condition.

    Raises:
        ExpressionError: a syntax error, or an unknown fact, value, concept or function.
    """
    try:
        tree = ast.parse(source.strip().replace("\n", " "), mode="eval")
    except (SyntaxError, ValueError) as exc:
        raise ExpressionError(f"cannot be read: {exc}") from exc
    return _Reader(names).node(tree.body)


def names_in(node: Node) -> frozenset[str]:
    """Every fact, derived fact and concept that a condition mentions directly."""
    match node:
        case All(parts) | Any(parts):
            return frozenset().union(*(names_in(part) for part in parts))
        case Not(part):
            return names_in(part)
        case Constant():
            return frozenset()
        case Same(one, other):
            return frozenset({one, other})
        case Ref(name):
            return frozenset({name})
        case _:
            return frozenset({node.fact})


@dataclass(frozen=True, slots=True)
class _Reader:
    names: Names

    def node(self, tree: ast.expr) -> Node:
        match tree:
            case ast.BoolOp(op=ast.And(), values=values):
                return All(tuple(self.node(value) for value in values))
            case ast.BoolOp(values=values):
                return Any(tuple(self.node(value) for value in values))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.node(operand))
            case ast.Constant(value=bool(value)):
                return Constant(value)
            case ast.Name() | ast.Attribute():
                return self._bare(_dotted(tree))
            case ast.Compare():
                return self._compare(tree)
            case ast.Call():
                return self._call(tree)
        raise ExpressionError(f"`{ast.unparse(tree)}` is not part of the language")

    def _bare(self, name: str) -> Node:
        if name in ("true", "false"):
            return Constant(name == "true")
        if self._is_ref(name):
            return Ref(name)
        fact = self._fact(name)
        if fact.kind is not Kind.BOOL:
            raise ExpressionError(f"`{name}` is not a yes/no fact: compare it with a value")
        return OneOf(name, frozenset({True}))

    def _is_ref(self, name: str) -> bool:
        if name.startswith("concept."):
            if name.removeprefix("concept.") not in self.names.concepts:
                raise ExpressionError(f"unknown concept `{name}`{_hint(name, self._all())}")
            return True
        return name in self.names.derived

    def _fact(self, name: str) -> FactType:
        if name not in self.names.vocabulary:
            raise ExpressionError(f"unknown fact `{name}`{_hint(name, self._all())}")
        return self.names.vocabulary[name]

    def _all(self) -> list[str]:
        concepts = [f"concept.{name}" for name in self.names.concepts]
        return [*self.names.vocabulary.facts, *self.names.derived, *concepts]

    def _compare(self, tree: ast.Compare) -> Node:
        left = tree.left
        parts: list[Node] = []
        for operator, right in zip(tree.ops, tree.comparators, strict=True):
            parts.append(self._pair(left, operator, right))
            left = right
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _pair(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> Node:
        if isinstance(operator, ast.In | ast.NotIn):
            found = self._membership(left, right)
            return Not(found) if isinstance(operator, ast.NotIn) else found
        symbol = _OPERATORS.get(type(operator))
        if symbol is None:
            raise ExpressionError(f"`{ast.unparse(left)} … {ast.unparse(right)}`: use == or in")
        if not self._names_fact(left) and self._names_fact(right):
            left, right, symbol = right, left, _MIRRORED[symbol]
        return self._relation(_dotted(left), symbol, right)

    def _relation(self, name: str, symbol: str, right: ast.expr) -> Node:
        if self._is_ref(name):
            value = _value(right)
            if symbol not in ("==", "!=") or not isinstance(value, bool):
                raise ExpressionError(f"`{name}` is a yes/no: use it alone or with not")
            return Ref(name) if value == (symbol == "==") else Not(Ref(name))
        fact = self._fact(name)
        if fact.kind in (Kind.INT, Kind.DATE):
            return self._bounded(fact, symbol, right)
        if symbol not in ("==", "!="):
            raise ExpressionError(f"`{name}` has no order: use == or in")
        if self._names_fact(right):
            equal: Node = Same(name, self._fact(_dotted(right)).name)
        elif fact.is_list:
            raise ExpressionError(f"`{name}` is a list: write `value in {name}` or empty({name})")
        else:
            equal = OneOf(name, frozenset({self._checked(fact, _value(right))}))
        return equal if symbol == "==" else Not(equal)

    def _bounded(self, fact: FactType, symbol: str, right: ast.expr) -> Node:
        value = _value(right)
        if fact.kind is Kind.DATE and isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError as exc:
                raise ExpressionError(f"`{value}` is not an ISO date") from exc
        wanted: type = date if fact.kind is Kind.DATE else int
        if isinstance(value, bool) or not isinstance(value, wanted):
            raise ExpressionError(f"`{fact.name}` is compared with {value!r}")
        assert isinstance(value, int | date)
        if symbol == "!=":
            return Not(Compare(fact.name, "==", value))
        return Compare(fact.name, symbol, value)

    def _membership(self, left: ast.expr, right: ast.expr) -> Node:
        if isinstance(right, ast.Tuple | ast.List | ast.Set):
            fact = self._fact(_dotted(left))
            if fact.is_list:
                raise ExpressionError(f"`{fact.name}` is a list: write any_of({fact.name}, …)")
            values = frozenset(self._checked(fact, _value(item)) for item in right.elts)
            return OneOf(fact.name, values)
        fact = self._fact(_dotted(right))
        if not fact.is_list:
            raise ExpressionError(f"`{fact.name}` is no list: put the values in brackets")
        return AnyOf(fact.name, frozenset({str(self._checked(fact, _value(left)))}))

    def _call(self, tree: ast.Call) -> Node:
        function = _dotted(tree.func)
        if not tree.args or tree.keywords:
            raise ExpressionError(f"`{function}` needs a fact")
        fact = self._fact(_dotted(tree.args[0]))
        match function:
            case "known":
                return Known(fact.name)
            case "empty" if fact.is_list:
                return Empty(fact.name)
            case "any_of" if fact.is_list and len(tree.args) > 1:
                values = (self._checked(fact, _value(arg)) for arg in tree.args[1:])
                return AnyOf(fact.name, frozenset(str(value) for value in values))
        raise ExpressionError(
            f"`{ast.unparse(tree)}`: use known(fact), empty(list) or any_of(list, …)"
        )

    def _names_fact(self, tree: ast.expr) -> bool:
        if not isinstance(tree, ast.Name | ast.Attribute):
            return False
        name = _dotted(tree)
        return name in self.names.vocabulary or name in self.names.derived or "." in name

    def _checked(self, fact: FactType, value: Scalar) -> Scalar:
        if fact.kind is Kind.BOOL and isinstance(value, bool):
            return value
        if fact.kind in (Kind.ENUM, Kind.LIST) and value in fact.values:
            return value
        if fact.kind is Kind.COUNTRIES and value in self.names.vocabulary.places.names:
            return value
        hint = _hint(str(value), list(fact.values))
        raise ExpressionError(f"`{value}` is no value of `{fact.name}`{hint}")


def _dotted(tree: ast.expr) -> str:
    if isinstance(tree, ast.Name):
        return tree.id
    if isinstance(tree, ast.Attribute):
        return f"{_dotted(tree.value)}.{tree.attr}"
    raise ExpressionError(f"`{ast.unparse(tree)}` is not a name")


def _value(tree: ast.expr) -> Scalar:
    if isinstance(tree, ast.Name):
        return {"true": True, "false": False}.get(tree.id, tree.id)
    if isinstance(tree, ast.Constant) and isinstance(tree.value, bool | int | str):
        return tree.value
    raise ExpressionError(f"`{ast.unparse(tree)}` is not a value")


def _hint(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    return f", did you mean `{near[0]}`?" if near else ""
