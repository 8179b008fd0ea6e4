"""勤务部署 Deployment: which unit works which shift at which place, so that most injuries may be prevented.

In: a :class:`daoan.terms.records.deploying.DeploymentRequest` and the rule pack ``deployment``. Out: a
:class:`daoan.terms.records.deploying.Deployment` that has passed the independent checker, with a reason for every
placement and every shift off, the gap to a proven bound; or :class:`daoan.terms.errors.PlanImpossible` with the
smallest conflict. Start at :func:`daoan.act.deployment.planning.plan_deployment`; ``replanning`` is for after an
interruption, ``mixing`` for plans that nobody can learn.
"""

from daoan.act.deployment.checking import breaches
from daoan.act.deployment.planning import plan_deployment

__all__ = ["breaches", "plan_deployment"]
