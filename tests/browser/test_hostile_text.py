"""W03: forty ways to smuggle a script in a text; on every page they stay letters."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from app import clock, store
from app.models import ServiceWindow, Staff
from app.operations import documents
from app.principal import system
from tests import makers, support
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
CALL = "window.__hit=1;alert(1)"
PAYLOADS = (
    f"<script>{CALL}</script>",
    f"<ScRiPt>{CALL}</sCrIpT>",
    f"<script >{CALL}</script >",
    f"<script/x>{CALL}</script>",
    f"<scr<script>ipt>{CALL}</scr</script>ipt>",
    f"</title><script>{CALL}</script>",
    f"</textarea><script>{CALL}</script>",
    f"</script><script>{CALL}</script>",
    f"--><script>{CALL}</script>",
    f"]]><script>{CALL}</script>",
    f'"><script>{CALL}</script>',
    f"'><script>{CALL}</script>",
    f"`><script>{CALL}</script>",
    f'<img src=x onerror="{CALL}">',
    f"<img src=x onerror='{CALL}'>",
    f"<img src=x onerror={CALL}>",
    f'<img/src="x"/onerror="{CALL}">',
    f'"><img src=x onerror="{CALL}">',
    f'" autofocus onfocus="{CALL}',
    f"' autofocus onfocus='{CALL}",
    f'" onmouseover="{CALL}" x="',
    f'<svg onload="{CALL}">',
    f"<svg><script>{CALL}</script></svg>",
    f'<svg><animate onbegin="{CALL}" attributeName="x">',
    f'<math><a xlink:href="javascript:{CALL}">x</a></math>',
    f'<a href="javascript:{CALL}">x</a>',
    f'<a href="JaVaScRiPt:{CALL}">x</a>',
    f"javascript:{CALL}",
    f'<iframe src="javascript:{CALL}"></iframe>',
    f'<iframe srcdoc="<script>{CALL}</script>"></iframe>',
    f'<object data="data:text/html,<script>{CALL}</script>"></object>',
    f'<embed src="data:text/html,<script>{CALL}</script>">',
    f'<body onload="{CALL}">',
    f'<details open ontoggle="{CALL}">',
    f'<video><source onerror="{CALL}"></video>',
    f'<input autofocus onfocus="{CALL}">',
    f'<form action="javascript:{CALL}"><button>x</button></form>',
    '<meta http-equiv="refresh" content="0;url=http://evil.example/">',
    '<base href="http://evil.example/">',
    f"{{{{constructor.constructor('{CALL}')()}}}}${{{CALL}}}",
)
SHOWN = (
    ("intake", "/problem/{problem}"),
    ("intake", "/admin/problem/"),
    ("intake", "/admin/problem/{problem}"),
    ("intake", "/admin/problem/?q={query}"),
    ("intake", "/"),
    ("gaowan", "/"),
    ("gaowan", "/problem/{problem}"),
    ("gaowan", "/problem/{problem}/progress"),
    ("gaowan", "/admin/service_window/"),
    ("gaowan", "/admin/service_window/{window}/edit"),
    ("gaowan", "/admin/staff/"),
    ("leader", "/paper/"),
    ("leader", "/paper/{paper}"),
    ("clerk", "/admin/problem/"),
)


def test_there_are_forty() -> None:
    assert len(set(PAYLOADS)) == 40


def plant(site: Site) -> dict[str, int]:
    """Put every payload into every text that a person may type, and return the rows."""
    every = "\n".join(PAYLOADS)
    with site.app.app_context(), clock.fixed(support.NOW):
        support.session()
        title, content = PAYLOADS[0][:60], f"{every}\n{makers.NAME}"
        problem = makers.registered(title=title, content=content)
        makers.act("intake", problem, "triage", opinion=every[:1900])
        makers.act("leader", problem, "instruct", instruction=every[:1900])
        makers.act("gaowan", problem, "sign")
        makers.act("gaowan", problem, "progress", text=every[:1900])
        with store.write(system("test")) as work:
            unit = support.unit_id("GW")
            window = ServiceWindow(unit_id=unit, no="9", name=PAYLOADS[13][:40])
            work.add_all([window, Staff(unit_id=unit, staff_no="9", name=PAYLOADS[10][:30])])
            work.flush()
            ids = {"problem": problem, "window": window.id}
        drafter = support.person("intake")
        with store.write(drafter) as work:
            ids["paper"] = documents.draft_assignment(work, drafter, problem).id
    support.close(site.app)
    return ids


def test_w03_forty_payloads_stay_letters_on_every_page(site: Site) -> None:
    ids, pages, dialogs = plant(site), {}, []
    for who, address in SHOWN:
        if who not in pages:
            pages[who] = site.page(who)
            pages[who].on("dialog", lambda one: dialogs.append(one.message) or one.dismiss())
        page: Page = pages[who]
        path = address.format(query="%3Csvg%20onload%3Dalert(1)%3E", **ids)
        answer = page.goto(site.url + path)
        assert answer is not None
        assert answer.status == 200, path
        page.mouse.move(400, 300)
        assert page.evaluate("window.__hit") is None, path
        assert page.url.startswith(site.url), path
        assert page.locator("script:not([nonce])").count() == 0, path
    shown = pages["gaowan"]
    shown.goto(f"{site.url}/problem/{ids['problem']}")
    assert PAYLOADS[13] in shown.locator("main").inner_text()
    assert dialogs == []
