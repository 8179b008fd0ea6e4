"""Cells of tables that people open in spreadsheets, there and back."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def inert(text: str) -> str:
    """A cell that no spreadsheet runs as a formula; :func:`written` gives the text back."""
    return "'" + text if text.startswith((*_FORMULA, "'")) else text


def written(cell: str) -> str:
    """What somebody wrote into a cell, or :func:`inert` made of it."""
    return cell.removeprefix("'")
