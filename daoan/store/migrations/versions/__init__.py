"""The steps themselves, one a file, numbered.

In: a database in the shape that the step before left (none, for the first).
Out: the next shape. Start at the highest number; its ``down_revision`` names the step before it.
"""
