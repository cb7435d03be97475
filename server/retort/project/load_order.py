"""The order in which a fresh start executes modules, and which of them need each other.

Modules that import each other in a circle see each other half executed. What they see depends on
where the circle is entered, so who follows changes has to enter it where a fresh start does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

Needs = Callable[[str], Iterable[str]]
"""What a unit needs executed, in the order in which it first does."""


@dataclass(frozen=True, slots=True)
class LoadOrder:
    """``place`` counts the units in the order in which they start; ``circles`` has the members
    of the circle that a unit belongs to, if it belongs to any.
    """

    place: dict[str, int] = field(default_factory=dict)
    circles: dict[str, frozenset[str]] = field(default_factory=dict)

    def circles_of(self, keys: Iterable[str]) -> set[str]:
        """All members of the circles that ``keys`` belong to, and ``keys`` themselves."""
        return {member for key in keys for member in self.circles.get(key, (key,))}

    def first(self, circle: Iterable[str]) -> str:
        """The member through which a circle is entered."""
        return min(circle, key=self.place.__getitem__)

    def sorted(self, keys: Iterable[str]) -> list[str]:
        """``keys`` in the order in which they start; those that nothing needs come last."""
        return sorted(keys, key=lambda key: (self.place.get(key, len(self.place)), key))


def load_order(roots: Iterable[str], needs: Needs) -> LoadOrder:
    """The order that starts with ``roots``, each followed by what it needs.

    Tarjan's algorithm finds the circles on the way, with a stack of its own instead of recursion:
    https://en.wikipedia.org/wiki/Tarjan%27s_strongly_connected_components_algorithm
    """
    order = LoadOrder()
    lowest: dict[str, int] = {}
    open_keys: list[str] = []
    for root in roots:
        if root not in order.place:
            _visit(root, needs, order, lowest, open_keys)
    return order


def _visit(
    root: str, needs: Needs, order: LoadOrder, lowest: dict[str, int], open_keys: list[str]
) -> None:
    place = order.place

    def start(key: str) -> tuple[str, Iterator[str]]:
        place[key] = lowest[key] = len(place)
        open_keys.append(key)
        return key, iter(needs(key))

    stack = [start(root)]
    while stack:
        key, rest = stack[-1]
        for needed in rest:
            if needed not in place:
                stack.append(start(needed))
                break
            # One that belongs to a circle that is complete has no lowest place any more.
            lowest[key] = min(lowest[key], lowest.get(needed, lowest[key]))
        else:
            stack.pop()
            if stack:
                above = stack[-1][0]
                lowest[above] = min(lowest[above], lowest[key])
            if lowest[key] == place[key]:
                _close(key, order, lowest, open_keys)


def _close(key: str, order: LoadOrder, lowest: dict[str, int], open_keys: list[str]) -> None:
    """Takes a circle, or a unit that belongs to none, from the open ones."""
    members: list[str] = []
    while not members or members[-1] != key:
        members.append(open_keys.pop())
        del lowest[members[-1]]
    if len(members) > 1:
        order.circles.update(dict.fromkeys(members, frozenset(members)))
