"""Every failure of nbreports, as a tree of types.

::

    NbreportsError                  code, message, where, remedy, exit_code
    ├── DefinitionError             2  a report that says something it may not
    │   ├── ExpressionError         2  an expression that does not parse, type or resolve
    │   └── ParameterError          2  a parameter value that is missing, unknown or out of range
    ├── UsageError                  2  a call or command that cannot be meant
    ├── SourceError                 3  a source that fails while it is read
    │   ├── SourceNotFound          3  a name or file that is not there
    │   ├── SourceUnbound           3  a report's source with nothing bound to it
    │   ├── SourceNotAllowed        3  a source, column or folder outside the catalog
    │   └── FrameRefused            3  a frame with a column no report can hold
    ├── LimitError                  4  too large, too slow, out of memory
    ├── JobCancelled                5  stopped by its owner
    ├── OutputError                 6  bytes that could not be written
    │   ├── GlyphError              6  text that no font at hand can show
    │   └── SpoolError              6  a filled document that was kept and cannot be read
    ├── NotificationError           6  a message that did not reach everybody it was for
    └── RenderError                 6  a value that a format cannot hold

An error teaches: ``message`` says what is wrong and quotes the offending value, ``where`` says where (a JSON
pointer, an expression, a file), ``remedy`` what to do. The command prints the first two on one line, the
remedy on the next, and exits with ``exit_code``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping


class NbreportsError(Exception):
    """The root of the tree.

    Parameters
    ----------
    message
        What is wrong, with the offending value.
    where
        Where it is: a JSON pointer such as ``/body/0/columns/1``, a path, a block's id.
    remedy
        What to do about it, as one sentence.
    code
        A stable name for programs; the class's own by default.
    """

    code: str = "error"
    exit_code: ClassVar[int] = 1

    def __init__(
        self, message: str, *, where: str | None = None, remedy: str | None = None, code: str | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.remedy = remedy
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message

    def lines(self) -> tuple[str, str]:
        """Return the two lines a person reads: what and where, then what to do."""
        return str(self), self.remedy or ""

    def at(self, where: str) -> NbreportsError:
        """Return this error placed at ``where``, unless it already has a place."""
        if self.where is None:
            self.where = where
        return self


class DefinitionError(NbreportsError):
    """A report definition that says something it may not; ``where`` is a JSON pointer."""

    code = "definition"
    exit_code = 2


class ExpressionError(DefinitionError):
    """An expression that does not parse, type or resolve.

    Parameters
    ----------
    column
        Zero-based offset in the expression's text, or None where the whole text is meant.
    end
        The offset where the part that is meant has ended, where it is known.
    text
        The expression as written.
    """

    code = "expression"

    def __init__(
        self,
        message: str,
        *,
        where: str | None = None,
        remedy: str | None = None,
        code: str | None = None,
        column: int | None = None,
        end: int | None = None,
        text: str | None = None,
    ) -> None:
        super().__init__(message, where=where, remedy=remedy, code=code)
        self.column = column
        self.end = end
        self.text = text


class ParameterError(DefinitionError):
    """A parameter value that is missing, unknown, of the wrong type or out of range."""

    code = "parameter"


class UsageError(NbreportsError):
    """A call or command that cannot be meant: an unknown ending, an option without its partner."""

    code = "usage"
    exit_code = 2


class SourceError(NbreportsError):
    """A source that fails while it is opened or read."""

    code = "source"
    exit_code = 3


class SourceNotFound(SourceError):
    """A source name or file that is not there."""

    code = "source_not_found"


class SourceUnbound(SourceError):
    """A source named by the report with nothing bound to it."""

    code = "source_unbound"


class SourceNotAllowed(SourceError):
    """A source, column or folder outside what the catalog allows."""

    code = "source_not_allowed"


class FrameRefused(SourceError):
    """A frame with a column that no report can hold, refused by name."""

    code = "frame_refused"


class LimitError(NbreportsError):
    """Too large, too slow, or out of memory."""

    code = "limit"
    exit_code = 4


class JobCancelled(NbreportsError):
    """A run stopped by its owner."""

    code = "cancelled"
    exit_code = 5


class OutputError(NbreportsError):
    """Bytes that could not be written; the former output is untouched."""

    code = "output"
    exit_code = 6


class GlyphError(OutputError):
    """Text that no font at hand can show; the message names the characters."""

    code = "glyph"


class SpoolError(OutputError):
    """A filled document that was kept and cannot be read: damaged, unfinished, or made by another version."""

    code = "spool"


class NotificationError(NbreportsError):
    """A message that did not reach everybody it was for; those named in it alone have not got it."""

    code = "notification"
    exit_code = 6


class RenderError(NbreportsError):
    """A value that a format cannot hold."""

    code = "render"
    exit_code = 6


def described(error: NbreportsError) -> dict[str, Any]:
    """Return an error as data that another process revives: ``type message where remedy code``."""
    kept = {"message": error.message, "where": error.where, "remedy": error.remedy, "code": error.code}
    return {"type": type(error).__name__, **kept}


def revived(data: Mapping[str, Any]) -> NbreportsError | None:
    """Return the error that ``data`` describes, or None where its type is none of ours."""
    found = globals().get(str(data.get("type")))
    if not (isinstance(found, type) and issubclass(found, NbreportsError)):
        return None
    details = {key: str(data[key]) for key in ("where", "remedy", "code") if data.get(key) is not None}
    error: NbreportsError = found(str(data.get("message")), **details)
    return error
