"""What work on villagers' reports is done with in a workspace that nobody serves."""

from daoan.app.clocks import workroom_of
from daoan.app.subject_key import subject_key
from daoan.app.workspace import Workspace
from daoan.jobs.villagers.book import ReportBook, book_over


def report_book(workspace: Workspace) -> ReportBook:
    """The book of reports over a workspace."""
    packs, key = workspace.packs, subject_key(workspace)
    return book_over(workroom_of(workspace), packs["reports"], key, workspace.city.bounds)
