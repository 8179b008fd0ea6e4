"""Receipts: what the store answers to a batch."""

from datetime import datetime
from typing import Any

from daoan.terms.records import Batch, Receipt


def receipt_for(batch: Batch[Any], received_at: datetime, *, added: int, changed: int) -> Receipt:
    """The receipt of a batch of which some records were new and some were new versions; the rest was there already."""
    return Receipt(
        feed=batch.feed,
        file=batch.file,
        sha256=batch.sha256,
        layout=batch.layout,
        encoding=batch.encoding,
        received_at=received_at,
        rows_read=batch.rows_read,
        rows_accepted=batch.rows_accepted,
        rows_refused=batch.rows_refused,
        records=len(batch.records),
        records_added=added,
        records_changed=changed,
        records_unchanged=len(batch.records) - added - changed,
        notices=batch.notices,
    )
