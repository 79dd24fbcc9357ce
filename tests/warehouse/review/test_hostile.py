"""Text that was written to break the page is shown, inert; on any screen and in any light."""

from __future__ import annotations

from typing import Any

import pytest

SCRIPT = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
LONG = "pneumono" * 20_000
ZALGO = "Z" + "\u0317\u030d\u0352" * 200
TEXTS = {
    "script": f"A {SCRIPT} miracle here.",
    "turned": "A \u202emiracle\u202c of \u2066hidden\u2069 words.",
    "long": f"A {LONG} miracle {LONG} ends.",
    "zalgo": f"A {ZALGO} miracle {ZALGO}.",
    "emoji": "👩🏽‍🔬💊 A miracle 👨‍👩‍👧 by 不思議 e\u0301 IL‑6.",
    "arabic": "معجزة A miracle معجزة قال.",
}


@pytest.fixture(scope="module")
def served(published: Any, serve_home: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    pen = published.pen
    keeper = type(published)(tmp_path_factory.mktemp("hostile") / "home", pen)
    for name, text in TEXTS.items():
        flag = pen.flag(
            text, "hype", "hope", "miracle", severity=3, rationale=SCRIPT, holder=SCRIPT
        )
        url = f"javascript:alert('{name}')" if name == "script" else f"https://blog.test/{name}"
        title = SCRIPT if name == "script" else f"{name} \u202eeltit"
        keeper.stage(pen.reading(text, url, flags=(flag,), title=title, author=SCRIPT))
    keeper.load()
    keeper.publish()
    running = serve_home(keeper.home)
    yield (
        running,
        {
            row[0]: row[1:]
            for row in keeper.ask(
                "SELECT split_part(replace(replace(url, 'javascript:alert(''', '/'), ''')', ''), "
                "'/', -1), flag_id, document_id FROM hype_flags"
            )
        },
    )
    running.stop()


PAGES = ("/document/{}", "/rules", "/sources", "/agreement", "/filters", "/help")


@pytest.mark.parametrize(
    ("name", "width", "pages"),
    [
        *((name, 400, PAGES[:1]) for name in TEXTS),
        ("script", 400, PAGES),
        ("long", 1280, PAGES[:2]),
    ],
)
def test_the_mark_is_on_the_word_and_nothing_is_alive(
    served: Any, opened: Any, name: str, width: int, pages: tuple[str, ...]
) -> None:
    running, ids = served
    flag, document = ids[name]
    size = {"viewport": {"width": width, "height": 800}}
    page = opened(f"{running.url}/?status=all&at={flag}", **size)
    assert page.locator(".own mark.focus").inner_text() == "miracle"
    assert page.title() != "owned"
    assert page.locator("main script, main img, main iframe").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    for address in (None, *pages):
        if address:
            page.goto(running.url + address.format(document))
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert page.title() != "owned"


def test_turned_text_is_told_and_does_not_turn_the_page(served: Any, opened: Any) -> None:
    running, ids = served
    page = opened(f"{running.url}/?status=all&at={ids['turned'][0]}")
    assert page.locator(".own .unseen").all_inner_texts() == ["RLO", "PDF", "LRI", "PDI"]
    assert "RLO" in page.locator(".margin .title").inner_text()
    assert "\u202e" not in page.content()


def test_an_endless_sentence_is_cut_around_the_flag(served: Any, opened: Any) -> None:
    running, ids = served
    page = opened(f"{running.url}/?status=all&at={ids['long'][0]}")
    assert len(page.content()) < 60_000
    assert "characters of this sentence are not shown" in page.locator(".cut").inner_text()
    page.goto(f"{running.url}/document/{ids['long'][1]}")
    page.get_by_role("link", name="Later").click()
    assert "60,000 to 120,000 of" in page.locator("main").inner_text()


def test_stacked_marks_stay_in_their_place(served: Any, opened: Any) -> None:
    running, ids = served
    page = opened(f"{running.url}/?status=all&at={ids['zalgo'][0]}")
    assert page.locator(".passage").evaluate("e => getComputedStyle(e).overflowY") == "clip"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_light_of_the_room(served: Any, opened: Any, scheme: Any) -> None:
    running, ids = served
    page = opened(f"{running.url}/?status=all&at={ids['emoji'][0]}", color_scheme=scheme)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(251, 250, 246)", "dark": "rgb(24, 23, 21)"}[scheme]


def test_buttons_can_be_pressed_by_a_thumb(served: Any, opened: Any) -> None:
    running, ids = served
    address = f"{running.url}/?status=all&at={ids['emoji'][0]}"
    page = opened(address, viewport={"width": 400, "height": 800})
    for name in ("Accept", "Unsure", "Skip"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box["height"] >= 44
        assert box["x"] + box["width"] <= 400


def test_a_name_of_a_rule_stays_in_one_line_on_a_phone(served: Any, opened: Any) -> None:
    running, _ = served
    page = opened(f"{running.url}/rules", viewport={"width": 400, "height": 800})
    name = page.locator("tbody th a").first
    assert name.evaluate("e => e.getClientRects().length") == 1
    scrolls = "e => [e.scrollWidth - e.clientWidth, document.documentElement.scrollWidth]"
    assert page.locator(".scroll").evaluate(scrolls) == [0, 400]
