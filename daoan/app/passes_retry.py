"""Passes that were refused, tried again under the sites of today."""

from daoan.app.passes import PACK, passes_folder, readings_of
from daoan.app.progress import Tell, silent
from daoan.app.workspace import Workspace
from daoan.jobs.passes.retry import Retried, retry_refused
from daoan.sense.passes.sites import SiteBook
from daoan.terms.estimates import Text


def retry_passes(workspace: Workspace, book: SiteBook, tell: Tell = silent) -> Retried:
    """Try refused rows again; those that can be used now are in the log of passes when this returns.

    Raises :class:`daoan.terms.errors.Conflict` while a server of passes writes the log: stop it first.
    """
    readings = readings_of(book, workspace.packs[PACK], workspace.city.zone)
    what = Text("trying refused passes again", "重试退回的过车")
    return retry_refused(passes_folder(workspace.config), readings, lambda done: tell(what, done))
