"""The pages that show: queue, document, rules, sources, agreement, kept copy, help."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from extractors.errors import DocumentError, InputError
from warehouse.review import overviews
from warehouse.review.desk import Gone
from warehouse.review.documents import PART, read_article
from warehouse.review.guard import HEADERS
from warehouse.review.passages import visible
from warehouse.review.readers import remember
from warehouse.review.rendering import asset, render
from warehouse.review.room import answer, card_page, reader, room_of, trouble
from warehouse.review.selection import CATEGORIES, CONTEXTS, STATUSES, Selection
from warehouse.review.wording import KINDS

__all__ = ["agreement", "document", "filters", "help", "kept", "queue", "rule", "rules", "source",
           "sources", "static"]  # fmt: skip

KEPT_POLICY = (
    "sandbox; default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""A kept copy is read without its scripts, styles, pictures and forms, and as nobody's page."""


def queue(request: Request) -> Response:
    """The item that the address names, else the first that waits in this view."""
    try:
        selection = Selection.read(request.query_params)
    except InputError as error:
        return trouble(request, 400, "That view cannot be shown", str(error))
    room_of(request).desk.catch_up()
    target = request.query_params.get("at")
    if target:
        try:
            return card_page(request, selection, target, "")
        except Gone:
            said = "That one is gone: its page changed or was read anew."
            first = room_of(request).desk.first(selection, reader(request).name)
            return card_page(request, selection, first, said)
    first = room_of(request).desk.first(selection, reader(request).name)
    if first is None:
        return card_page(request, selection, None, "")
    response = RedirectResponse(f"/?{selection.query(at=first)}", 303)
    remember(response, reader(request))
    return response


def filters(request: Request) -> Response:
    """The form that narrows the queue."""
    try:
        selection = Selection.read(request.query_params)
    except InputError as error:
        return trouble(request, 400, "That view cannot be shown", str(error))
    return answer(
        request,
        "filters.html",
        selection=selection,
        statuses=STATUSES,
        categories=CATEGORIES[selection.of],
        contexts=CONTEXTS,
        values=overviews.filter_values(room_of(request).desk.snapshot),
    )


def document(request: Request) -> Response:
    """A whole article with its marks, claims and omissions."""
    start = request.query_params.get("from", "0")
    room = room_of(request)
    place = int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 0
    article = read_article(room.desk.snapshot, request.path_params["document_id"], place)
    if article is None:
        words = "It is not in the newest snapshot: the page changed, or was taken out."
        return trouble(request, 404, "No such document", words)
    legend = {kind: KINDS[kind] for kind in article.kinds if kind in KINDS}
    return answer(request, "document.html", article=article, part=PART, legend=legend)


def rules(request: Request) -> Response:
    """Every rule with its precision, the least trusted first."""
    rows = overviews.rules(room_of(request).desk.snapshot)
    return answer(request, "rules.html", rules=rows, texts=room_of(request).rules)


def rule(request: Request) -> Response:
    """One rule: its precision, its examples, its words."""
    rule_id = request.path_params["rule_id"]
    room = room_of(request)
    view, text = overviews.read_rule(room.desk.snapshot, rule_id), room.rules.get(rule_id)
    if view is None and text is None:
        return trouble(request, 404, "No such rule", "No rule of that name flags anything here.")
    return answer(request, "rule.html", rule_id=rule_id, view=view, text=text)


def sources(request: Request) -> Response:
    """Every source with its figures, the most hyped first."""
    rows = overviews.sources(room_of(request).desk.snapshot)
    most = max((row["hype_per_1000"] or 0 for row in rows), default=0)
    return answer(request, "sources.html", sources=rows, most=most)


def source(request: Request) -> Response:
    """One source beside the others."""
    view = overviews.read_source(room_of(request).desk.snapshot, request.path_params["source"])
    if view is None:
        return trouble(request, 404, "No such source", "No current page comes from it.")
    return answer(request, "source.html", view=view)


def agreement(request: Request) -> Response:
    """How far readers agree."""
    pairs, readers = overviews.agreement(room_of(request).desk.snapshot)
    return answer(request, "agreement.html", pairs=pairs, readers=readers)


def help(request: Request) -> Response:
    """Keys, verdicts and what becomes of them."""
    return answer(request, "help.html")


def kept(request: Request) -> Response:
    """The page as it was received, inert; `?as=source` gives it as plain text."""
    room = room_of(request)
    query = "SELECT archive_file, archive_offset FROM raw.current WHERE document_id = ?"
    row = room.desk.snapshot.row(query, [request.path_params["document_id"]])
    if row is None or row["archive_file"] is None:
        return trouble(request, 404, "No kept copy", "Its publisher asked for no copy to be kept.")
    try:
        copy = room.kept(row["archive_file"], row["archive_offset"])
    except DocumentError as error:
        return trouble(request, 404, "No kept copy", str(error))
    html = "html" in copy.media_type and request.query_params.get("as") != "source"
    kind = f"text/{'html' if html else 'plain'}; charset={copy.charset}"
    headers = {"content-security-policy": KEPT_POLICY, "content-type": kind}
    return Response(copy.body, headers=headers)


def static(request: Request) -> Response:
    """A shipped style sheet or script, kept by browsers until its address changes."""
    try:
        body, kind = asset(request.path_params["name"])
    except KeyError:
        return Response("no such file\n", 404, media_type="text/plain")
    return Response(
        body, headers={"content-type": kind, "cache-control": "public, max-age=31536000, immutable"}
    )


def broken(request: Request, error: Exception) -> Response:
    """What a reader sees when we have made a mistake; the log has the rest."""
    words = visible(f"{type(error).__name__}. What you judged before is kept.")
    # It is sent from outside the guard, which can add nothing to it.
    return Response(render("broken.html", words=words), 500, HEADERS, media_type="text/html")
