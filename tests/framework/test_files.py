import io
from pathlib import Path

import pytest
from werkzeug.exceptions import NotFound

from flask import Flask, Response, send_file, send_from_directory
from flask.testing import FlaskClient


@pytest.fixture
def report(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    path = folder / "may.txt"
    path.write_text("0123456789")
    return path


def body(response: Response) -> bytes:
    response.direct_passthrough = False
    data = response.get_data()
    response.close()
    return data


def test_a_file_is_found_relative_to_the_app(app: Flask, report: Path) -> None:
    with app.test_request_context():
        response = send_file("reports/may.txt")
        assert response.mimetype == "text/plain"
        assert body(response) == b"0123456789"
        assert body(send_file(report)) == b"0123456789"


def test_a_file_object_can_be_sent_as_a_download(app: Flask) -> None:
    with app.test_request_context():
        response = send_file(io.BytesIO(b"1,2"), as_attachment=True, download_name="data.csv")
        assert response.headers["Content-Disposition"] == "attachment; filename=data.csv"
        assert response.mimetype == "text/csv"
        assert body(response) == b"1,2"
        with pytest.raises(TypeError):
            send_file(io.BytesIO(b"1,2"), as_attachment=True)


def test_ranges_and_etags_are_answered(app: Flask, client: FlaskClient, report: Path) -> None:
    app.add_url_rule("/may", "may", lambda: send_file(report))
    with client.get("/may", headers={"Range": "bytes=2-4"}) as part:
        assert (part.status_code, part.data) == (206, b"234")
        etag = part.headers["ETag"]
    with client.get("/may", headers={"If-None-Match": etag}) as unchanged:
        assert unchanged.status_code == 304


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/passwd", "none.txt", ".", ""])
def test_nothing_outside_of_the_folder_is_sent(app: Flask, report: Path, path: str) -> None:
    with app.test_request_context():
        assert body(send_from_directory("reports", "may.txt")) == b"0123456789"
        with pytest.raises(NotFound):
            send_from_directory("reports", path)


def test_the_maximum_age_comes_from_the_app_unless_given(app: Flask, report: Path) -> None:
    with app.test_request_context():

        def max_age(**kwargs: int) -> int | None:
            response = send_from_directory("reports", "may.txt", **kwargs)
            response.close()
            age = response.cache_control.max_age
            assert age is None or isinstance(age, int)
            return age

        assert max_age() is None
        app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 60
        assert max_age() == 60
        assert max_age(max_age=5) == 5


def test_the_server_can_be_told_to_send_the_file(app: Flask, report: Path) -> None:
    app.config["USE_X_SENDFILE"] = True
    with app.test_request_context():
        response = send_file(report)
        assert response.headers["X-Sendfile"] == str(report)
        assert body(response) == b""


def test_static_files_are_served(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "site.css").write_text("body {}")
    with client.get("/static/site.css") as response:
        assert response.data == b"body {}"
    assert client.get("/static/../secret.txt").status_code == 404
