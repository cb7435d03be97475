"""A sample app: a factory, blueprints with prefixes, templates, and views that dropped out."""

from __future__ import annotations

SHOP = {
    "shop/__init__.py": """\
from flask import Flask


def create_app():
    app = Flask(__name__)
    from shop import orders, users

    app.register_blueprint(users.bp, url_prefix="/users")
    app.register_blueprint(orders.bp)

    @app.route("/")
    def index():
        return "Grüße 𝄞"

    return app
""",
    "shop/users.py": """\
from flask import Blueprint, redirect, render_template, url_for

bp = Blueprint("users", __name__)


@bp.route("/")
def everyone():
    return render_template("users/all.html")


@bp.route("/<int:id>", methods=["GET", "POST"])
@bp.route("/by-name/<name>")
def show(id=None, name=None):
    return redirect(url_for(".everyone"))


@bp.delete("/<int:id>")
def remove(id):
    return redirect(url_for("index"))
""",
    "shop/orders.py": """\
from flask import Blueprint, url_for

bp = Blueprint("orders", __name__, url_prefix="/orders")


@bp.get("/")
def everyone():
    return url_for("users.everyone") + url_for("orders.everyone") + url_for("no.such")


def plain():
    return url_for("users.show", id=1)
""",
    "shop/links.py": "from flask import url_for\n",
    "shop/templates/users/all.html": """\
<h1>ä</h1>
<a href="{{ url_for('users.show', id=7) }}">seven</a>
<a href="{{ url_for('.everyone') }}">all</a>
""",
}
