"""Activity of advice stations 劝导站, a station and a local day at a time."""

from dataclasses import dataclass
from datetime import date

from daoan.terms.estimates import Share


@dataclass(frozen=True, slots=True)
class StationDay:
    """What one advice station did on one local day. A station without a row on a day did nothing that anybody knows of.

    ``station``: its code in the register ``advice_station``. ``shifts_due`` and ``shifts_attended``: shifts planned
    there that day, and those whose attendance is proved (by position, by SMS, by a paper code); a shift attended that
    nobody planned counts in ``shifts_attended`` only. ``contacts``: advice records 劝导记录 taken; ``handed_over``:
    those of them that were handed to the police. ``wardens``: different people who attended.
    """

    station: str
    day: date
    shifts_due: int = 0
    shifts_attended: int = 0
    contacts: int = 0
    handed_over: int = 0
    wardens: int = 0

    @property
    def silent(self) -> bool:
        """Nobody was proved to be there and nobody was spoken to."""
        return self.shifts_attended == 0 and self.contacts == 0

    @property
    def attended(self) -> Share:
        """Of the shifts planned that day, those attended; at most all of them."""
        return Share(min(self.shifts_attended, self.shifts_due), self.shifts_due)
