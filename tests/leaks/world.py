"""A small county with canaries: every secret is a text that stands nowhere else.

READERS says, by hand and apart from the product's own rules, who may read which canary.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from app import clock, store
from app.enums import (
    Channel,
    EvalLevel,
    IdentityMode,
    PointKind,
    RequestType,
    Track,
)
from app.models import (
    Attachment,
    Evaluation,
    Message,
    Rectification,
    ServicePoint,
    ServiceWindow,
    Staff,
)
from app.operations import documents, evidence, recusals
from app.principal import system
from app.queries import ledger as reads
from tests import makers, support
from tests.leaks import issued
from tests.turns import waiting
from views import printing

ALL_SEEING = frozenset({"intake", "leader"})
SERVICE = ALL_SEEING | {"bureau", "bureau_lead"}
# One caller per item: no name and no number of them may be read anywhere but in reveal's answer.
CALLERS: dict[str, tuple[str, str]] = {
    "gw": ("欧阳雀甲", "13911110001"),
    "xj": ("欧阳雀乙", "13911110002"),
    "about_gw": ("欧阳雀丙", "13911110003"),
    "report": ("欧阳雀丁", "13911110004"),
    "secret_mz": ("欧阳雀戊", "13911110005"),
    "village": ("欧阳雀己", "13911110006"),
    "about_df": ("欧阳雀庚", "13911110007"),
    "off": ("欧阳雀辛", "13911110008"),
}
# Somebody else's number in a citizen's own words: only who reads the original sees it.
THIRD = "13922220001"
# Who sees each item at all.
SEEN: dict[str, frozenset[str]] = {
    "gw": SERVICE | {"clerk", "clerk2", "gaowan", "minzheng", "inspector"},
    "xj": SERVICE | {"clerk", "xinji", "zhujian"},
    "about_gw": SERVICE | {"clerk", "minzheng", "inspector"},
    "report": ALL_SEEING,
    "secret_mz": ALL_SEEING | {"minzheng", "inspector"},
    "village": SERVICE | {"village"},
    # About the intake office, which therefore knows nothing of it.
    "about_df": frozenset({"leader"}),
    # The intake officer and the handler of the lead unit worked on it, then kept away.
    "off": (SERVICE - {"intake"}) | {"clerk", "clerk2", "inspector"},
}
ORIGINAL = SERVICE | {"clerk", "clerk2", "inspector", "village"}
COMMISSION = ALL_SEEING | {"inspector"}
MESSAGES: dict[str, frozenset[str]] = {
    "gw": SERVICE | {"gaowan", "inspector"},
    "xj": SERVICE | {"xinji"},
    "secret": ALL_SEEING,
    "df": frozenset({"leader"}),
}
EVALUATIONS: dict[str, frozenset[str]] = {
    "gw": SERVICE | {"gaowan", "inspector"},
    "kzz": SERVICE | {"gaowan", "village", "inspector"},
    "xj": SERVICE | {"xinji"},
    "secret_gw": ALL_SEEING | {"inspector"},
}
# A station reads its own evaluations, not what people wrote in them.
NO_TEXT = frozenset({"village"})
REGISTRY: dict[str, frozenset[str]] = {
    "GW": frozenset({"bureau", "bureau_lead", "gaowan"}),
    "XJ": frozenset({"bureau", "bureau_lead", "xinji"}),
    "KZZ": frozenset({"bureau", "bureau_lead", "village"}),
}
PAPERS: dict[str, frozenset[str]] = {
    "gw": ALL_SEEING | {"bureau", "bureau_lead", "gaowan", "inspector"},
    "xj": ALL_SEEING | {"bureau", "bureau_lead", "xinji"},
    "draft": ALL_SEEING,
    "circular": ALL_SEEING | {"gaowan", "minzheng", "inspector"},
    "off": frozenset({"leader", "bureau", "bureau_lead", "inspector"}),
}
RECUSALS = frozenset({"leader"})


@dataclass
class World:
    """What was made: ids by kind and name, and canaries with their readers."""

    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    readers: dict[str, frozenset[str]] = field(default_factory=dict)
    rows: dict[str, dict[int, frozenset[str]]] = field(default_factory=dict)

    def keep(self, kind: str, name: str, row_id: int, readers: frozenset[str]) -> None:
        """Note a row and who sees it."""
        self.ids.setdefault(kind, {})[name] = row_id
        self.rows.setdefault(kind, {})[row_id] = readers

    def say(self, text: str, readers: frozenset[str]) -> str:
        """Note a canary and return it."""
        self.readers[text] = readers
        return text

    def foreign(self, who: str) -> list[str]:
        """Return the canaries that a person must not meet."""
        return [text for text, readers in self.readers.items() if who not in readers]

    def own(self, kind: str, who: str) -> list[int]:
        """Return the rows of a table that a person sees."""
        return [row_id for row_id, readers in self.rows[kind].items() if who in readers]


def build() -> World:
    """Make the county in the current application context."""
    world = World()
    with clock.fixed(support.NOW):
        _problems(world)
        with store.write(system("test")) as work:
            _messages(world, work)
            _registry(world, work)
            _evaluations(world, work)
        _files(world)
        _papers(world)
        _recuse(world)
    return world


def _register(world: World, key: str, who: str = "clerk", **changes: Any) -> int:
    """Register one item with its canaries."""
    name, phone = CALLERS[key]
    title = world.say(f"雀题{key}题雀", SEEN[key])
    text = world.say(f"雀文{key}文雀", SEEN[key])
    third = f"{THIRD[:-1]}{list(CALLERS).index(key)}"
    world.say(third, SEEN[key] & ORIGINAL)
    row_id = makers.registered(
        who,
        name=name,
        phone=phone,
        title=f"{title}，{name}反映",
        content=f"{text}。{name}（{phone}）说，村里另一人的电话是{third}。",
        **changes,
    )
    world.keep("problem", key, row_id, SEEN[key])
    return row_id


def _told(world: World, key: str, what: str, readers: frozenset[str] | None = None) -> str:
    """Return the words of an act on an item, which its readers may read."""
    return world.say(f"雀{what}{key}{what}雀", SEEN[key] if readers is None else readers)


def _instruct(world: World, key: str, lead: str, **changes: Any) -> None:
    """Lead an item to its units."""
    row_id = world.ids["problem"][key]
    readers = SEEN[key] & COMMISSION if key == "secret_mz" else None
    secret = {"petition_class": "accusation"} if key == "secret_mz" else {}
    makers.act(
        "intake",
        row_id,
        "triage",
        proposed_unit_id=support.unit_id(lead),
        opinion=_told(world, key, "拟", readers),
        **secret,
    )
    makers.act(
        "leader",
        row_id,
        "instruct",
        lead_unit_id=support.unit_id(lead),
        instruction=_told(world, key, "批"),
        **{"co_unit_ids": [], **changes},
    )
    if key in PAPERS:
        _issue(world, key)


def _problems(world: World) -> None:
    """Make six items: two towns', two about a unit, one secret one at a department, a village's."""
    for key, changes in (
        ("gw", {}),
        ("xj", {"region_code": "130924101000"}),
        ("about_gw", _about("GW", "complaint")),
        ("report", _about("GW", "report")),
        ("secret_mz", _about("ZJ", "complaint")),
    ):
        _register(world, key, **changes)
    _register(world, "village", "village")
    _instruct(world, "gw", "GW", co_unit_ids=[support.unit_id("MZ")])
    own, other = support.unit_id("ZJ"), support.unit_id("DF")
    _instruct(world, "xj", "XJ", co_unit_ids=[own], supervisor_unit_id=other)
    for key in ("about_gw", "secret_mz"):
        _instruct(world, key, "MZ")
    _to_callback(world)
    _register(world, "about_df", **_about("DF", "report"))
    _off(world)


def _off(world: World) -> None:
    """Make an item that goes through everybody's hands, for those who will keep away from it."""
    row_id, told = _register(world, "off", region_code="130924101000"), _told
    _instruct(world, "off", "MZ")
    makers.act("minzheng", row_id, "sign")
    makers.act("minzheng", row_id, "progress", text=told(world, "off", "进"))
    makers.act("leader", row_id, "supervise", content=told(world, "off", "督"))
    makers.act("minzheng", row_id, "submit", measures=told(world, "off", "果"))
    makers.act("inspector", row_id, "verify", finding=told(world, "off", "核"))
    makers.act("clerk", row_id, "callback", text=told(world, "off", "访"))


def _recuse(world: World) -> None:
    """Let the intake officer and the handler keep away at the end, each with a canary."""
    for who in ("intake", "minzheng"):
        actor, words = support.person(who), world.say(f"雀避{who}避雀", RECUSALS)
        with store.write(actor) as work:
            facts = {"ground": "interest", "words": words}
            row = recusals.declare(work, actor, world.ids["problem"]["off"], facts)
            world.keep("recusal", who, row.id, RECUSALS)


def _about(code: str, kind: str) -> dict[str, Any]:
    """Return the facts of an item about a unit, at a place of Gaowan."""
    return {"request_type": kind, "unit_complained_id": support.unit_id(code)}


def _to_callback(world: World) -> None:
    """Lead Gaowan's item to the callback, with a word of everybody, and Xinji's to its work."""
    row_id, told = world.ids["problem"]["gw"], _told
    name, phone = CALLERS["gw"]
    makers.act("gaowan", row_id, "sign")
    makers.act("gaowan", row_id, "progress", text=f"{told(world, 'gw', '进')}，电话{phone}")
    makers.act("minzheng", row_id, "answer", measures=told(world, "gw", "答"))
    makers.act("gaowan", row_id, "submit", measures=told(world, "gw", "果"))
    makers.act("inspector", row_id, "verify", finding=told(world, "gw", "核"))
    makers.act("clerk", row_id, "callback", text=f"{told(world, 'gw', '访')}，{phone}已接")
    makers.act("xinji", world.ids["problem"]["xj"], "sign")
    makers.act("xinji", world.ids["problem"]["xj"], "progress", text=told(world, "xj", "进"))
    assert name not in makers.stored(row_id).title


def _messages(world: World, work: Any) -> None:
    """Make a message of each town and a secret one."""
    for number, (key, readers) in enumerate(MESSAGES.items(), 1):
        original = readers - {"gaowan", "xinji"}
        secret = key in {"secret", "df"}
        row = Message(
            message_no=f"LY-{number:05d}",
            query_code_hash=f"hash-{number}",
            channel=Channel.MESSAGE_BOARD,
            request_type=RequestType.HELP,
            track=Track.DISCIPLINE if secret else Track.SERVICE,
            subject=world.say(f"雀信{key}信雀", readers),
            body=world.say(f"雀体{key}体雀", original),
            assigned_unit_id=None if secret else support.unit_id(key.upper()),
            unit_complained_id=support.unit_id("DF") if key == "df" else None,
            identity_mode=IdentityMode.ANONYMOUS,
            submitted_at=support.NOW,
        )
        work.add(row)
        work.flush()
        world.keep("message", key, row.id, readers)


def _registry(world: World, work: Any) -> None:
    """Make a window, a person and a point of three units."""
    for code, readers in REGISTRY.items():
        unit = support.unit_id(code)
        window = ServiceWindow(unit_id=unit, no="1", name=world.say(f"雀窗{code}窗雀", readers))
        person = Staff(unit_id=unit, staff_no="1", name=world.say(f"雀员{code}员雀", readers))
        work.add_all([window, person])
        work.flush()
        point = ServicePoint(
            kind=PointKind.UNIT,
            name=f"{code}服务点位",
            unit_id=unit,
            service_window_id=window.id,
            region_code=support.UNITS[code][2],
        )
        work.add(point)
        work.flush()
        world.keep("service_window", code, window.id, readers)
        world.keep("staff", code, person.id, readers)
        world.keep("service_point", code, point.id, readers)


def _evaluations(world: World, work: Any) -> None:
    """Make evaluations of three places, one of them sensitive, each with its rectification."""
    for number, (key, readers) in enumerate(EVALUATIONS.items(), 1):
        code = key.removeprefix("secret_").upper()
        number_text = world.say(f"PJ-雀{key}雀-{number}", readers)
        row = Evaluation(
            eval_no=number_text,
            service_point_id=world.ids["service_point"][code],
            unit_id=support.unit_id(code),
            region_code=support.UNITS[code][2],
            channel=Channel.QR,
            level=EvalLevel.DISSATISFIED,
            is_bad=True,
            is_sensitive=key == "secret_gw",
            text=world.say(f"雀评{key}评雀", readers - NO_TEXT),
            happened_on=support.NOW.date(),
            submitted_at=support.NOW,
        )
        work.add(row)
        work.flush()
        world.keep("evaluation", key, row.id, readers)
        # A township sees its villages' evaluations; putting them right is the station's own.
        mine = readers - {"gaowan"} if key == "kzz" else readers
        plan = world.say(f"雀改{key}改雀", mine)
        task = Rectification(
            evaluation_id=row.id, unit_id=row.unit_id, due_at=support.NOW, plan=plan
        )
        work.add(task)
        work.flush()
        world.keep("rectification", key, task.id, mine)


def _files(world: World) -> None:
    """Attach what came with a request, and a photo of the answer; one file to a message."""
    for key, who in tuple((key, "clerk") for key in ("gw", "xj", "report", "off")):
        readers, origin = SEEN[key], SEEN[key] & ORIGINAL
        row_id = world.ids["problem"][key]
        for what, name, allowed in (("origin", "来信", origin), ("evidence", "证据", readers)):
            title = world.say(f"雀{name}{key}{name}雀", allowed)
            content = world.say(f"雀件{key}{what}件雀", allowed)
            with store.write(system("test")) as work:
                problem = reads.get(work, system("test"), row_id)
                upload = (io.BytesIO(content.encode()), f"{title}.txt")
                (row,) = evidence.keep(work, support.person(who), problem, [upload])
                row.purpose = what
                work.flush()
                world.keep("attachment", f"{key}-{what}", row.id, allowed)
    for key in ("gw", "xj"):
        _file_of_message(world, key)


def _file_of_message(world: World, key: str) -> None:
    """Attach a citizen's file to a message."""
    readers = MESSAGES[key] - {"gaowan", "xinji"}
    with store.write(system("test")) as work:
        kept = work.get_one(Attachment, world.ids["attachment"][f"{key}-origin"])
        row = Attachment(
            message_id=world.ids["message"][key],
            purpose="origin",
            filename=f"{world.say(f'雀附{key}附雀', readers)}.txt",
            mime=kept.mime,
            size=kept.size,
            sha256=kept.sha256,
        )
        work.add(row)
        work.flush()
        world.keep("attachment", f"{key}-message", row.id, readers)


def _issue(world: World, key: str) -> None:
    """Draft, sign and issue the letter of an item that was just assigned."""
    drafter, signer = support.person("intake"), support.person("leader")
    with store.write(drafter) as work:
        paper = documents.draft_assignment(work, drafter, world.ids["problem"][key])
        row_id, version = paper.id, paper.row_version
    waiting(row_id)
    with store.write(signer) as work:
        documents.sign(work, signer, row_id, version)
    with store.write(signer) as work:
        documents.issue(work, signer, row_id, printing.render)
    issued.sign_for(row_id)
    world.keep("paper", key, row_id, PAPERS[key])


def _papers(world: World) -> None:
    """Leave one letter a draft."""
    drafter = support.person("intake")
    with store.write(drafter) as work:
        paper = documents.draft_assignment(work, drafter, world.ids["problem"]["secret_mz"])
        world.keep("paper", "draft", paper.id, PAPERS["draft"])
    issued.to_two_units(world)
