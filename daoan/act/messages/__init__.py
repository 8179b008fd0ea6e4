"""消息 Messages that leave the page: what is told, whom, by which channel, in which words, and when it is tried again.

In: notifications (:mod:`daoan.act.notices`), matters, people, who is on duty, the rule pack ``messages``.
Out: messages to keep (``making``), their words (``wording``), what a try makes of them (``trying``), what a person
makes of a dead letter (``trying.revived``, ``trying.dropped``). Nothing here sends anything: that is the edge.
"""

from daoan.act.messages.making import Audience, messages_of
from daoan.act.messages.trying import after_try, dropped, revived

__all__ = ["Audience", "after_try", "dropped", "messages_of", "revived"]
