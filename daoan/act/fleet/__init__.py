"""What becomes of an alarm on a fleet's positions: checked by a person, disputed by the company, upheld or withdrawn.

In: an alarm that somebody takes up, as evidence that leads back to its track; events of people.
Out: the matter's next version, or why not. The table is in :mod:`.alarm`.
"""
