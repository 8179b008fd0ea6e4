"""Public opinion about roads 涉路舆情: what people say, how grave, whether true, who answers, what came of it.

One table, :data:`daoan.act.opinion.opinion.OPINION`: recorded, assessed, assigned, answered, reviewed, closed.
"""
