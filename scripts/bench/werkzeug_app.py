"""The same app written by hand on werkzeug: the least that it can cost."""

from __future__ import annotations

import json
from pathlib import Path

from itsdangerous import BadSignature, URLSafeTimedSerializer
from jinja2 import Environment, FileSystemLoader, select_autoescape
from payload import CARDS, PERSON, ROUTES, ROWS, SECRET
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

_folder = Path(__file__).parent / "templates"
_jinja = Environment(
    loader=FileSystemLoader(_folder), autoescape=select_autoescape(), auto_reload=False
)
_signer = URLSafeTimedSerializer(SECRET, salt="cookie-session")


def hello(request, adapter):
    return Response("Hello World!", mimetype="text/html")


def item(request, adapter, id):
    return Response(str(id), mimetype="text/html")


def person(request, adapter):
    text = json.dumps(PERSON, separators=(",", ":"), sort_keys=True)
    return Response(f"{text}\n", mimetype="application/json")


def rows(request, adapter):
    page = _jinja.get_template("rows.html").render(items=ROWS)
    return Response(page, mimetype="text/html")


def cards(request, adapter):
    page = _jinja.get_template("cards.html").render(items=CARDS)
    return Response(page, mimetype="text/html")


def links(request, adapter):
    urls = [adapter.build(f"item{number}", {"id": number}) for number in range(20)]
    return Response("\n".join(urls), mimetype="text/html")


def visits(request, adapter):
    try:
        session = _signer.loads(request.cookies.get("session", ""), max_age=31 * 86400)
    except BadSignature:
        session = {}
    session["visits"] = session.get("visits", 0) + 1
    response = Response("counted", mimetype="text/html")
    response.set_cookie("session", _signer.dumps(session), httponly=True)
    response.vary.add("Cookie")
    return response


VIEWS = {
    "hello": hello,
    "json": person,
    "rows": rows,
    "cards": cards,
    "links": links,
    "session": visits,
    **{f"item{number}": item for number in range(ROUTES)},
}

url_map = Map(
    [
        Rule("/", endpoint="hello"),
        *(Rule(f"/section{n}/<int:id>", endpoint=f"item{n}") for n in range(ROUTES)),
        *(
            Rule(f"/{name}", endpoint=name)
            for name in ("json", "rows", "cards", "links", "session")
        ),
    ]
)


def app(environ, start_response):
    request = Request(environ)
    adapter = url_map.bind_to_environ(environ)
    try:
        endpoint, arguments = adapter.match()
        response = VIEWS[endpoint](request, adapter, **arguments)
    except HTTPException as error:
        response = error.get_response(environ)
    return response(environ, start_response)


def hooked(environ, start_response):
    request = Request(environ)
    environ["bench.started"] = True
    if not request.host:
        return Response("no host", 400)(environ, start_response)
    adapter = url_map.bind_to_environ(environ)
    try:
        endpoint, arguments = adapter.match()
        response = VIEWS[endpoint](request, adapter, **arguments)
    except HTTPException as error:
        response = error.get_response(environ)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    del environ["bench.started"]
    return response(environ, start_response)
