"""Jinja templates to jinja2's own trees, with offsets for line numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.lexer import Lexer
from jinja2.parser import Parser

from retort.syntax.python import SyntaxProblem
from retort.text.span import Span

# The tags of these come with jinja2, and projects switch them on as they please.
_EXTENSIONS = ("jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.debug")

_OPENING = frozenset({"for", "if", "block", "macro", "set", "with", "autoescape", "call", "filter"})
# https://jinja.palletsprojects.com/en/stable/templates/#list-of-control-structures
_OWN_TAGS = (
    _OPENING
    | {f"end{tag}" for tag in _OPENING}
    | {"else", "elif", "extends", "print", "include", "from", "import", "pluralize", "endtrans"}
)


@dataclass(frozen=True, slots=True)
class ParsedTemplate:
    """A parsed template: ``tree`` always exists, and is empty where there are ``errors``.

    What ``tree`` calls a line number is the offset where the node begins in the text; of a
    call, that of its bracket. ``ends`` has the end of each token by its offset; ``comments``
    are the spans of the comments, brackets included.
    """

    tree: nodes.Template
    errors: tuple[SyntaxProblem, ...] = ()
    ends: dict[int, int] = field(default_factory=dict)
    comments: tuple[Span, ...] = ()

    def span(self, node: nodes.Node) -> Span:
        """The span of the token that a node begins with."""
        start = node.lineno or 0
        return Span(start, self.ends.get(start, start))


def parse_template(text: str) -> ParsedTemplate:
    """Parses the text of a template; never raises.

    Tags that jinja2 does not know belong to extensions of the project: they count as
    nothing, and what they enclose as if it stood there without them.
    """
    environment = _OffsetEnvironment(extensions=_EXTENSIONS)
    # Of the same length, so that offsets stay: jinja2 would take each \r\n for one character.
    source = text.replace("\r\n", " \n").replace("\r", "\n")
    lexer = environment.lexer
    try:
        tree = _LenientParser(environment, source).parse()
    except TemplateSyntaxError as error:
        start = min(error.lineno, len(text))
        where = Span(start, max(start, lexer.ends.get(start, start)))
        problem = SyntaxProblem(error.message or "not a template", where)
    except (RecursionError, ValueError, OverflowError, MemoryError):
        problem = SyntaxProblem("too complex to parse", Span(0, 0))
    else:
        return ParsedTemplate(tree, (), lexer.ends, tuple(lexer.comments))
    empty = nodes.Template([], lineno=0)
    return ParsedTemplate(empty, (problem,), lexer.ends, tuple(lexer.comments))


class _OffsetLexer(Lexer):
    """Numbers tokens by offset instead of by line."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.ends: dict[int, int] = {}
        self.comments: list[Span] = []

    def tokeniter(
        self,
        source: str,
        name: str | None,
        filename: str | None = None,
        state: str | None = None,
    ) -> Iterator[tuple[int, str, str]]:
        position, comment = 0, 0
        try:
            for _, token, value in super().tokeniter(source, name, filename, state):
                # Only white space is left out of what the lexer yields.
                start = source.index(value, position)
                position = start + len(value)
                self.ends[start] = position
                if token == "comment_begin":
                    comment = start
                elif token == "comment_end":
                    self.comments.append(Span(comment, start + len(value.rstrip())))
                yield start, token, value
        except TemplateSyntaxError as error:
            raise TemplateSyntaxError(error.message or "", position, name, filename) from error


class _OffsetEnvironment(Environment):
    @property
    def lexer(self) -> _OffsetLexer:
        found: _OffsetLexer | None = self.__dict__.get("own_lexer")
        if found is None:
            found = self.__dict__["own_lexer"] = _OffsetLexer(self)
        return found


class _LenientParser(Parser):
    """Takes tags of extensions that are not known here for nothing."""

    def parse_statement(self) -> nodes.Node | list[nodes.Node]:
        token = self.stream.current
        if token.type != "name" or token.value in _OWN_TAGS or token.value in self.extensions:
            return super().parse_statement()
        while self.stream.current.type not in ("block_end", "eof"):
            next(self.stream)
        return []
