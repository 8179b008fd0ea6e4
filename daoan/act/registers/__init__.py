"""Registers 台账: whether what somebody wrote fits, what readers see of it, and how it goes to and from CSV.

In: values as JSON or CSV brings them, a :class:`~daoan.terms.registers.Register`, the tree of units.
Out: values to keep, or every field that is wrong with why. Start at :func:`daoan.act.registers.filling.fill`.
"""

from daoan.act.registers.filling import Filled, Wrong, fill
from daoan.act.registers.reading import key_of, search_text, shown_values, title_of

__all__ = ["Filled", "Wrong", "fill", "key_of", "search_text", "shown_values", "title_of"]
