"""Who answers for what 党政同责·一岗双责: units × duties × periods, how each duty is met, and where nobody answers.

In: entries of the register ``responsibility`` (:func:`~daoan.act.responsibility.duties.duty_of`) and what happened to
matters. Out: a matrix for each kind of unit and its gaps (:func:`~daoan.act.responsibility.matrix.matrix_of`).
"""
