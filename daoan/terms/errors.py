"""The error tree.

::

    DaoanError
    ├── InputError          a person or a file gave something that cannot be used; the message says what to do
    │   ├── FileUnreadable      truncated, empty, wrong encoding, not the promised format
    │   ├── LayoutUnknown       readable, but the columns are of no layout we know
    │   ├── DatumMissing        coordinates without a stated reference system
    │   ├── RulePackInvalid     a rule pack that lacks its source, status or a needed key
    │   ├── PlanImpossible      a plan was asked for that cannot be; carries the smallest conflict
    │   ├── DirectorySilent     the city's own directory does not answer, or not as the standard says
    │   └── DirectoryDistrusted an answer of it that does not hold
    ├── NotFound            a record, run or file that was asked for by name does not exist
    ├── Conflict            someone else changed the record first
    ├── NotSignedIn         nobody is signed in, or no longer
    ├── NotAllowed          whoever is signed in may not do this
    └── Fault               our own failure; nobody may swallow it

Bad *data* is none of these: a row that cannot be used becomes a :class:`daoan.terms.records.Refusal`, a value that is
counted, kept, shown and can be corrected and replayed. Exceptions are for what stops the work.
"""


class DaoanError(Exception):
    """Root of every exception that Daoan raises on purpose."""


class InputError(DaoanError):
    """What was given cannot be used; the message says why and what to do instead."""


class FileUnreadable(InputError):
    """A file is empty, truncated, wrongly encoded or not of the format its name promises."""


class LayoutUnknown(InputError):
    """A table was read, but its headings match no layout of the feed."""


class DatumMissing(InputError):
    """Coordinates came without a reference system, and none was stated by the caller."""


class RulePackInvalid(InputError):
    """A rule pack lacks its source, its status, or a key that the caller needs."""


class PlanImpossible(InputError):
    """No plan keeps to all that is asked; ``conflict`` names, in English and Chinese, the fewest things in the way.

    ``drawn``: pairs of hold-outs among them, which may be given up for what must be.
    """

    def __init__(self, conflict: tuple[tuple[str, str], ...], drawn: tuple[str, ...] = ()) -> None:
        en, zh = "; ".join(en for en, _ in conflict), "；".join(zh for _, zh in conflict)
        super().__init__(f"no plan can keep to all of: {en}. 以下要求无法同时满足：{zh}。")
        self.conflict = conflict
        self.drawn = drawn


class DirectorySilent(InputError):
    """The city's own directory does not answer, or describes itself otherwise than the standard says."""


class DirectoryDistrusted(InputError):
    """An answer of the city's own directory that does not hold: not signed by it, for others, old, not asked for."""


class NotFound(DaoanError):
    """Nothing is stored under the given name or id."""


class Conflict(DaoanError):
    """The record has changed since it was read; read it again and decide anew."""


class NotSignedIn(DaoanError):
    """Nobody is signed in, the session has ended, or what was given to sign in is wrong; ``code`` names which."""

    def __init__(self, message: str, code: str = "not-signed-in") -> None:
        super().__init__(message)
        self.code = code


class NotAllowed(DaoanError):
    """Whoever is signed in may not do this; ``code`` names what stands in the way."""

    def __init__(self, message: str, code: str = "not-allowed") -> None:
        super().__init__(message)
        self.code = code


class Fault(DaoanError):
    """Our own failure. It is logged, shown to everyone who depends on the result, and never swallowed."""
