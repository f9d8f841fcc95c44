"""A passkey in a browser, and how the pages of the second factor look."""

import pytest

from tests.accounts.test_second_factor import code_of
from tests.browser import faults_in_any_look
from tests.make import make_user

pytestmark = pytest.mark.browser
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_added_and_logs_in_and_every_page_around_it_can_be_read(
    page, live_server, axe
):
    make_user("mara", "viewer", password="secret 81")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto(live_server.url + "/accounts/login/")
    page.fill("#id_username", "mara")
    page.fill("#id_password", "secret 81")
    page.click(".button--primary")
    page.goto(live_server.url + "/accounts/2fa/")
    assert faults_in_any_look(page, axe) == []
    page.goto(live_server.url + "/accounts/2fa/totp/activate/")
    assert faults_in_any_look(page, axe) == []
    page.fill("[name=code]", code_of(page.locator(".hint code").inner_text()))
    page.click(".button--primary")
    assert page.locator("h1").inner_text() == "Recovery codes"
    page.goto(live_server.url + "/accounts/2fa/webauthn/add/")
    assert faults_in_any_look(page, axe) == []
    page.fill("[name=name]", "Phone")
    page.check("[name=passwordless]")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/accounts/2fa/")
    assert "1 in use" in page.locator("main").inner_text()
    page.click(".panel form button")
    page.locator("#passkey_login").click()
    page.wait_for_url(live_server.url + "/")
    page.goto(live_server.url + "/account/")
    assert page.locator("h1").inner_text() == "Your account"
