"""Who has forgotten a password sets a new one by a link that was mailed."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from tests.browser import faults_in_any_look
from tests.make import make_user


def test_a_mailed_link_sets_a_new_password_once(client, db):
    user = make_user("marta", email="marta@permille.example", password="an old one")
    assert reverse("password_reset") in client.get(reverse("login")).content.decode()
    for address in ("nobody@permille.example", "marta@permille.example"):
        answer = client.post(reverse("password_reset"), {"email": address})
        assert answer["Location"] == reverse("password_reset_done"), address
    (sent,) = mail.outbox
    assert sent.to == ["marta@permille.example"]
    link = re.search(r"https?://[^/]+(/\S+)", sent.body)[1]
    form = client.get(link)["Location"]
    new = "quiet harbour 81"
    client.post(form, {"new_password1": new, "new_password2": new})
    user.refresh_from_db()
    assert user.check_password(new)
    assert "does not work any more" in client.get(link).content.decode()


@pytest.mark.browser
def test_the_pages_around_a_new_password_can_be_read_in_any_look(page, live_server, axe):
    make_user("marta", email="marta@permille.example", password="an old one")
    page.goto(live_server.url + reverse("password_reset"))
    assert faults_in_any_look(page, axe) == []
    page.fill("[name=email]", "marta@permille.example")
    page.click("button")
    assert faults_in_any_look(page, axe) == []
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body)[1]
    page.goto(live_server.url + link)
    assert faults_in_any_look(page, axe) == []
    for field in ("new_password1", "new_password2"):
        page.fill(f"[name={field}]", "quiet harbour 81")
    page.click("button")
    assert page.locator("h1").inner_text() == "Your new password is set"
    assert faults_in_any_look(page, axe) == []
