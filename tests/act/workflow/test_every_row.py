"""Every kind, every state, every event, every standing, every role: what the tables below say, and nothing else.

The tables are written by hand from the manual, not read from the workflows. A line: event, states, state after, who may
(holder, issuer, above, loop), permission. Whoever is not named is refused as "part", whoever lacks the permission as
"permission", what is in no line as "not_now", or as "closed" where nothing can happen any more.
"""

from functools import cache
from itertools import product

import pytest

from daoan.act.workflow.engine import Moved, advance
from daoan.act.workflow.registry import WORKFLOWS
from daoan.act.workflow.table import Event
from daoan.terms.records.people import LOOP
from daoan.terms.roles import PERMISSIONS, Permission, Role
from tests.act.workflow.work_makers import MONDAY, TERMS, matter, who

TABLES = {
    "order": """
        edit            draft           draft       issuer          issue
        issue           draft           running     issuer          issue
        complete        running         closed      loop            -
        lapse           running         withdrawn   loop            -
        withdraw        draft,running   withdrawn   issuer,loop     issue
    """,
    "order_node": """
        sign            to_sign         signed          holder          work
        pass_down       signed,passed_down  passed_down holder          issue
        feed_back       signed          fed_back        holder          work
        gather          passed_down     fed_back        loop            -
        take_back       passed_down     signed          loop            -
        first_pass      fed_back        first_passed    holder,above    audit_work
        final_pass      first_passed    done            issuer          audit_work
        reject          fed_back        signed          holder,above    audit_work
        reject_final    first_passed    signed          issuer          audit_work
        return          to_sign,signed  returned        holder          work
        reassign        returned        to_sign         issuer          issue
        insist          returned        to_sign         issuer          issue
        withdraw        to_sign,signed,passed_down,fed_back,first_passed,returned  withdrawn  issuer,loop  issue
        stand_down      to_sign,signed,passed_down,fed_back,first_passed,returned  withdrawn  loop         -
    """,
    "on_scene": """
        arrive          to_arrive       arrived         holder          work
        excuse          to_arrive       excused         issuer          audit_work
        withdraw        to_arrive       withdrawn       issuer,loop     issue
        stand_down      to_arrive       withdrawn       loop            -
    """,
    "alert": """
        sign            new             signed          holder          work
        judge_valid     signed          valid           holder          work
        judge_invalid   signed          invalid         holder          work
        draft_order     valid           valid           holder          issue
        draft_order     ordered         ordered         holder          issue
        dispatched      valid           ordered         loop            -
        recalled        ordered         valid           loop            -
        not_dispatch    valid           not_ordered     holder          work
        gather          ordered         fed_back        loop            -
        close           invalid,not_ordered,fed_back  closed   holder,above  audit_work
        reopen          invalid,not_ordered,fed_back  signed   holder,above  audit_work
    """,
    "hazard": """
        grade           reported,graded graded          holder,above    audit_work
        dismiss         reported        dismissed       holder,above    audit_work
        assign          graded          assigned        issuer          issue
        sign            assigned        signed          holder          work
        return          assigned,signed graded          holder          work
        plan            signed          planned         holder          work
        start           planned         rectifying      holder          work
        progress        rectifying      rectifying      holder          work
        ask_extension   rectifying      rectifying      holder          work
        grant_extension rectifying      rectifying      above           audit_work
        deny_extension  rectifying      rectifying      above           audit_work
        apply           rectifying      applied         holder          work
        turn_back       applied         rectifying      issuer          audit_work
        convene         applied         accepting       issuer          audit_work
        accept          accepting       closed          loop            -
        turn_down       accepting       rectifying      loop            -
        lapse           accepting       applied         loop            -
        look_back       closed          ended           issuer          audit_work
        recur           closed          graded          issuer,loop     audit_work
        list            assigned        assigned        issuer          supervise
        list            signed          signed          issuer          supervise
        list            planned         planned         issuer          supervise
        list            rectifying      rectifying      issuer          supervise
        list            applied         applied         issuer          supervise
        list            accepting       accepting       issuer          supervise
        list            closed          closed          issuer          supervise
        unlist          assigned        assigned        issuer          supervise
        unlist          signed          signed          issuer          supervise
        unlist          planned         planned         issuer          supervise
        unlist          rectifying      rectifying      issuer          supervise
        unlist          applied         applied         issuer          supervise
        unlist          accepting       accepting       issuer          supervise
        unlist          closed          closed          issuer          supervise
        withdraw        graded,assigned,signed,planned,rectifying,applied,accepting  withdrawn  issuer  issue
    """,
    "hazard_control": """
        set_up          to_set_up           in_place    holder          work
        lift            in_place            lifted      loop            -
        withdraw        to_set_up,in_place  withdrawn   loop            -
    """,
    "hazard_acceptance": """
        confirm         to_confirm      confirmed       holder          audit_work
        refuse          to_confirm      refused         holder          audit_work
        withdraw        to_confirm      withdrawn       issuer,loop     audit_work
        recall          to_confirm      withdrawn       loop            -
    """,
    "county_warning": """
        follow          draft           draft       loop            -
        submit          draft           review      issuer          issue
        send_back       review          draft       issuer          audit_work
        withdraw        draft,review    withdrawn   issuer,loop     audit_work
        publish         review          published   issuer          audit_work
        sign            published       signed      holder          work
        plan            signed          planned     holder          work
        progress        planned,rectifying  rectifying  holder      work
        report          rectifying      feedback    holder          work
        reassess        feedback        reassessed  loop            -
        lift            reassessed      lifted      issuer          audit_work
        continue        reassessed      rectifying  issuer          audit_work
        escalate        reassessed      escalated   issuer          supervise
    """,
    "supervision": """
        edit            draft           draft           issuer          supervise
        issue           draft           issued          issuer          supervise
        sign            issued          signed          holder          work
        reply           signed          replied         holder          work
        accept          replied         accepted        issuer          supervise
        reject          replied         signed          issuer          supervise
        climb           issued,signed   issued          issuer          supervise
        withdraw        draft,issued,signed,replied  withdrawn  issuer  supervise
        dismiss         draft           dismissed       issuer          supervise
    """,
    "decision": """
        edit            draft           draft           issuer          issue
        issue           draft           running         issuer          issue
        complete        running         closed          loop            -
        lapse           running         withdrawn       loop            -
        withdraw        draft,running   withdrawn       issuer          issue
    """,
    "inspection": """
        edit            draft           draft           issuer          issue
        issue           draft           running         issuer          issue
        complete        running         to_sum_up       loop            -
        lapse           running         withdrawn       loop            -
        sum_up          to_sum_up       closed          issuer          issue
        withdraw        draft,running   withdrawn       issuer          issue
    """,
    "joint_part": """
        sign            to_sign         signed          holder          work
        reply           signed          replied         holder          work
        accept          replied         accepted        issuer          audit_work
        send_back       replied         signed          issuer          audit_work
        withdraw        to_sign,signed,replied  withdrawn  issuer,loop  issue
    """,
    "opinion": """
        edit            recorded            recorded    issuer      issue
        assess          recorded,assessed   assessed    issuer      issue
        dismiss         recorded            dismissed   issuer      issue
        assign          assessed            assigned    issuer      issue
        return          assigned            assessed    holder      work
        answer          assigned            answered    holder      work
        accept          answered            reviewed    issuer      audit_work
        send_back       answered            assigned    issuer      audit_work
        reopen          reviewed            assessed    issuer      issue
        close           reviewed            closed      issuer      issue
        withdraw        recorded,assessed,assigned  withdrawn   issuer  issue
    """,
}
TABLES["notice"] = TABLES["decision"]
TABLES["activation"] = """
        start           decided         running         issuer          issue
        finish          running         finished        loop            -
        lapse           running         stood_down      loop            -
        stand_down      running         stood_down      issuer          issue
    """
TABLES["drill"] = TABLES["activation"]
TABLES["watch"] = """
        pass_review     to_review       to_approve          holder,above    approve_watch
        refuse_review   to_review       review_refused      holder,above    approve_watch
        approve         to_approve      watching            holder,above    approve_watch
        refuse_approval to_approve      approval_refused    holder,above    approve_watch
        take_back       to_review,to_approve  taken_back    issuer          watch
        refile          review_refused,approval_refused  to_review  issuer  watch
        delete          review_refused,approval_refused  deleted    issuer  watch
        ask_withdrawal  watching,withdrawal_refused  withdrawal_to_review  issuer  watch
        pass_withdrawal     withdrawal_to_review   withdrawal_to_approve  holder,above  approve_watch
        approve_withdrawal  withdrawal_to_approve  withdrawn              holder,above  approve_watch
        refuse_withdrawal   withdrawal_to_review,withdrawal_to_approve  withdrawal_refused  holder,above  approve_watch
        expire  watching,withdrawal_to_review,withdrawal_to_approve,withdrawal_refused  withdrawn  loop  -
        cure    watching,withdrawal_to_review,withdrawal_to_approve,withdrawal_refused  withdrawn  loop  -
    """
TABLES["secret_watch"] = TABLES["watch"]
TABLES["operation"] = """
        edit            planned         planned         issuer          issue
        draw_sites      planned         planned         issuer          issue
        deploy          planned         deployed        issuer          issue
        begin           deployed        running         issuer          work
        end             running         to_sum_up       issuer          work
        sum_up          to_sum_up       to_evaluate     issuer          issue
        evaluate        to_evaluate     closed          issuer          issue
        withdraw        planned,deployed,running  withdrawn  issuer     issue
    """
TABLES["measure_pack"] = """
        issue           draft           running         issuer          issue
        complete        running         closed          loop            -
        lapse           running         withdrawn       loop            -
        withdraw        draft,running   withdrawn       issuer          issue
    """
TABLES["measure"] = """
        sign            to_sign         signed          holder          work
        tick            signed          signed          holder          work
        report          signed          reported        holder          work
        accept          reported        accepted        issuer          audit_work
        send_back       reported        signed          issuer          audit_work
        withdraw        to_sign,signed,reported  withdrawn  issuer,loop  issue
    """
TABLES["disorder"] = """
        take_in_hand    found           in_hand         holder          work
        hand_on         found,in_hand   found           issuer          issue
        put_right       in_hand         put_right       holder          work
        recheck         put_right       rechecked       issuer,above    audit_work
        not_yet         put_right       in_hand         issuer,above    audit_work
        close           rechecked       closed          issuer,above    audit_work
        reopen          rechecked       in_hand         holder,issuer,above  work
        withdraw        found,in_hand   withdrawn       issuer          issue
    """
TABLES["precursor"] = """
        report          assigned        reported        holder          work
        accept          reported        closed          issuer          audit_work
        send_back       reported        assigned        issuer          audit_work
        withdraw        assigned        withdrawn       issuer          issue
    """
TABLES["signal_proposal"] = """
        look_at         proposed        looked_at       holder,issuer   work
        look_again      looked_at       proposed        holder,issuer   work
        approve         looked_at       approved        holder,issuer,above  audit_work
        refuse          proposed,looked_at  refused     holder,issuer,above  audit_work
        take_back       approved        looked_at       holder,issuer,above  audit_work
        take_up_again   refused,withdrawn  proposed     holder,issuer,above  issue
        go_live         approved        live            holder,issuer   work
        mend_live       live            live            holder,issuer   work
        switch_back     live            approved        holder,issuer   work
        evaluate        live            evaluated       holder,issuer,above  audit_work
        reopen          evaluated       live            holder,issuer,above  audit_work
        withdraw        proposed,looked_at,approved  withdrawn  issuer  issue
    """
TABLES["clearing"] = """
        report          open            open            holder          work
        went_on         open            open            loop            work
        clear           open            cleared         loop            work
        withdraw        open            withdrawn       issuer          keep_roster
    """
TABLES["company_rating"] = """
        confirm         computed        reviewed        issuer,above    audit_work
        set_aside       computed        set_aside       issuer,above    audit_work
        notify          reviewed        notified        holder,issuer   work
        sign            notified        rectifying      holder          work
        serve           notified        rectifying      issuer,above    work
        appeal          rectifying,recheck  appealed    holder          work
        uphold          appealed        rectifying      issuer,above    audit_work
        amend  notified,rectifying,appealed,recheck,interviewed,published  amended  issuer,above  audit_work
        hand_in         rectifying,interviewed,published  recheck  holder  work
        clear           rectifying,interviewed,published  recheck  loop    work
        went_on         rectifying      rectifying      loop            work
        went_on         recheck         recheck         loop            work
        went_on         interviewed     interviewed     loop            work
        went_on         published       published       loop            work
        revised         computed        computed        loop            work
        revised         reviewed        reviewed        loop            work
        revised         notified        notified        loop            work
        revised         rectifying      rectifying      loop            work
        revised         appealed        appealed        loop            work
        revised         recheck         recheck         loop            work
        revised         interviewed     interviewed     loop            work
        revised         published       published       loop            work
        send_back       recheck         rectifying      issuer,above    audit_work
        interview       rectifying,recheck  interviewed  issuer,above   audit_work
        publish         rectifying,recheck,interviewed  published  issuer  supervise
        lift            recheck         lifted          issuer,above    audit_work
    """
TABLES["advice_handover"] = """
    sign            to_sign         signed          holder          work
    punish          signed          punished        holder          work
    educate         signed          educated        holder          work
    not_found       signed          unfounded       holder          work
    return          to_sign,signed  returned        holder          work
    withdraw        to_sign         returned        issuer          report
"""
TABLES["fleet_alarm"] = """
        confirm         suspected            confirmed  holder          work
        withdraw        suspected            withdrawn  holder          work
        dispute         suspected,confirmed  disputed   holder,above    work
        uphold          disputed             upheld     issuer          audit_work
        give_way        disputed             withdrawn  issuer          audit_work
        close           confirmed            upheld     issuer          audit_work
    """
TABLES["rural_ledger"] = """
        approve         handed_in           approved    holder  audit_work
        return          handed_in           returned    holder  audit_work
        hand_in         returned            handed_in   issuer  work
        withdraw        handed_in,returned  withdrawn   issuer  work
    """
TABLES["villager_report"] = """
        take_up         received            taken_up    holder,above    report
        join            received            joined      holder,above    report
        turn_down       received            turned_down holder,above    report
        mark_spam       received            spam        holder,above    report
    """
TABLES["document"] = """
        edit            draft           draft           issuer          issue
        read            draft           read            issuer          audit_work
        give_back       read            draft           issuer          audit_work
        sign            read            signed          issuer          audit_work
        send            signed          sent            issuer          issue
        withdraw        draft,read      withdrawn       issuer          issue
    """
TABLES["document_copy"] = """
        sign            to_sign         signed          holder          work
    """
TABLES["education"] = """
        segment         segmenting      planning        issuer          issue
        edit            planning        planning        issuer          issue
        segment_anew    planning        segmenting      issuer          issue
        compare         planning        planning        issuer          issue
        submit          planning        to_approve      issuer          issue
        approve         to_approve      delivering      issuer          audit_work
        send_back       to_approve      planning        issuer          audit_work
        end             delivering      receipts        issuer          work
        receive         receipts        evaluating      issuer          work
        evaluate        evaluating      adjusting       issuer          issue
        adjust          adjusting       closed          issuer          issue
        again           adjusting       segmenting      issuer          issue
        withdraw        segmenting,planning,to_approve,delivering  withdrawn  issuer  issue
    """
TABLES["publicity_message"] = """
        edit            draft           draft           holder,issuer   work
        submit          draft           to_approve      holder,issuer   work
        approve         to_approve      approved        issuer,above    audit_work
        send_back       to_approve      draft           issuer,above    audit_work
        revise          approved        draft           holder,issuer   work
        retire          draft,approved  retired         issuer,above    audit_work
    """
TABLES["exposure"] = """
        edit            draft           draft           issuer          issue
        submit          draft           to_pass         issuer          issue
        pass_check      to_pass         to_approve      issuer          audit_work
        approve         to_approve      approved        issuer          audit_work
        send_back       to_pass,to_approve  draft       issuer          audit_work
        publish         approved        published       issuer          issue
        close           published       closed          issuer          issue
        take_back       draft,approved,published  taken_back  issuer    issue
    """
TABLES["rider_appeal"] = """
        grant           open            granted         holder,above    audit_work
        refuse          open            refused         holder,above    audit_work
        withdraw        open            withdrawn       issuer          work
    """
TABLES["drill_order"], TABLES["drill_node"] = TABLES["order"], TABLES["order_node"]

#: Units by how they stand to a matter that b asked of a1.
STANDING = {
    "a1": {"holder"}, "b": {"issuer"}, "a": {"above"}, "city": {"issuer", "above"}, "town": set(), "loop": {"loop"},
}  # fmt: skip
LEVELS = {
    "order": "urgent",
    "order_node": "urgent",
    "alert": "red",
    "supervision": "letter",
    "county_warning": "yellow",
    "opinion": "red",
    "company_rating": "high",
}
LEVELS |= {"drill_order": "urgent", "drill_node": "urgent", "watch": "4", "secret_watch": "4"}
#: What makes every guard content.
VALUES = {"county_unit": "a1", "targets": ["a"], "rule": "all", "text": "t", "finish_by": "2030-01-01", "meeting": "m"}
VALUES |= {"entries": ["e@1"]}
ITEMS = [{"code": "x", "en": "x", "zh": "x", "kind": "stretch", "text": "G309"}]
VALUES |= {"type": "drink_drive", "begins_on": "2029-12-01", "items": ITEMS}
VALUES |= {"zh": "戴头盔", "en": "Wear a helmet", "messages": ["m"], "no_comparison": "too few places"}
VALUES |= {"measures": [{"code": "m", "en": "m", "zh": "m", "items": ITEMS}]}
BEFORE = {
    "grant_extension": {"extension": {"days": 5}}, "deny_extension": {"extension": {"days": 5}},
    "unlist": {"listed": True}, "look_back": {"accepted_at": "2025-01-01T00:00:00+00:00"},
    "appeal": {"appeal_until": "2030-01-01"}, "publish": {"appeal_until": "2025-12-01"},
    "amend": {"revised_level": "low"},
    "climb": {"rejections": 1}, "lift": {"warned": "red"}, "expire": {"until": MONDAY.isoformat()},
}  # fmt: skip
GIVEN = {
    "take_up": {"hazard": "hazard-1"},
    "join": {"hazard": "hazard-1"},
    "turn_down": {"reason": "mended"},
    "pass_down": {"unit": "a1x"}, "reassign": {"unit": "b"}, "assign": {"unit": "roads"}, "grade": {"grade": "larger"},
    "judge_invalid": {"reason": "misread"}, "not_dispatch": {"reason": "watch"},
    "plan": {"kind": "k", "measure": "m", "responsible": "r", "limit": "2025-12-20", "funds": 0},
    "ask_extension": {"days": 5}, "convene": {"acceptors": ["roads", "town"]},
    "arrive": {"leader": "L", "arrived_at": "2025-12-08T01:00:00+00:00"},
    "reassess": {"month": "2026-01", "level": "yellow"},
    "reply": {"reply": "r"}, "start": {"orders": [1]}, "sum_up": {"summary": "s"}, "close": {"summary": "s"},
    "answer": {"reply": "r"}, "send": {"targets": ["a"]},
    "assess": {"level": "red", "truth": "rumour"},
    "ask_withdrawal": {"reason": "caught"}, "cure": {"reason": "inspected"},
    "draw_sites": {"sites": [{"name": "s"}], "draw": {"seed": "s"}}, "evaluate": {"finding": "f"},
    "dispute": {"reason": "r"}, "appeal": {"reason": "r"}, "revised": {"revision": 1, "revised_level": "low"},
    "clear": {"left": 0},
    "tick": {"done": ["x"]}, "take_in_hand": {"measure": "m"}, "hand_on": {"unit": "b"}, "put_right": {"result": "r"},
    "go_live": {"live_at": "2025-12-07", "live_by": "w"}, "mend_live": {"live_at": "2025-12-01", "live_by": "w"},
    "report": {"finding": "f", "measure": "m"}, "went_on": {"left": 1}, "hand_in": {"entries": ["e@2"]},
    "segment": {"segment": {"people": 40}}, "compare": {"comparison": {"pairs": [1]}}, "receive": {"summary": "s"},
    "adjust": {"adjustment": "a"}, "again": {"adjustment": "a"}, "grant": {"result": "r"}, "refuse": {"result": "r"},
}  # fmt: skip


@cache
def lines(kind: str) -> dict[tuple[str, str], tuple[str, set[str], str]]:
    found = {}
    for line in TABLES[kind].strip().splitlines():
        event, states, target, parts, permission = line.split()
        for state in states.split(","):
            found[state, event] = (target, set(parts.split(",")), permission)
    return found


EVENTS = [*sorted({event for kind in TABLES for _, event in lines(kind)}), "abolish"]


def expected(kind: str, state: str, event: str, unit: str, role: Role) -> str:
    stated = lines(kind).get((state, event))
    if stated is None:
        return "not_now" if any(s == state for s, _ in lines(kind)) else "closed"
    target, parts, permission = stated
    if not STANDING[unit] & parts:
        return "part"
    may = unit == "loop" or Permission(permission) in PERMISSIONS[role]
    return target if may else "permission"


def answered(kind: str, state: str, event: str, unit: str, role: Role) -> str:
    before = matter(kind, state, "b", "a1", LEVELS.get(kind, "general"), **VALUES, **BEFORE.get(event, {}))
    by = LOOP if unit == "loop" else who(unit, roles=frozenset({role}))
    answer = advance(WORKFLOWS[kind], before, Event(event, by, "n", GIVEN.get(event, {})), MONDAY, TERMS)
    if not isinstance(answer, Moved):
        assert answer.message.en
        assert answer.message.zh
        return answer.code
    assert (answer.step.source, answer.step.target, answer.step.version) == (state, answer.matter.state, 2)
    assert (answer.matter.closed_at is not None) == (answer.matter.state in WORKFLOWS[kind].closed)
    return answer.matter.state


def test_every_kind_has_its_table_here() -> None:
    assert set(TABLES) == set(WORKFLOWS)


@pytest.mark.parametrize("kind", TABLES)
def test_states_events_standings_and_roles(kind: str) -> None:
    wrong, states, lines_of_kind = [], WORKFLOWS[kind].states, lines(kind)
    named = {s for s, _ in lines_of_kind} | {target for target, _, _ in lines_of_kind.values()}
    assert named == set(states)
    for state, event, unit in product(states, EVENTS, STANDING):
        told = (state, event) in lines_of_kind and unit != "loop"
        for role in Role if told else [Role.COMMITTEE]:  # what is in no line is refused before anybody asks who acts
            want, got = (f(kind, state, event, unit, role) for f in (expected, answered))
            if want != got:
                wrong.append((state, event, unit, role.value, want, got))
    assert not wrong, wrong[:10]
