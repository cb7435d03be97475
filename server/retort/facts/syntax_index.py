"""One walk over a file's tree that notes what rules and features look for.

Built once per content, and dropped after use: trees of a large project do not fit in
memory together, so nothing here is kept in facts.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any, TypeAlias, TypeVar, cast

from retort.facts.scopes import Binding, BindingKind, Scope

N = TypeVar("N", bound=ast.AST)

FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


_SCOPING = frozenset((*_FUNCTIONS, *_COMPREHENSIONS, ast.Lambda, ast.ClassDef, ast.comprehension))
_BLOCK_FIELDS = ("body", "handlers", "orelse", "finalbody", "cases")
_BINDING = frozenset(
    {
        *(*_FUNCTIONS, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal),
        *(ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.Name),
        *(ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping),
    }
)


_STATEMENTS = tuple(ast.stmt.__subclasses__())
_NO_NODES = frozenset(
    {
        *("ctx", "op", "ops", "id", "attr", "arg", "name", "names", "asname", "module", "level"),
        *(
            "rest",
            "kwd_attrs",
            "type_comment",
            "conversion",
            "is_async",
            "simple",
            "kind",
            "lineno",
        ),
        "str",
    }
)
"""The fields that hold no nodes, or such as stand nowhere in the text by themselves."""


def _node_fields(kind: Any) -> tuple[str, ...]:
    if kind in (ast.Constant, ast.MatchSingleton):
        return ()
    if kind in (ast.Import, ast.ImportFrom):
        return ("names",)
    if kind.__name__ == "TypeAlias":
        return tuple(kind._fields)
    return tuple(name for name in kind._fields if name not in _NO_NODES)


def _kinds(kind: type[ast.AST]) -> Iterator[type[ast.AST]]:
    yield kind
    for inner in kind.__subclasses__():
        yield from _kinds(inner)


_PARTS = {kind: _node_fields(kind) for kind in _kinds(ast.AST)}
_OUTER_PARTS: dict[type[ast.AST], tuple[str, ...]] = {
    **_PARTS,
    **dict.fromkeys(_FUNCTIONS, ("decorator_list", "args", "returns")),
    ast.Lambda: ("args",),
}
_BLOCKS = {
    kind: tuple(name for name in _PARTS[kind] if name in _BLOCK_FIELDS)
    for kind in (*_STATEMENTS, ast.ExceptHandler, ast.match_case)
}


class SyntaxIndex:
    """The scopes of a tree, the parent of each node, and the nodes of the kinds asked for most.

    - ``calls``, ``functions``, ``classes``, ``statements``: in the order of the text.
    - ``scope_of(node)``: the scope in which the node's own names are looked up.
    - ``parent_of(node)``: the node around it; None for the module.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.module_scope = Scope(tree, None)
        self.nodes: list[ast.AST] = []
        self._scopes: dict[ast.AST, Scope] = {tree: self.module_scope}
        self._parents: dict[ast.AST, ast.AST] = {}
        self._inner: dict[ast.AST, Scope] = {tree: self.module_scope}
        self._origins: dict[ast.expr, str | None] = {}
        self._walk()

    @cached_property
    def calls(self) -> list[ast.Call]:
        return [*self.of(ast.Call)]

    @cached_property
    def functions(self) -> list[FunctionNode]:
        return [*self.of(*_FUNCTIONS)]  # type: ignore[list-item]

    @cached_property
    def classes(self) -> list[ast.ClassDef]:
        return [*self.of(ast.ClassDef)]

    @cached_property
    def statements(self) -> list[ast.stmt]:
        return [*self.of(*_STATEMENTS)]

    @cached_property
    def _generators(self) -> set[ast.AST]:
        return {self.scope_of(node).node for node in self.of(ast.Yield, ast.YieldFrom)}

    def scope_of(self, node: ast.AST) -> Scope:
        # Noted only where it is another one than that of the node around.
        while node not in self._scopes:
            node = self._parents[node]
        return self._scopes[node]

    def inner_scope(self, node: ast.AST) -> Scope:
        """The scope that a function, class, lambda, comprehension or module opens."""
        return self._inner[node]

    def parent_of(self, node: ast.AST) -> ast.AST | None:
        return self._parents.get(node)

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around ``node``, innermost first."""
        parent = self._parents.get(node)
        while parent is not None:
            yield parent
            parent = self._parents.get(parent)

    def origin(self, expression: ast.expr) -> str | None:
        """See `Scope.origin`; the scope is the one in which the expression stands."""
        if expression not in self._origins:
            is_here = expression in self._parents
            scope = self.scope_of(expression) if is_here else None
            self._origins[expression] = scope.origin(expression) if scope else None
        return self._origins[expression]

    def of(self, *kinds: type[N]) -> Iterator[N]:
        """The nodes of these kinds, in the order of the text."""
        places = sorted(place for kind in kinds for place in self._by_kind.get(kind, ()))
        return (cast("N", self.nodes[place]) for place in places)

    @cached_property
    def _by_kind(self) -> dict[type[ast.AST], list[int]]:
        found: dict[type[ast.AST], list[int]] = defaultdict(list)
        for place, node in enumerate(self.nodes):
            found[type(node)].append(place)
        return found

    def own_nodes(self, function: FunctionNode) -> Iterator[ast.AST]:
        """The nodes in the body of ``function`` that run when it does: not those of inner ones."""
        return iter(self._own_nodes.get(function, ()))

    def is_generator(self, function: FunctionNode) -> bool:
        """Whether the function's own body yields, so that calling it runs nothing of it."""
        return function in self._generators

    @cached_property
    def _own_nodes(self) -> dict[ast.AST, list[ast.AST]]:
        found: dict[ast.AST, list[ast.AST]] = defaultdict(list)
        functions: dict[ast.AST, ast.AST | None] = {self.tree: None}
        for node in self.nodes[1:]:
            scope = self._scopes.get(node)
            function = scope.function if scope else functions[self._parents[node]]
            functions[node] = function
            if function is not None and node is not function:
                found[function].append(node)
        return found

    def definition_of(self, name: ast.expr) -> FunctionNode | None:
        """The function of this file that is surely meant by ``name``."""
        if not isinstance(name, ast.Name):
            return None
        bindings = self.scope_of(name).lookup(name.id)
        node = bindings[0].node if len(bindings) == 1 else None
        return node if isinstance(node, _FUNCTIONS) else None

    def calls_of(self, *origins: str) -> Iterator[ast.Call]:
        """The calls of the functions or classes with these dotted names."""
        for call in self.calls:
            if self.origin(call.func) in origins:
                yield call

    def _walk(self) -> None:
        """Visits every node once; everything here runs for each, so it is written for speed.

        A scope in ``pending`` is that of the nodes which come after it.
        """
        nodes, parents, scope = self.nodes, self._parents, self.module_scope
        pending: list[ast.AST | Scope] = [self.tree]
        while pending:
            node = pending.pop()
            if isinstance(node, Scope):
                scope = node
                continue
            nodes.append(node)
            kind = node.__class__
            if kind in _BINDING and getattr(node, "ctx", None).__class__ is not ast.Load:
                _bind(node, scope)
            if kind in _SCOPING:
                pending.append(scope)
                pending += self._scoped(node, scope)
                continue
            children: list[ast.AST] = []
            for name in _PARTS.get(kind, ()):
                value = getattr(node, name, None)
                if value.__class__ is list:
                    children += value if None not in value else filter(None, value)
                elif value is not None:
                    children.append(value)
            for child in children:
                parents[child] = node
            children.reverse()
            pending += children

    def _scoped(self, node: ast.AST, scope: Scope) -> list[ast.AST | Scope]:
        """The children of a node that opens a scope, last first, each with its scope above it."""
        found: list[ast.AST | Scope] = []
        for child, inner in self._children(node, scope):
            self._parents[child] = node
            if inner is not scope:
                self._scopes[child] = inner
            found += inner, child
        return found[::-1]

    def _children(self, node: ast.AST, scope: Scope) -> list[tuple[ast.AST, Scope]]:
        """The children of a node that opens a scope, each with the scope it stands in."""
        if isinstance(node, (*_FUNCTIONS, ast.Lambda)):
            return list(_function_children(node, scope, self._open(node, scope)))
        if isinstance(node, ast.ClassDef):
            inner = self._open(node, scope)
            outside = [*node.decorator_list, *node.bases, *node.keywords]
            return [(child, scope) for child in outside] + [(child, inner) for child in node.body]
        if isinstance(node, _COMPREHENSIONS):
            inner = self._open(node, scope)
            return [(child, inner) for child in ast.iter_child_nodes(node)]
        assert isinstance(node, ast.comprehension)
        return list(self._comprehension_children(node, scope))

    def _open(self, node: ast.AST, scope: Scope) -> Scope:
        assert isinstance(node, (*_FUNCTIONS, *_COMPREHENSIONS, ast.Lambda, ast.ClassDef))
        inner = self._inner[node] = Scope(node, scope)
        return inner

    def _comprehension_children(
        self, node: ast.comprehension, scope: Scope
    ) -> Iterator[tuple[ast.AST, Scope]]:
        """The first iterable of a comprehension is evaluated outside of it."""
        owner = scope.node
        first = isinstance(owner, _COMPREHENSIONS) and owner.generators[0] is node
        outside = scope.parent if first and scope.parent else scope
        for child in ast.iter_child_nodes(node):
            yield child, outside if child is node.iter else scope


def statements_of(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements of a block and those inside of them, in the order of the text, without
    looking into expressions.
    """
    found: list[ast.stmt] = []
    pending: list[ast.AST] = [*reversed(body)]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.stmt):
            found.append(node)
        for name in _BLOCKS.get(type(node), ()):
            pending += reversed(getattr(node, name))
    return found


def nodes_outside_functions(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes in the body of no function or lambda, in the order of the text."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        yield node
        children: list[ast.AST] = []
        for name in _OUTER_PARTS.get(type(node), ()):
            value = getattr(node, name, None)
            if isinstance(value, list):
                children += [item for item in value if item is not None]
            elif value is not None:
                children.append(value)
        pending += reversed(children)


def _function_children(
    node: FunctionNode | ast.Lambda, scope: Scope, inner: Scope
) -> Iterator[tuple[ast.AST, Scope]]:
    """Decorators, defaults and annotations belong to the scope around the function."""
    for parameter in _parameters(node.args):
        inner.bindings.setdefault(parameter.arg, []).append(Binding("parameter", parameter, inner))
    if isinstance(node, ast.Lambda):
        yield node.args, scope
        yield node.body, inner
        return
    yield from ((child, scope) for child in node.decorator_list)
    yield node.args, scope
    if node.returns is not None:
        yield node.returns, scope
    yield from ((child, inner) for child in node.body)


def _parameters(arguments: ast.arguments) -> Iterator[ast.arg]:
    yield from (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    yield from (extra for extra in (arguments.vararg, arguments.kwarg) if extra)


def _bind(node: ast.AST, scope: Scope) -> None:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        _bind_import(node, scope)
    elif isinstance(node, _FUNCTIONS):
        _add(scope, node.name, "function", node)
    elif isinstance(node, ast.ClassDef):
        _add(scope, node.name, "class", node)
    elif isinstance(node, ast.Global):
        scope.redirected.update(dict.fromkeys(node.names, "global"))
    elif isinstance(node, ast.Nonlocal):
        scope.redirected.update(dict.fromkeys(node.names, "nonlocal"))
    elif isinstance(node, (ast.Assign, ast.AnnAssign, ast.NamedExpr)):
        _bind_assignment(node, scope)
    elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        _add(scope, node.id, "other", node)
    elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
        _add(scope, node.name, "other", node)
    elif isinstance(node, ast.MatchMapping) and node.rest:
        _add(scope, node.rest, "other", node)


def _bind_import(node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
    for alias in node.names:
        if isinstance(node, ast.Import):
            name = alias.asname or alias.name.partition(".")[0]
            _add(scope, name, "import", node, origin=alias.name if alias.asname else name)
        elif alias.name == "*":
            scope.stars.append("." * node.level + (node.module or ""))
        else:
            module = "." * node.level + (node.module or "")
            dot = "" if module.endswith(".") else "."
            _add(
                scope, alias.asname or alias.name, "import", node, origin=module + dot + alias.name
            )


def _bind_assignment(node: ast.Assign | ast.AnnAssign | ast.NamedExpr, scope: Scope) -> None:
    """A plain ``name = value`` is bound here with its value; its target is not bound again."""
    if isinstance(node, ast.AnnAssign) and node.value is None:
        return
    if isinstance(node, ast.NamedExpr):
        # An assignment expression in a comprehension binds in the scope around it.
        while isinstance(scope.node, _COMPREHENSIONS) and scope.parent:
            scope = scope.parent
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        if isinstance(target, ast.Name):
            _add(scope, target.id, "assignment", node, value=node.value)


def _add(
    scope: Scope,
    name: str,
    kind: BindingKind,
    node: ast.AST,
    *,
    value: ast.expr | None = None,
    origin: str | None = None,
) -> None:
    redirect = scope.redirected.get(name)
    if redirect == "global":
        scope = scope.module
    bindings = scope.bindings.setdefault(name, [])
    if kind == "other" and any(_targets(binding.node, node) for binding in bindings):
        return
    bindings.append(Binding(kind, node, scope, value, origin))


def _targets(statement: ast.AST, name: ast.AST) -> bool:
    """Whether ``name`` is a target that an assignment statement has bound already."""
    if isinstance(statement, ast.Assign):
        return name in statement.targets
    return isinstance(statement, (ast.AnnAssign, ast.NamedExpr)) and statement.target is name
