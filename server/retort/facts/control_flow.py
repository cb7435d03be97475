"""How a function can end: by returning a value, without one, or not at all.

Follows the language reference, chapter 8 "Compound statements". Where a condition or a
context manager cannot be judged, both outcomes count as possible.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from retort.facts.syntax_index import FunctionNode

# ``except*`` came with Python 3.11; its node has the same parts.
_TRY: tuple[type[ast.stmt], ...] = (ast.Try, getattr(ast, "TryStar", ast.Try))


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the analysis cannot know from the tree alone.

    - ``never_returns``: whether a call never comes back (``abort()``, ``sys.exit()``).
    - ``may_swallow``: whether a context manager may swallow an exception of its block
      (``contextlib.suppress()``).
    - ``is_exhaustive``: whether one of the branches of an ``if`` without ``else``, or of a
      ``match`` without catch-all, is always taken.
    """

    never_returns: Callable[[ast.Call], bool]
    may_swallow: Callable[[ast.expr], bool] = lambda manager: False
    is_exhaustive: Callable[[ast.If | ast.Match], bool] = lambda branches: False


@dataclass(frozen=True, slots=True)
class Completion:
    """The ways in which a run of statements can end, besides raising.

    ``falls`` through to what follows; ``breaks`` or ``continues`` the loop around;
    ``returns``: the return statements reached; ``open_ends``: the last statements from which
    control falls through.
    """

    falls: bool = True
    breaks: bool = False
    continues: bool = False
    returns: tuple[ast.Return, ...] = ()
    open_ends: tuple[ast.stmt, ...] = ()

    def either(self, other: Completion) -> Completion:
        return Completion(
            self.falls or other.falls,
            self.breaks or other.breaks,
            self.continues or other.continues,
            self.returns + other.returns,
            self.open_ends + other.open_ends,
        )

    def then(self, following: Completion) -> Completion:
        if not self.falls:
            return self
        return replace(self, falls=False, open_ends=()).either(following)


_NOWHERE = Completion(falls=False)


def completion(function: FunctionNode, knowledge: Knowledge) -> Completion:
    """How the body of ``function`` can end; ``falls`` means: without a return statement."""
    return _Analysis(knowledge).block(function.body)


def is_generator(function: FunctionNode) -> bool:
    """Whether the function's own body yields, so that calling it runs nothing of it."""
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            pending.extend(ast.iter_child_nodes(node))
    return False


def is_stub(function: FunctionNode) -> bool:
    """Whether nothing is written yet: only a docstring, ``...`` or ``pass``."""
    return all(
        isinstance(statement, ast.Pass)
        or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for statement in function.body
    )


class _Analysis:
    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._left: set[ast.If] = set()
        """Those with a body that does not fall through."""

    def block(
        self, statements: Sequence[ast.stmt], denied: tuple[ast.expr, ...] = ()
    ) -> Completion:
        """``denied`` are conditions that do not hold where the first statement begins."""
        result = Completion(open_ends=())
        for statement in statements:
            if not result.falls:
                break
            if isinstance(statement, ast.If):
                result = result.then(self._if(statement, denied))
                after = self._denied_after(statement)
                denied = (*denied, *after) if after else ()
            else:
                result = result.then(self._statement(statement))
                denied = ()
        return result

    def _denied_after(self, node: ast.If) -> tuple[ast.expr, ...]:
        """What cannot hold where control falls through an ``if`` with its ``elif`` branches."""
        tests: list[ast.expr] = []
        while node in self._left:
            tests.append(node.test)
            if not node.orelse:
                return tuple(tests)
            (following, *more) = node.orelse
            if more or not isinstance(following, ast.If):
                return ()
            node = following
        return ()

    def _statement(self, node: ast.stmt) -> Completion:
        if isinstance(node, ast.Return):
            return Completion(falls=False, returns=(node,))
        if isinstance(node, ast.Raise):
            return _NOWHERE
        if isinstance(node, ast.Break):
            return Completion(falls=False, breaks=True)
        if isinstance(node, ast.Continue):
            return Completion(falls=False, continues=True)
        if isinstance(node, ast.Assert):
            return _NOWHERE if _truth(node.test) is False else Completion(open_ends=(node,))
        return self._compound(node)

    def _compound(self, node: ast.stmt) -> Completion:
        if isinstance(node, (ast.While, ast.For, ast.AsyncFor)):
            return self._loop(node)
        if isinstance(node, (ast.With, ast.AsyncWith)):
            return self._with(node)
        if isinstance(node, ast.Match):
            return self._match(node)
        if isinstance(node, _TRY):
            return self._try(cast("ast.Try", node))
        return self._simple(node)

    def _simple(self, node: ast.stmt) -> Completion:
        value = node.value if isinstance(node, ast.Expr) else None
        if isinstance(value, ast.Await):
            value = value.value
        if isinstance(value, ast.Call) and self._knowledge.never_returns(value):
            return _NOWHERE
        return Completion(open_ends=(node,))

    def _if(self, node: ast.If, denied: tuple[ast.expr, ...]) -> Completion:
        truth = _truth(node.test)
        if truth is not None:
            taken = node.body if truth else node.orelse
            return self.block(taken) if taken else Completion(open_ends=(node,))
        body = self.block(node.body)
        if not body.falls:
            self._left.add(node)
        if node.orelse:
            return body.either(self.block(node.orelse, (*denied, node.test)))
        if self._knowledge.is_exhaustive(node) or any(_is_not(node.test, t) for t in denied):
            return body
        return body.either(Completion(open_ends=(node,)))

    def _loop(self, node: ast.While | ast.For | ast.AsyncFor) -> Completion:
        body = self.block(node.body)
        endless = isinstance(node, ast.While) and _truth(node.test) is True
        ended = _NOWHERE if endless else Completion(open_ends=(node,))
        if node.orelse and not endless:
            ended = self.block(node.orelse)
        result = ended.either(Completion(falls=False, returns=body.returns))
        return result.either(Completion(open_ends=(node,))) if body.breaks else result

    def _with(self, node: ast.With | ast.AsyncWith) -> Completion:
        body = self.block(node.body)
        swallows = any(self._knowledge.may_swallow(item.context_expr) for item in node.items)
        return body.either(Completion(open_ends=(node,))) if swallows else body

    def _match(self, node: ast.Match) -> Completion:
        result = _NOWHERE
        for case in node.cases:
            result = result.either(self.block(case.body))
        if _catches_all(node.cases[-1]) or self._knowledge.is_exhaustive(node):
            return result
        return result.either(Completion(open_ends=(node,)))

    def _try(self, node: ast.Try) -> Completion:
        result = self.block(node.body)
        if node.orelse:
            result = result.then(self.block(node.orelse))
        for handler in node.handlers:
            result = result.either(self.block(handler.body))
        final = self.block(node.finalbody)
        if final.falls:
            return result.either(replace(final, falls=False, open_ends=()))
        return final


def _catches_all(case: ast.match_case) -> bool:
    pattern = case.pattern
    return case.guard is None and isinstance(pattern, ast.MatchAs) and pattern.pattern is None


def _truth(test: ast.expr) -> bool | None:
    """The value of a condition that is written as a constant."""
    if isinstance(test, ast.Constant):
        return bool(test.value)
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        truth = _truth(test.operand)
        return None if truth is None else not truth
    return None


_OPPOSITES = {
    *((ast.Eq, ast.NotEq), (ast.Is, ast.IsNot), (ast.In, ast.NotIn)),
    *((ast.Lt, ast.GtE), (ast.Gt, ast.LtE)),
}


def _is_not(test: ast.expr, other: ast.expr) -> bool:
    """Whether a condition is written as the opposite of another."""
    for first, second in ((test, other), (other, test)):
        if isinstance(first, ast.UnaryOp) and isinstance(first.op, ast.Not):
            return ast.dump(first.operand) == ast.dump(second)
    if not (isinstance(test, ast.Compare) and isinstance(other, ast.Compare)):
        return False
    kinds = [type(op) for op in (*test.ops, *other.ops)]
    sides = [ast.dump(ast.Tuple([c.left, *c.comparators])) for c in (test, other)]
    return (
        len(kinds) == 2
        and sides[0] == sides[1]
        and not _OPPOSITES.isdisjoint({(kinds[0], kinds[1]), (kinds[1], kinds[0])})
    )
