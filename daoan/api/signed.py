"""Who asks, and who is signed in, as routes and rules hand them on."""

from dataclasses import dataclass

from daoan.edge.tokens import csrf_of
from daoan.terms.records.people import Account, Actor, Person, Session


@dataclass(frozen=True, slots=True)
class Client:
    """Who asks, as far as the connection tells. ``loopback``: on this machine, and not through a proxy."""

    loopback: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person at work, by a session that counts."""

    session: Session
    person: Person
    account: Account
    token: str
    second_factor_due: bool

    @property
    def actor(self) -> Actor:
        """The person as rules know them."""
        return Actor(self.person.person_id, self.person.unit_id, frozenset(self.person.roles))

    @property
    def must_change(self) -> bool:
        """Whether the password that they came in by was given by somebody else."""
        return self.account.must_change and self.session.way == "password"

    @property
    def csrf(self) -> str:
        """What changes must carry besides the cookie."""
        return csrf_of(self.token)
