"""Every page of the console without a serious fault of access, an error, or a request that leaves the machine.

Each page is opened once, languages, themes and sizes taking turns; ``DAOAN_WALK=all`` opens every page in all of them.
"""

import os
import re
from itertools import product
from pathlib import Path

import pytest

from .conftest import PHONE, WIDE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("console")]

WEB = Path(__file__).parents[2] / "daoan" / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"wide": WIDE, "tablet": {"width": 834, "height": 1112}, "phone": PHONE}
WAYS = list(product(("zh", "en"), ("light", "dark"), SIZES))
#: Addresses without a name in them; a name that may be left out is left out.
PATHS = sorted(
    {
        re.sub(r"/:\w+\?$", "", path)
        for path in re.findall(r'{ path: "(/[^"]*)"', (WEB / "src" / "router.ts").read_text())
        if not re.search(r":\w+(?!\w*\?)(/|$)|:rest", path)
    }
)
WALKS = (
    [(path, *way) for path, way in product(PATHS, WAYS)]
    if os.environ.get("DAOAN_WALK") == "all"
    else [(path, *WAYS[5 * k % len(WAYS)]) for k, path in enumerate(PATHS)]
)
#: Asked of axe-core: what stands in the way of people, by its judgement. The watermark is there to be seen through.
LOOK = """async () => {
  const found = await axe.run({exclude: ['[data-testid=watermark]']}, {resultTypes: ['violations']});
  return found.violations.filter((v) => ['serious', 'critical'].includes(v.impact))
    .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' | ')}`);
}"""

#: How far a page goes on beside the window: the frame stands still, so ``main`` or the bar would be pushed aside.
BESIDE = """() => Math.max(...[document.documentElement, ...document.querySelectorAll('main, header.top')]
  .map((e) => e.scrollWidth - e.clientWidth))"""


def test_pages_are_found() -> None:
    assert len(PATHS) > 50
    assert {"/", "/work", "/rural/coverage", "/clusters", "/plans"} <= set(PATHS)
    assert {way[1:] for way in WALKS} == set(WAYS)


@pytest.mark.parametrize(("path", "lang", "theme", "size"), WALKS)
def test_page_is_open_to_all_and_makes_no_error(visit, path, lang, theme, size) -> None:
    here = visit(lang, theme, SIZES[size])
    page = here.go(path)
    assert page.evaluate(BESIDE) <= 0
    page.evaluate(AXE.read_text())
    assert page.evaluate(LOOK) == []
    assert here.errors == []
    assert here.abroad == []
