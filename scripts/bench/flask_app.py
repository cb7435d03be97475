"""The app that is measured, on whichever Flask this environment has."""

from __future__ import annotations

import os

from payload import CARDS, PERSON, ROUTES, ROWS, SECRET

from flask import Flask, jsonify, render_template, request, session, url_for

os.environ.pop("FLASK_DEBUG", None)

app = Flask(__name__)
app.secret_key = SECRET


@app.route("/")
def hello():
    return "Hello World!"


def item(id):
    return str(id)


for number in range(ROUTES):
    app.add_url_rule(f"/section{number}/<int:id>", f"item{number}", item)


@app.route("/json")
def person():
    return jsonify(PERSON)


@app.route("/rows")
def rows():
    return render_template("rows.html", items=ROWS)


@app.route("/cards")
def cards():
    return render_template("cards.html", items=CARDS)


@app.route("/links")
def links():
    return "\n".join([url_for(f"item{number}", id=number) for number in range(20)])


@app.route("/session")
def visits():
    session["visits"] = session.get("visits", 0) + 1
    return "counted"


hooked = Flask(__name__)
hooked.secret_key = SECRET


@hooked.before_request
def note_start():
    request.environ["bench.started"] = True


@hooked.before_request
def check_host():
    if not request.host:
        return "no host", 400
    return None


@hooked.after_request
def add_header(response):
    response.headers["X-Frame-Options"] = "DENY"
    return response


@hooked.after_request
def add_other_header(response):
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@hooked.teardown_request
def note_end(error):
    del request.environ["bench.started"]


@hooked.route("/")
def hooked_hello():
    return "Hello World!"
