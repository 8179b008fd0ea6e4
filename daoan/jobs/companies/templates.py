"""Templates of the files that are taken in: headings, one example row, and what each column may hold."""

import csv
import io

from daoan.edge.documents.xlsx import xlsx_of
from daoan.sense.roster.columns import Layout


def template_xlsx(layout: Layout) -> bytes:
    """A workbook with Chinese headings and an example row."""
    return xlsx_of(layout.name.zh, [c.label.zh for c in layout.columns], [[c.sample for c in layout.columns]])


def template_csv(layout: Layout) -> bytes:
    """The same as CSV in UTF-8 with a byte-order mark, so that Excel reads it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([c.label.zh for c in layout.columns])
    writer.writerow([c.sample for c in layout.columns])
    return b"\xef\xbb\xbf" + text.getvalue().encode()
