"""Documents at work 公文流转: written from a run, kept as matters that people read, sign and send.

In flows what the loop concluded; out flow drafts, and the files of what was signed. Start at
:mod:`daoan.jobs.documents.writing`.
"""
