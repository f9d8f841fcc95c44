"""Single sign-on by OpenID Connect, over a provider that really listens."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from campaigns.models import AuditEvent
from tests.make import make_user

pytestmark = pytest.mark.django_db


class Provider(BaseHTTPRequestHandler):
    """Says where it is asked, takes any code, and names one person."""

    person = {"sub": "7", "email": "mara@permille.example", "email_verified": True}

    def do_GET(self):
        here = f"http://127.0.0.1:{self.server.server_port}"
        ways = {"issuer": here, "jwks_uri": here + "/keys"}
        for name in ("authorization", "token", "userinfo"):
            ways[f"{name}_endpoint"] = f"{here}/{name}"
        self.answer(self.person if self.path == "/userinfo" else ways)

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert sent["code"] == ["a code"]
        self.answer({"access_token": "a token", "token_type": "Bearer"})

    def answer(self, said):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(said).encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def provider(settings):
    server = HTTPServer(("127.0.0.1", 0), type("OneProvider", (Provider,), {}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app = {"provider_id": "sso", "name": "Acme", "client_id": "permille", "secret": "x"}
    app["settings"] = {"server_url": f"http://127.0.0.1:{server.server_port}"}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    yield server.RequestHandlerClass
    server.shutdown()
    server.server_close()


@pytest.fixture
def done(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def signed_on(state=None):
    client = Client()
    asked = client.get("/accounts/oidc/sso/login/?next=/networks/")["Location"]
    said = parse_qs(urlsplit(asked).query)
    assert said["redirect_uri"] == ["http://testserver/accounts/oidc/sso/login/callback/"]
    back = {"code": "a code", "state": state or said["state"][0]}
    return client, client.get("/accounts/oidc/sso/login/callback/", back)


def test_whom_the_provider_names_by_a_verified_address_is_logged_in(provider):
    make_user("mara", "viewer", email="Mara@permille.example", password="secret 81")
    for _ in range(2):  # found by address first, then by the provider's own name
        client, answer = signed_on()
        assert answer["Location"] == "/networks/"
        assert client.get("/networks/").status_code == 200
        assert client.get("/imports/").status_code == 403  # no more rights than the role
        provider.person = Provider.person | {"email": "moved@permille.example"}
    assert User.objects.get().check_password("secret 81")  # it stays


def test_nobody_else_gets_in_and_nobody_is_made(provider, done):
    make_user("mara", "viewer", email="mara@permille.example")
    for person in ({"email": "eve@permille.example"}, {"email_verified": False}):
        provider.person = Provider.person | person
        with done(execute=True):
            client, answer = signed_on()
        assert answer.status_code == 403, person
        assert "Nobody here has your address" in answer.content.decode()
        assert client.get("/networks/").status_code == 302
    provider.person = Provider.person
    make_user("mara2", "viewer", email="mara@permille.example")  # who of the two?
    assert signed_on()[1].status_code == 403
    assert "did not work" in signed_on(state="another")[1].content.decode()
    assert User.objects.count() == 2
    assert AuditEvent.objects.filter(about__startswith="By single sign-on").count() == 2


def test_who_is_signed_on_is_asked_for_no_second_factor_of_ours(provider, settings):
    settings.SECOND_FACTOR = "required"
    make_user("mara", "viewer", email="mara@permille.example")
    client, _ = signed_on()
    assert client.get("/networks/").status_code == 200
