"""An app that uses much of the documented API, to be run on Flask and on the bundled framework."""

from __future__ import annotations

from werkzeug.exceptions import Forbidden

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    flash,
    g,
    get_flashed_messages,
    jsonify,
    make_response,
    redirect,
    render_template_string,
    request,
    session,
    stream_with_context,
    url_for,
)
from flask.views import MethodView

app = Flask("shop", root_path=".")
app.secret_key = "not a secret"
app.config["PROPAGATE_EXCEPTIONS"] = False
app.logger.disabled = True

#: What hooks note during a request.
events: list[str] = []


@app.before_request
def note_before():
    events.append("before")
    g.letter = request.args.get("letter")


@app.after_request
def note_after(response):
    events.append("after")
    response.headers["X-Status"] = str(response.status_code)
    return response


@app.teardown_request
def note_teardown(error):
    events.append(f"teardown {type(error).__name__}")


@app.teardown_appcontext
def note_app_teardown(error):
    events.append(f"app teardown {type(error).__name__}")


@app.context_processor
def add_colour():
    return {"colour": "red"}


@app.route("/")
def index():
    return "Hello World!"


@app.route("/item/<int:number>/")
def item(number):
    return jsonify(
        number=number,
        args=request.args.to_dict(),
        own=url_for("item", number=number, q="ü&", _anchor="x y"),
        external=url_for("index", _external=True, _scheme="https"),
        blueprint=url_for("bp.rest", rest="a/b"),
        full_path=request.full_path,
        base_url=request.base_url,
        url_root=request.url_root,
        path=request.path,
        host=request.host,
        endpoint=request.endpoint,
    )


@app.route("/session/<action>")
def use_session(action):
    if action == "permanent":
        session.permanent = True
    elif action == "clear":
        session.clear()
    elif action == "pop":
        session.pop("user", None)
    elif action == "nested":
        session["list"] = [*session.get("list", []), 1]
    elif action == "flash":
        flash("saved")
        flash("careful", "warning")
    elif action == "messages":
        return repr(get_flashed_messages(with_categories=True))
    elif action == "contains":
        return str("user" in session)
    elif action != "untouched":
        session["user"] = action
    return repr(sorted(session)) if action == "show" else action


@app.route("/form", methods=["POST", "PUT"])
def form():
    files = [file.filename for file in request.files.values()]
    return jsonify(form=request.form, files=files, data=len(request.data), values=request.values)


@app.route("/json", methods=["POST"])
def echo_json():
    return jsonify(request.get_json())


@app.route("/headers")
def headers():
    return jsonify(dict(request.headers))


@app.route("/abort/<int:code>")
def abort_with(code):
    abort(code)


@app.route("/abort/response")
def abort_with_response():
    abort(Response("as it is", 409, {"X-A": "b"}))


@app.route("/crash")
def crash():
    return 1 / 0


@app.route("/redirect")
def go_away():
    return redirect(url_for("index", page=1))


@app.route("/stream")
def stream():
    return stream_with_context(f"{number}{request.path}" for number in range(3))


@app.route("/tuple")
def return_tuple():
    return {"a": 1}, 201, [("X-A", "1"), ("X-A", "2")]


@app.route("/none")
def return_none():
    return None


@app.route("/cookies")
def cookies():
    response = make_response(request.cookies.to_dict())
    response.set_cookie("a", "ü;", samesite="Lax")
    response.delete_cookie("b")
    return response


@app.route("/template")
def template():
    source = "{{ x }} {{ g.letter }} {{ colour }} {{ request.path }} {{ session.get('user') }}"
    return render_template_string(source, x="<b>")


@app.route("/plain-template")
def plain_template():
    return render_template_string("{{ url_for('index') }}")


@app.route("/method", methods=["GET", "POST"])
def method():
    return request.method


@app.route("/no-options", provide_automatic_options=False)
def no_options():
    return ""


class Items(MethodView):
    def get(self, number=None):
        return f"get {number}"

    def post(self):
        return "post"


app.add_url_rule("/items/", view_func=Items.as_view("items"))
app.add_url_rule("/items/<int:number>", view_func=Items.as_view("one"), methods=["GET"])

bp = Blueprint("bp", __name__, url_prefix="/bp")
child = Blueprint("child", __name__, url_prefix="/child")


@bp.before_request
def note_blueprint():
    events.append(f"before {request.blueprint}")


@bp.route("/rest/<path:rest>")
def rest(rest):
    return f"{rest} {request.blueprints}"


@bp.route("/abort/<int:code>")
def abort_in_blueprint(code):
    abort(code)


@bp.errorhandler(404)
def not_found_in_blueprint(error):
    return "not in the blueprint", 404


@child.route("/lookup")
def lookup():
    return {}["missing"]


@child.errorhandler(KeyError)
def handle_key_error(error):
    return f"no {error}", 418


bp.register_blueprint(child)
app.register_blueprint(bp)
app.register_blueprint(bp, name="again", url_prefix="/again")


@app.errorhandler(405)
def handle_405(error):
    return jsonify(code=error.code, allowed=sorted(error.valid_methods)), 405


@app.errorhandler(Forbidden)
def handle_forbidden(error):
    return error.get_response()


@app.errorhandler(418)
def handle_teapot(error):
    return error
