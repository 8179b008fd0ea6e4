"""The three-year programme 治本攻坚三年行动: tasks with owners, milestones and targets, judged by what is on record.

In: entries of the register ``programme`` (:mod:`~daoan.act.programme.tasks`), what happened to matters
(:mod:`~daoan.act.programme.cases`) and crashes. A task is measured by one of
:data:`daoan.act.programme.measures.MEASURES`, counted from records and never typed in. Out: per year the figure with
what it is a share of, how the year will end, on track or not, and what is overdue
(:mod:`~daoan.act.programme.progress`). Start at :func:`daoan.act.programme.progress.progress_of`.
"""
