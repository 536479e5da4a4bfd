"""民生实事: put forward, selected by a leader, given out by 民生事项交办书, done and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app import audit, clock, filestore, policies_campaigns, secrecy, store
from app.enums import DocumentKind, DocumentState
from app.enums_campaign import LivelihoodLevel, LivelihoodState, RawKind
from app.errors import Conflict, Forbidden, Invalid, Refused
from app.models import (
    ClusterMember,
    Document,
    Evaluation,
    LivelihoodEvidence,
    LivelihoodItem,
    LivelihoodSource,
    Message,
    Problem,
)
from app.operations import drafts, evidence, notices, tail
from app.operations.draft_words import (
    LONGEST_CELL,
    LONGEST_HEAD,
    common,
    office,
    paragraph,
    short,
    unit_names,
)
from app.operations.evidence import MOST_FILES, Upload
from app.operations.facts import Reader
from app.principal import Principal
from app.queries import clusters, livelihood

MOST_SOURCES, LONGEST = 100, {"detail": 2000, "evidence": 1000}
NUMBERS = (
    (RawKind.PROBLEM, "HXZT", Problem.id, Problem.problem_no),
    (RawKind.MESSAGE, "LY", Message.id, Message.message_no),
    (RawKind.EVALUATION, "PJ", Evaluation.id, Evaluation.eval_no),
)
NO_NEWER = "退回以后没有新的佐证材料：请上传退回以后补的照片或者文件，退回以前交过的不算。"
NO_EVIDENCE = "没有佐证材料，不能算完成：请上传现场照片或者文件。"
DECIDED = "民生实事由征集的单位修改；领导已经定了的不能再改。"
S = LivelihoodState


def collect(
    session: Session, actor: Principal, facts: Mapping[str, Any], cluster_id: int | None = None
) -> LivelihoodItem:
    """Put an item forward with what it was heard from: numbers, or all of a visible cluster."""
    if not policies_campaigns.may_collect(actor):
        raise Forbidden("您没有征集民生实事的权限。")
    reader = Reader(session, facts)
    found = _asked(reader)
    sources = list(_sources(reader))
    if cluster_id is not None:
        sources += _members(session, actor, cluster_id)
    reader.finish()
    with store.acting(session, tail.KEEPER):
        row = LivelihoodItem(unit_id=actor.unit_id, created_by_id=actor.account_id, **found)
        session.add(row)
        session.flush()
        for kind, source_id in dict.fromkeys(sources):
            session.add(LivelihoodSource(livelihood_item_id=row.id, kind=kind, source_id=source_id))
        session.flush()
    _record(session, actor, "collect", row)
    return row


def _asked(reader: Reader) -> dict[str, Any]:
    """Read what is to be done, in which year and on which list."""
    found: dict[str, Any] = {
        "year": reader.integer("year", "年度", digits=4),
        "level": reader.word("level", "级别", LivelihoodLevel),
        "title": secrecy.redact(reader.text("title", "事项", 100, line=True)),
        "detail": secrecy.redact(reader.text("detail", "内容", LONGEST["detail"])),
    }
    if found["year"] and not 2000 <= found["year"] <= 2099:
        reader.blame("year", "年度请填写四位数字，例如 2026。")
    return found


def correct(
    session: Session, actor: Principal, row_id: int, version: int, facts: Mapping[str, Any]
) -> LivelihoodItem:
    """Correct an item that one's unit put forward; what it was heard from stays."""
    row = _hold(session, row_id, version)
    if not policies_campaigns.may_correct_item(actor, row):
        raise Forbidden(DECIDED)
    reader = Reader(session, facts)
    found = _asked(reader)
    reader.finish()
    with store.acting(session, tail.KEEPER):
        for name, value in found.items():
            setattr(row, name, value)
        session.flush()
    _record(session, actor, "correct", row)
    return row


def _sources(reader: Reader) -> Iterator[tuple[RawKind, int]]:
    """Read numbers of items, messages and evaluations that the actor sees."""
    typed = reader.raw("sources").upper().replace("，", " ").replace("、", " ").replace(",", " ")
    words = list(dict.fromkeys(typed.split()))
    if len(words) > MOST_SOURCES:
        reader.blame("sources", f"来源最多 {MOST_SOURCES} 个。")
        return
    unknown = set(words)
    for kind, begins, key, number in NUMBERS:
        mine = [word for word in words if word.startswith(begins)]
        for row in reader.session.execute(sa.select(key, number).where(number.in_(mine))):
            unknown.discard(row[1])
            yield kind, row[0]
    if unknown:
        named = "、".join(word[:20] for word in sorted(unknown)[:5])
        reader.blame("sources", f"没有找到编号 {named}，请核对。")


def _members(session: Session, actor: Principal, cluster_id: int) -> list[tuple[RawKind, int]]:
    """Return the members of a cluster that the actor sorts."""
    row = clusters.get(session, cluster_id)
    if not policies_campaigns.may_lead(actor):
        raise Forbidden("从问题清单征集的，由整理的单位办理。")
    query = sa.select(ClusterMember.kind, ClusterMember.source_id)
    found = session.execute(query.where(clusters.among(row.run_id, row.id)))
    return [(one[0], one[1]) for one in found]


def _hold(session: Session, row_id: int, version: int) -> LivelihoodItem:
    """Return a visible item at its present version."""
    row = livelihood.get(session, row_id)
    if row.row_version != version:
        raise Conflict()
    return row


def select(
    session: Session, actor: Principal, row_id: int, version: int, facts: Mapping[str, Any]
) -> LivelihoodItem:
    """Select an item with the reason, its leader, its lead unit and its day."""
    row = _hold(session, row_id, version)
    _check_leader(actor, row)
    with store.acting(session, tail.KEEPER):
        reader = Reader(session, facts)
        reason = reader.text("reason", "选定理由", 200, line=True)
        owner = reader.text("leader_owner", "领办领导", 40, line=True)
        unit = reader.unit("lead_unit_id", "牵头单位")
        due_on = reader.day("due_on", "完成时限")
        if due_on is not None and due_on < clock.today():
            reader.blame("due_on", "完成时限不能早于今天。")
        reader.finish()
        row.reason, row.leader_owner = secrecy.redact(reason), secrecy.redact(owner)
        row.lead_unit_id, row.due_on = unit, due_on
        row.state, row.selected_at, row.selected_by_id = S.SELECTED, clock.now(), actor.account_id
        session.flush()
    _record(session, actor, "select", row)
    return row


def drop(
    session: Session, actor: Principal, row_id: int, version: int, text: str
) -> LivelihoodItem:
    """Leave an item out, with the reason."""
    row = _hold(session, row_id, version)
    _check_leader(actor, row)
    reader = Reader(session, {"text": text})
    reason = reader.text("text", "没有选入的理由", 200, line=True)
    reader.finish()
    with store.acting(session, tail.KEEPER):
        row.state, row.reason = S.DROPPED, secrecy.redact(reason)
        session.flush()
    _record(session, actor, "drop", row)
    return row


def _check_leader(actor: Principal, row: LivelihoodItem) -> None:
    """Refuse who does not select."""
    if not policies_campaigns.may_select(actor, row):
        raise Forbidden("民生实事由领导选定；自己征集的，由另一位领导选定。")


def write_letter(session: Session, actor: Principal, row_id: int, version: int) -> Document:
    """Draft the 民生事项交办书; it is checked, signed, numbered and sent like any other paper."""
    row = _hold(session, row_id, version)
    if not policies_campaigns.may_write_letter(actor, row):
        raise Forbidden("选定以后，由能起草公文的岗位起草交办书。")
    with store.acting(session, tail.KEEPER):
        old = session.get(Document, row.document_id) if row.document_id else None
    if old is not None and old.state != DocumentState.VOID:
        raise Refused("这件民生实事已经有交办书。")
    letter = drafts.draft(
        session,
        actor,
        DocumentKind.ASSIGNMENT_LETTER,
        _facts(session, row),
        unit_id=row.lead_unit_id,
        series="livelihood",
    )
    with store.acting(session, tail.KEEPER):
        row.document_id, row.assigned_unit_id = letter.id, actor.unit_id
        session.flush()
    _record(session, actor, "letter", row)
    return letter


def _facts(session: Session, row: LivelihoodItem) -> dict[str, Any]:
    """Return the facts of the letter."""
    (unit,) = unit_names(session, [row.lead_unit_id or 0])
    body = [
        paragraph(
            f"为推动解决群众急难愁盼问题，经研究，将下列{row.level.label}民生实事"
            f"交由你单位牵头办理，由{row.leader_owner}领办。"
        ),
        paragraph(
            "请按照要求抓紧办理，明确时间节点，按节点在系统中填报进展；"
            "完成后连同佐证材料在系统中上报，由交办单位核验。"
        ),
    ]
    due = row.due_on.isoformat() if row.due_on else ""
    return {
        **common(f"关于“{short(row.title, LONGEST_HEAD)}”的民生事项交办书", [unit]),
        "body": body,
        "source": f"{row.year}年{row.level.label}民生实事",
        "matter": short(row.detail, LONGEST_CELL),
        "reason": short(row.reason, LONGEST_CELL),
        "lead_unit": unit,
        "co_units": [],
        "deadline": due,
        "feedback": "按时间节点在系统中填报进展，完成后上报完成情况和佐证材料。",
        "contact": office(),
    }


def issued(session: Session, document: Document) -> None:
    """Give out the item of a letter in the transaction that issues it."""
    if document.kind == DocumentKind.ASSIGNMENT_LETTER:
        follow(session, LivelihoodItem.document_id == document.id)


def follow(session: Session, *criteria: Any) -> int:
    """Give out the items whose letter was issued; return how many."""
    query = (
        sa.select(LivelihoodItem)
        .join(Document, Document.id == LivelihoodItem.document_id)
        .where(LivelihoodItem.state == S.SELECTED, Document.state == DocumentState.ISSUED)
        .where(*criteria)
    )
    rows = session.scalars(query).all()
    for row in rows:
        row.state = S.ASSIGNED
        payload = {"livelihood_item_id": row.id}
        key = f"livelihood:{row.id}:assigned"
        notices.notice(session, "livelihood.assigned", row.lead_unit_id, payload, key)
    session.flush()
    return len(rows)


def claim(
    session: Session,
    actor: Principal,
    row_id: int,
    version: int,
    facts: Mapping[str, Any],
    uploads: Sequence[Upload] = (),
) -> LivelihoodItem:
    """Report that an item is done, with files that show it and the day that they show."""
    row = _hold(session, row_id, version)
    if not policies_campaigns.may_claim(actor, row):
        raise Forbidden("交办以后，由牵头单位报完成。")
    _check_milestones(session, row_id, "请先完成，或者写明原因不再做，再报完成。")
    reader = Reader(session, facts)
    said = reader.text("text", "完成情况", LONGEST["evidence"])
    taken_on = reader.day("taken_on", "材料日期", required=bool(uploads))
    if taken_on is not None and taken_on > clock.today():
        reader.blame("taken_on", "材料日期不能晚于今天。")
    before = livelihood.evidence(session, row_id)
    if not uploads and (row.refusal or not before):
        reader.blame("files", NO_NEWER if row.refusal else NO_EVIDENCE)
    if len(uploads) > MOST_FILES:
        reader.blame("files", f"一次最多上传 {MOST_FILES} 个文件，您选了 {len(uploads)} 个。")
    reader.finish()
    shown = [_shown(actor, row_id, taken_on, one) for one in uploads]
    # Whoever was sent back has a refusal until he reports again: files come with reports alone.
    if row.refusal and {one.file_sha256 for one in shown} <= {one.file_sha256 for one in before}:
        raise Invalid({"files": NO_NEWER})
    with store.acting(session, tail.KEEPER):
        session.add_all(shown)
        row.evidence, row.state = secrecy.redact(said), S.CLAIMED
        row.claimed_by_id, row.refusal = actor.account_id, None
        session.flush()
    _record(session, actor, "claim", row)
    return row


def _check_milestones(session: Session, row_id: int, advice: str) -> None:
    """Refuse an item of which a milestone is neither reached nor given up."""
    left = livelihood.open_milestones(session, row_id)
    if left:
        raise Refused(f"还有 {len(left)} 个时间节点没有完成：{'、'.join(left)}。{advice}")


def _shown(
    actor: Principal, row_id: int, taken_on: date | None, upload: Upload
) -> LivelihoodEvidence:
    """Return the row of a file that shows what was done."""
    kept = evidence.received_file(upload, "files")
    return LivelihoodEvidence(
        livelihood_item_id=row_id,
        taken_on=taken_on,
        file_name=filestore.safe_name(secrecy.redact(kept.filename))[:120],
        file_mime=kept.mime,
        file_sha256=kept.sha256,
        created_by_id=actor.account_id,
    )


def confirm(session: Session, actor: Principal, row_id: int, version: int) -> LivelihoodItem:
    """Confirm that an item is done; Refused where no file shows it or a milestone is open."""
    row = _hold(session, row_id, version)
    if not policies_campaigns.may_confirm(actor, row):
        raise Forbidden(
            "由交办的单位或者选定的领导核验，牵头单位和报完成的人不能核验；"
            "牵头单位自己交办的，由别的整理单位核验。"
        )
    if not livelihood.evidence(session, row_id):
        raise Refused(f"{NO_EVIDENCE}请退回牵头单位补传。")
    _check_milestones(session, row_id, "请退回牵头单位。")
    with store.acting(session, tail.KEEPER):
        row.state, row.checked_at, row.checked_by_id = S.DONE, clock.now(), actor.account_id
        session.flush()
    _record(session, actor, "confirm", row)
    return row


def send_back(
    session: Session, actor: Principal, row_id: int, version: int, text: str
) -> LivelihoodItem:
    """Send a report of an item back, with the reason; it runs on."""
    row = _hold(session, row_id, version)
    if not policies_campaigns.may_send_back(actor, row):
        raise Forbidden("报完成的，由交办的单位或者监督检查室退回，牵头单位和报完成的人不能退回。")
    reader = Reader(session, {"text": text})
    why = reader.text("text", "退回原因", 200, line=True)
    reader.finish()
    with store.acting(session, tail.KEEPER):
        row.state, row.refusal = S.ASSIGNED, secrecy.redact(why)
        session.flush()
        payload = {"livelihood_item_id": row.id}
        key = f"livelihood:{row.id}:{row.row_version}:back"
        notices.notice(session, "livelihood.returned", row.lead_unit_id, payload, key)
    _record(session, actor, "return", row)
    return row


def _record(session: Session, actor: Principal, name: str, row: LivelihoodItem) -> None:
    """Audit a step of an item."""
    detail = {"state": row.state.value, "level": row.level.value}
    audit.record(session, actor, f"livelihood.{name}", "livelihood_item", row.id, detail=detail)
