"""The text of an expression as Python's syntax tree: size, depth and characters checked, errors placed."""

from __future__ import annotations

import ast
import threading
import warnings

from nbreports.definition.expressions import hints
from nbreports.errors import ExpressionError

MAX_LENGTH = 2_000
MAX_NODES = 300
MAX_DEPTH = 40

# The filters of `warnings` belong to the whole process; two parses at once must not restore each other's.
_quiet = threading.Lock()


class SourceText:
    """One text on its way; holds what every refusal must quote."""

    def __init__(self, text: str, where: str | None) -> None:
        self.text = text
        self.where = where
        self.shift = 0
        self.encoded = b""

    def refused(
        self, message: str, *, at: ast.AST | int | None, remedy: str | None, code: str
    ) -> ExpressionError:
        """Return the refusal, with its place in the text."""
        column, end = self.span(at) if isinstance(at, ast.AST) else (at, None)
        text = self.text[:MAX_LENGTH]
        return ExpressionError(
            message, where=self.where, remedy=remedy, code=code, column=column, end=end, text=text
        )

    def column(self, node: ast.AST) -> int:
        """Return the offset of a node, in characters of the text as written."""
        return self._offset(getattr(node, "col_offset", 0))

    def end(self, node: ast.AST) -> int:
        """Return the offset after a node."""
        return self._offset(getattr(node, "end_col_offset", None) or 0)

    def span(self, node: ast.AST) -> tuple[int, int]:
        """Return where a node begins and where it has ended."""
        return self.column(node), self.end(node)

    def _offset(self, encoded: int) -> int:
        return len(self.encoded[:encoded].decode("utf-8", "replace")) + self.shift

    def read(self) -> ast.expr:
        """Return the text's tree.

        Raises
        ------
        ExpressionError
            Where the text is empty, too long, too deep, no Python syntax, or holds a comment.
        """
        if len(self.text) > MAX_LENGTH:
            raise self.refused(
                f"the expression has {len(self.text):,} characters; at most {MAX_LENGTH:,} are allowed",
                at=MAX_LENGTH,
                remedy="Split it: put parts of it into calculated fields or measures.",
                code="expression_too_long",
            )
        line = self.text.translate(hints.WHITESPACE).rstrip(" ")
        self.shift = len(line) - len(line.lstrip(" "))
        line = line[self.shift :]
        if not line:
            raise self.refused(
                "the expression is empty",
                at=0,
                remedy="Write a field, such as amount, or a measure, such as sum(amount).",
                code="expression_empty",
            )
        tree = self.tree(line)
        self.measure(tree)
        self.trailing(line, tree)
        return tree

    def tree(self, line: str) -> ast.expr:
        """Return the syntax tree of one line."""
        for offset, character in enumerate(line):
            if ord(character) < 32 or 0xD800 <= ord(character) <= 0xDFFF:
                raise self.refused(
                    f"the character {character!a} may not stand in an expression",
                    at=offset + self.shift,
                    remedy="Remove it, or write it as an escape inside a text, such as '\\n'.",
                    code="expression_character",
                )
        self.encoded = line.encode("utf-8")
        try:
            with _quiet, warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(line, filename="<expression>", mode="eval").body
        except SyntaxError as error:
            # SyntaxError counts characters, from 1
            column = max((error.offset or 1) - 1, 0)
            message, remedy, column = hints.syntax(line, min(column, len(line)), error.msg)
            raise self.refused(
                message, at=column + self.shift, remedy=remedy, code="expression_syntax"
            ) from None
        except (ValueError, MemoryError, RecursionError):
            raise self.refused(
                "the expression is nested too deeply to be read",
                at=None,
                remedy=f"At most {MAX_DEPTH} levels are allowed; split it into calculated fields.",
                code="expression_too_deep",
            ) from None

    def measure(self, tree: ast.expr) -> None:
        """Refuse a tree that is too large or too deep."""
        count = 0
        pending: list[tuple[ast.AST, int]] = [(tree, 1)]
        while pending:
            node, depth = pending.pop()
            count += 1
            if depth > MAX_DEPTH or count > MAX_NODES:
                what = (
                    f"more than {MAX_DEPTH} levels deep"
                    if depth > MAX_DEPTH
                    else f"more than {MAX_NODES} parts"
                )
                raise self.refused(
                    f"the expression has {what}" if depth <= MAX_DEPTH else f"the expression is {what}",
                    at=node,
                    remedy="Split it: put parts of it into calculated fields or measures.",
                    code="expression_too_deep" if depth > MAX_DEPTH else "expression_too_large",
                )
            pending.extend(
                (child, depth + 1)
                for child in ast.iter_child_nodes(node)
                if isinstance(child, ast.expr | ast.keyword)
            )

    def trailing(self, line: str, tree: ast.expr) -> None:
        """Refuse a comment after the expression."""
        end = len(self.encoded[: tree.end_col_offset or 0].decode("utf-8", "replace"))
        comment = line.find("#", end)
        if comment >= 0:
            raise self.refused(
                "an expression holds no comments",
                at=comment + self.shift,
                remedy="Remove everything from # on; a note on a block is its 'note'.",
                code="expression_syntax",
            )
