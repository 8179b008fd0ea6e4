r"""Who opens which station: the few wardens of a township, on the openings that need them most.

A warden may serve at any station of their township, once a day and on ``days_a_week`` days of a calendar week. Posts
(an opening that asks for two wardens has two) are taken in order of grade, first post before second, then expected
injuries, as long as

.. math:: |P_d| \le n_d \quad\text{and}\quad |P_w| \le \sum_{v} \min(D, \text{days that } v \text{ serves in } w)

for each day d and week w, less what they served in that week before. These bounds are nested, so that taking posts in
order is exact (a laminar matroid: Edmonds 1971, doi:10.1007/BF01584082): no other choice staffs a graver post without
leaving one that is graver still. People are then put on posts, their own station first where that leaves nobody out;
only where wardens come or go within a week may a post stay empty that the bounds would allow.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from daoan.act.rural.needs import GRADES, Need
from daoan.terms.estimates import Share, Text
from daoan.terms.rulepacks import RulePack
from daoan.terms.rural import AdviceStation, Warden
from daoan.terms.times import monday_of

NOBODY = Text("nobody serves in this township", "该乡镇无劝导员")
ALL_OUT = Text("every warden of the township stands elsewhere that day", "当日该乡镇劝导员均已排岗")
WEEK_FULL = Text("the wardens' days of that week are used up", "劝导员本周工作日已排满")


@dataclass(frozen=True, slots=True)
class Opening:
    """A need with who meets it. ``wardens``: codes; ``left``: posts that nobody can take, and why."""

    need: Need
    wardens: tuple[str, ...]
    left: int
    why_left: Text | None


@dataclass(frozen=True, slots=True)
class OpeningPlan:
    """Openings by day, grade and station. ``staffed``: of posts asked for, those taken, by grade; ``covered``: of the
    injuries expected around all openings in their hours, those around openings where somebody stands.
    """

    openings: tuple[Opening, ...]
    staffed: Mapping[str, Share]
    covered: Share


Post = tuple[int, int]  # row of the need, which of its posts
Served = Mapping[tuple[str, date], int]  # days served before the plan begins, by warden and the week's Monday


def plan_openings(
    needs: Sequence[Need],
    stations: Sequence[AdviceStation],
    wardens: Sequence[Warden],
    pack: RulePack,
    served: Served | None = None,
) -> OpeningPlan:
    """The plan for needs of some stations. ``wardens``: of the stations; those of a station whose township is not known
    serve there only."""
    pool_of = {s.code: _pool(s) for s in stations}
    pools: dict[str, list[Warden]] = defaultdict(list)
    for warden in sorted(wardens, key=lambda w: w.code):
        if warden.station in pool_of:
            pools[pool_of[warden.station]].append(warden)
    by_pool: dict[str, list[int]] = defaultdict(list)
    for row, need in enumerate(needs):
        by_pool[_pool(need.station)].append(row)
    most = int(pack.get("wardens.days_a_week"))
    who: dict[Post, str] = {}
    why: dict[Post, Text] = {}
    for pool, rows in by_pool.items():
        township = _Township(tuple(pools.get(pool, ())), most, served or {})
        taken, left = _take(needs, rows, township)
        who |= _assign(needs, taken, township)
        why |= left
    openings = tuple(_opening(row, need, who, why) for row, need in enumerate(needs))
    return OpeningPlan(openings, _staffed(openings), _covered(openings))


def _pool(station: AdviceStation) -> str:
    return f"{station.area} {station.township}" if station.township else f"= {station.code}"


@dataclass(frozen=True, slots=True)
class _Township:
    """The wardens of a township, and on how many days of a week each may still serve."""

    wardens: tuple[Warden, ...]
    most: int
    served: Served

    def on(self, day: date) -> int:
        """How many serve on a day."""
        week = monday_of(day)
        return sum(w.serves_on(day) and self.left(w, week) > 0 for w in self.wardens)

    def within(self, week: date) -> int:
        """How many days all together may serve in a week."""
        days = [week + timedelta(days=k) for k in range(7)]
        return sum(min(self.left(w, week), sum(map(w.serves_on, days))) for w in self.wardens)

    def left(self, warden: Warden, week: date) -> int:
        """Days that a warden may serve in a week."""
        return max(self.most - self.served.get((warden.code, week), 0), 0)


def _take(needs: Sequence[Need], rows: Sequence[int], township: _Township) -> tuple[list[Post], dict[Post, Text]]:
    """Posts in the order of their need, as long as the days and weeks of the pool hold; the others with why."""
    posts = [(row, k) for row in rows for k in range(needs[row].wardens)]
    posts.sort(key=lambda p: _order(needs[p[0]], p))
    days = {needs[row].day for row in rows}
    free = {day: township.on(day) for day in days}
    week = {first: township.within(first) for first in map(monday_of, days)}
    taken, left = list[Post](), dict[Post, Text]()
    for post in posts:
        day = needs[post[0]].day
        if free[day] > 0 and week[monday_of(day)] > 0:
            free[day], week[monday_of(day)] = free[day] - 1, week[monday_of(day)] - 1
            taken.append(post)
        else:
            left[post] = NOBODY if not township.wardens else ALL_OUT if free[day] == 0 else WEEK_FULL
    return taken, left


def _order(need: Need, post: Post) -> tuple[int, int, float, date, str, int]:
    worth = need.expected.value if need.expected else 0.0
    return GRADES.index(need.grade), post[1], -worth, need.day, need.station.code, need.from_hour


def _assign(needs: Sequence[Need], posts: Sequence[Post], township: _Township) -> dict[Post, str]:
    """People on posts: own station first; evenly where that would leave a post without anybody."""
    own = _assigned(needs, posts, township, own_first=True)
    if len(own) == len(posts):
        return own
    return max(own, _assigned(needs, posts, township, own_first=False), key=len)


def _assigned(needs: Sequence[Need], posts: Sequence[Post], township: _Township, *, own_first: bool) -> dict[Post, str]:
    spent: Counter[tuple[str, date]] = Counter()  # by warden and week
    found: dict[Post, str] = {}
    by_day: dict[date, list[Post]] = defaultdict(list)
    for post in posts:
        by_day[needs[post[0]].day].append(post)
    for day in sorted(by_day):
        week, todo = monday_of(day), list(by_day[day])
        left = {w.code: township.left(w, week) - spent[w.code, week] for w in township.wardens if w.serves_on(day)}
        able = sorted((w for w in township.wardens if left.get(w.code, 0) > 0), key=lambda w: (-left[w.code], w.code))
        if not own_first:
            able = able[: len(todo)]  # those with most days left; among them the own station still comes first
        for at_home in (True, False):
            for post in list(todo):
                station = needs[post[0]].station.code
                one = next((w for w in able if not at_home or w.station == station), None)
                if one is not None:
                    able.remove(one)
                    todo.remove(post)
                    spent[one.code, week] += 1
                    found[post] = one.code
    return found


def _opening(row: int, need: Need, who: Mapping[Post, str], why: Mapping[Post, Text]) -> Opening:
    posts = [(row, k) for k in range(need.wardens)]
    wardens = tuple(who[p] for p in posts if p in who)
    left = need.wardens - len(wardens)
    told = next((why[p] for p in posts if p in why), WEEK_FULL if left else None)
    return Opening(need, wardens, left, told)


def _staffed(openings: Sequence[Opening]) -> Mapping[str, Share]:
    found = dict.fromkeys(GRADES, Share(0, 0))
    for one in openings:
        found[one.need.grade] = found[one.need.grade].plus(Share(len(one.wardens), one.need.wardens))
    return found


def _covered(openings: Sequence[Opening]) -> Share:
    total = Share(0.0, 0.0)
    for one in openings:
        worth = one.need.expected.value if one.need.expected else 0.0
        total = total.plus(Share(worth if one.wardens else 0.0, worth))
    return total
