"""What is told arrives once: by mail and webhook, over servers that really listen."""

import hashlib
import hmac
import json
import select
from datetime import timedelta
from ipaddress import ip_address
from threading import Timer
from unittest.mock import patch

import pytest
from django.core.management import call_command

from campaigns.models import Channel, Delivery
from campaigns.records import outbox
from campaigns.telling.addresses import public
from campaigns.telling.messages import Message, rendered
from campaigns.telling.send import send_due, tell
from tests.make import NOW
from tests.telling.receivers import closed_port, mail_server, never_ending, webhook_receiver

pytestmark = pytest.mark.django_db
NEWS = Message("alert", "IPM of Volt Ads fell", "IPM of Volt Ads is 33 % under its usual.\n")


@pytest.fixture
def mails(settings):
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_URL = f"smtp://127.0.0.1:{server.port}"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.DEFAULT_FROM_EMAIL = "permille@permille.example"
        yield server


@pytest.fixture
def hooks(settings):
    settings.ALLOW_PRIVATE_WEBHOOKS = True
    with webhook_receiver() as receiver:
        yield receiver


def to(kind, address, name="Ops"):
    return Channel.objects.create(name=name, kind=kind, address=address)


def pass_time(**much):
    """As if that much time had passed since all that is in the outbox."""
    back = timedelta(**much)
    for one in Delivery.objects.all():
        one.made_at -= back
        one.next_at -= back
        one.claimed_until = one.claimed_until and one.claimed_until - back
        one.save()


def test_a_name_with_line_ends_makes_no_header_and_keeps_no_mail_back(mails):
    told = Message("alert", "IPM of Evil\r\nBcc: eve@permille.example fell", "It fell.\n")
    tell([to("mail", "ua@permille.example")], "one", told)
    assert send_due() == (1, 0)
    [mail] = mails.taken
    assert (mail["Bcc"], mail["Subject"]) == (None, "IPM of Evil Bcc: eve@permille.example fell")


def test_a_mail_arrives_once_with_both_parts_and_the_same_id_in_each_attempt(mails):
    channel = to("mail", "ua@permille.example, ravi@permille.example")
    message = rendered(
        "test", "Test <1>", "test", {"channel": "<b>Ops", "by": "Ada", "link": "https://x.example/"}
    )
    assert tell([channel], "one", message) == 1
    assert tell([channel], "one", message) == 0
    mails.busy = 1
    assert send_due() == (0, 1)
    assert send_due() == (0, 0)
    pass_time(minutes=2)
    assert (send_due(), send_due()) == ((1, 0), (0, 0))
    [mail] = mails.taken
    assert mail["To"] == "ua@permille.example, ravi@permille.example"
    assert mail["Message-ID"].startswith(f"<permille-{Delivery.objects.get().pk}-")
    text, html = (part.get_payload(decode=True).decode() for part in mail.get_payload())
    assert "try “<b>Ops”" in text and "&lt;b&gt;Ops" in html


def test_pictures_of_a_mail_stand_in_it_by_name(mails):
    pictures = {"trend": "iVBORw=="}
    message = Message("brief", "Brief", "Text\n", '<img src="cid:trend">', pictures=pictures)
    tell([to("mail", "ua@permille.example")], "one", message)
    assert send_due() == (1, 0)
    parts = {part.get_content_type(): part for part in mails.taken[0].walk()}
    assert parts["image/png"]["Content-ID"] == "<trend>"
    assert parts["image/png"].get_payload(decode=True) == b"\x89PNG"


def test_a_webhook_is_signed_over_time_and_body(hooks):
    channel = to("webhook", hooks.url)
    tell([channel], "one", Message("alert", "Fell", "Text\n", data={"ipm": 3.1}))
    assert send_due() == (1, 0)
    [(headers, body)] = hooks.taken
    content = json.loads(body)
    assert (content["kind"], content["subject"], content["ipm"]) == ("alert", "Fell", 3.1)
    assert content["id"] == headers["X-Permille-Delivery"]
    signed = headers["X-Permille-Timestamp"].encode() + b"." + body
    expected = hmac.new(channel.secret.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Permille-Signature"] == f"sha256={expected}"
    assert abs(int(headers["X-Permille-Timestamp"]) - NOW.timestamp()) < 7200


def test_slack_takes_the_plain_part_without_mentions(hooks):
    tell([to("slack", hooks.url)], "one", Message("alert", "<!channel> fell", "A & B\n"))
    assert send_due() == (1, 0)
    assert json.loads(hooks.taken[0][1]) == {"text": "*&lt;!channel&gt; fell*\nA &amp; B\n"}


def test_a_busy_receiver_is_left_alone_as_long_as_it_asks(hooks):
    hooks.answers = [(429, {"Retry-After": "600"})]
    tell([to("webhook", hooks.url)], "one", NEWS)
    assert send_due() == (0, 1)
    pass_time(minutes=9)
    assert send_due() == (0, 0)
    pass_time(minutes=2)
    assert send_due() == (1, 0)
    assert (hooks.seen, len(hooks.taken)) == (2, 1)


def test_what_is_down_for_an_hour_gets_all_of_it_once_and_later_less_often(hooks):
    gone = f"http://127.0.0.1:{closed_port()}/"
    channel = to("webhook", gone)
    for number in range(3):
        tell([channel], f"news {number}", NEWS)
    tried = 0
    for _ in range(60):
        tried += send_due()[1]
        pass_time(minutes=1)
    assert tried == 3 * 6, "at 0, 1, 3, 8, 18 and 38 minutes"
    Channel.objects.update(address=hooks.url)
    pass_time(hours=1)
    assert (send_due(), send_due()) == ((3, 0), (0, 0))
    assert len(hooks.taken) == len({h["X-Permille-Delivery"] for h, _ in hooks.taken}) == 3


def test_what_cannot_be_delivered_for_three_days_is_given_up_and_says_so(hooks):
    hooks.answers = [(500, {})]
    tell([to("webhook", hooks.url)], "one", NEWS)
    pass_time(days=3)
    send_due()
    found = Delivery.objects.get()
    assert (found.state, found.answer) == ("given_up", "127.0.0.1 answered 500.")
    assert send_due() == (0, 0)


def test_a_redirect_is_not_followed(hooks):
    hooks.answers = [(307, {"Location": hooks.url})]
    tell([to("webhook", hooks.url)], "one", NEWS)
    assert send_due() == (0, 1)
    assert hooks.seen == 1
    assert "leads elsewhere" in Delivery.objects.get().answer


def test_a_webhook_reaches_no_private_network_whatever_its_name_says(hooks, settings):
    settings.ALLOW_PRIVATE_WEBHOOKS = False
    for number, address in enumerate((hooks.url, hooks.url.replace("http:", "https:"))):
        tell([to("webhook", address, name=str(number))], "one", NEWS)
    assert send_due() == (0, 2)
    answers = sorted(Delivery.objects.values_list("answer", flat=True))
    assert answers == [
        "127.0.0.1 is an address of a private network.",
        "The address must begin with https://.",
    ]
    inside = [(2, 1, 6, "", ("10.0.0.8", 443))]
    open_one = [(2, 1, 6, "", ("93.184.215.14", 443))]
    for found in (inside, open_one + inside):
        pass_time(hours=1)
        Channel.objects.update(address="https://hooks.permille.example/in")
        with patch("campaigns.telling.addresses.socket.getaddrinfo", return_value=found):
            assert send_due() == (0, 2)
    assert hooks.seen == 0


def test_the_connection_goes_to_the_address_that_was_looked_at(settings):
    found = [(2, 1, 6, "", ("93.184.215.14", 443))]
    tell([to("webhook", "https://hooks.permille.example/in")], "one", NEWS)
    with (
        patch("campaigns.telling.addresses.socket.getaddrinfo", return_value=found) as looked,
        patch("campaigns.telling.webhooks.socket.create_connection", side_effect=OSError) as goes,
    ):
        assert send_due() == (0, 1)
    assert looked.call_count == 1
    assert goes.call_args.args[0] == ("93.184.215.14", 443)


@pytest.mark.parametrize(
    "number",
    [
        *("127.0.0.1", "10.1.2.3", "169.254.169.254", "192.168.0.1", "100.64.0.1", "0.0.0.0"),
        *("::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::"),
        *("224.0.0.1", "ff0e::1", "2001:0:102:304::1", "::", "::127.0.0.1", "::ffff:0:7f00:1"),
        *("64:ff9b:1::7f00:1", "fec0::1", "3fff::1", "5f00::1", "192.88.99.1", "168.63.129.16"),
        *("198.18.0.1", "240.0.0.1", "255.255.255.255", "fd00:ec2::254", "100.100.100.200"),
    ],
)
def test_addresses_that_are_not_of_the_open_internet_are_known(number):
    assert not public(ip_address(number))
    for known in ("93.184.215.14", "2606:2800:220:1::1", "::ffff:8.8.8.8", "64:ff9b::808:808"):
        assert public(ip_address(known)), known


PRIVATE, HTTPS, SECRET = "of a private network", "begin with https://", "must not hold a password"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        *((f"https://{host}/", PRIVATE) for host in (
            "localhost", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001",
            "0177.0.0.1", "0", "0.0.0.0", "127\u30020\u30020\u30021", "\u2460\u2461\u2466.1",
            "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[fe80::1]",
            "[fe80::1%lo]", "[fc00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "@127.0.0.1",
            "127.0.0.1:22", "127.0.0.1#@hooks.permille.example", "169.254.169.254:443",
        )),
        ("https://hooks.permille.example@127.0.0.1/", SECRET),
        ("https://hooks.permille.example:443@127.0.0.1/", SECRET),
        ("https://hooks.permille.example\\@127.0.0.1/", SECRET),
        *((f"{scheme}127.0.0.1/", HTTPS) for scheme in (
            "http://", "ftp://", "file://", "gopher://", "unix://", "//", "", "https:",
        )),
        ("https://127.0.0.1:99999/", "cannot be read"),
        ("https://[127.0.0.1]/", "cannot be read"),
        ("https://[::1/", "cannot be read"),
        ("https://", HTTPS),
    ],
)  # fmt: skip
def test_no_address_leads_a_webhook_into_a_private_network(address, why):
    tell([to("webhook", address)], "one", NEWS)
    with patch("campaigns.telling.webhooks.socket.create_connection") as goes:
        assert send_due() == (0, 1)
    assert goes.call_args is None
    assert why in Delivery.objects.get().answer


class AnyDay(Timer):
    """A timer that waits as long on any day: faketime shifts the moments that others wait for."""

    def run(self):
        select.select([], [], [], self.interval)
        self.function(*self.args)


def test_a_receiver_that_never_ends_keeps_nobody_waiting(settings, monkeypatch):
    settings.ALLOW_PRIVATE_WEBHOOKS = True
    monkeypatch.setattr("campaigns.telling.webhooks.LONGEST", 0.2)
    monkeypatch.setattr("campaigns.telling.webhooks.Timer", AnyDay)
    with never_ending() as port:
        tell([to("webhook", f"http://127.0.0.1:{port}/")], "one", NEWS)
        assert send_due() == (0, 1)
    assert "was not reached" in Delivery.objects.get().answer


def test_a_message_whose_sender_died_is_taken_by_the_next_after_some_minutes(hooks):
    tell([to("webhook", hooks.url)], "one", NEWS)
    waiting = Delivery.objects.get()
    dead = outbox.take(waiting.pk, waiting.next_at)
    assert send_due() == (0, 0)
    pass_time(minutes=4)
    assert send_due() == (1, 0)
    outbox.failed(dead, "The one that was thought dead.")
    assert Delivery.objects.get().state == "sent"


def test_a_channel_that_is_not_in_use_gets_nothing_until_it_is(hooks):
    channel = to("webhook", hooks.url)
    tell([channel], "one", NEWS)
    Channel.objects.update(in_use=False)
    call_command("send_alerts")
    assert hooks.seen == 0
    Channel.objects.update(in_use=True)
    call_command("send_alerts")
    assert len(hooks.taken) == 1


def test_a_mail_waits_where_no_server_is_set_up(settings):
    settings.EMAIL_URL = ""
    tell([to("mail", "ua@permille.example")], "one", NEWS)
    assert send_due() == (0, 1)
    assert Delivery.objects.get().answer == "No mail server is set up."
