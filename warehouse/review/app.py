"""The review page as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from warehouse.review import acts, pages
from warehouse.review.desk import Desk
from warehouse.review.guard import Guard, Secret
from warehouse.review.publishing import Publisher
from warehouse.review.room import KeptCopy, Room, trouble
from warehouse.review.wording import RuleText

__all__ = ["review_app"]

_ROUTES = (
    Route("/", pages.queue),
    Route("/filters", pages.filters),
    Route("/document/{document_id}", pages.document),
    Route("/kept/{document_id}", pages.kept),
    Route("/rules", pages.rules),
    Route("/rules/{rule_id}", pages.rule),
    Route("/sources", pages.sources),
    Route("/sources/{source:path}", pages.source),
    Route("/agreement", pages.agreement),
    Route("/help", pages.help),
    Route("/static/{name}", pages.static),
    Route("/judge", acts.judge, methods=["POST"]),
    Route("/undo", acts.undo, methods=["POST"]),
    Route("/reader", acts.rename, methods=["POST"]),
)


def review_app(
    home: Path,
    *,
    reviewer: str,
    host: str = "127.0.0.1",
    token: str | None = None,
    rules: Mapping[str, RuleText],
    kept: Callable[[str, int], KeptCopy],
    publisher: Publisher | None = None,
) -> Starlette:
    """The application over one home. Raises QueryError where nothing was published yet.

    `token`, where given, must be brought by everybody; `host` is the name or address under which
    the server listens.
    """
    room = Room(Desk(home), publisher or Publisher(home), Secret.of(home), reviewer, rules, kept)
    app = Starlette(
        routes=_ROUTES,
        middleware=[Middleware(Guard, host=host, token=token)],
        exception_handlers={404: _not_found, 405: _not_found, 500: pages.broken},
        lifespan=_lifespan,
    )
    app.state.room = room
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    room: Room = app.state.room
    room.publisher.start()
    if room.desk.unpublished():
        room.publisher.tell()
    yield
    room.desk.close()
    await run_in_threadpool(room.publisher.stop)


def _not_found(request: Request, error: Exception) -> Response:
    return trouble(request, 404, "Nothing here", "That address leads nowhere.")
