"""What stands on the page, and browsers in words."""

import re
from typing import Any

from campaigns.pages.account.forms import KeyForm
from campaigns.records import devices as logins
from campaigns.records import second_factor, tokens
from campaigns.ui.permissions import MAY_CHANGE_PEOPLE

BROWSERS = {
    "Edg": "Edge", "EdgA": "Edge", "EdgiOS": "Edge", "OPR": "Opera", "Firefox": "Firefox",
    "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome", "Version": "Safari",
}  # fmt: skip
"""What stands before the version, the most telling first: all name others beside themselves."""
SYSTEMS = {
    "iPhone": "an iPhone", "iPad": "an iPad", "Android": "Android", "Windows": "Windows",
    "CrOS": "a Chromebook", "Mac OS X": "a Mac", "Linux": "Linux",
}  # fmt: skip


def browser(said: str) -> str:
    """What a browser calls itself, shortly: Firefox 132 on Windows. It may say anything."""
    system = next((word for sign, word in SYSTEMS.items() if sign in said), "")
    for sign, name in BROWSERS.items():
        if found := re.search(rf"\b{sign}/(\d{{1,4}})\b", said):
            return f"{name} {found[1]} on {system}" if system else f"{name} {found[1]}"
    return f"A browser on {system}" if system else "An unknown browser"


def account_of(request: Any, form: KeyForm | None = None, made: str = "") -> dict[str, Any]:
    """One's own logins and keys, and those of others where they may be seen.

    `made` is the text of a key that was made just now.
    """
    here, user = request.session.session_key, request.user
    sees_all = user.has_perm(MAY_CHANGE_PEOPLE)
    own = [(one, browser(one.browser), one.session == here) for one in logins.of(user)]
    others = logins.of_others(user) if sees_all else []
    return {
        "own": sorted(own, key=lambda one: not one[2]),
        "others": [(one, browser(one.browser), False) for one in others],
        "keys": tokens.of(user),
        "keys_of_others": tokens.of_others(user) if sees_all else [],
        "form": form or KeyForm(user=user),
        "made": made,
        "sees_all": sees_all,
        "factor_required": second_factor.required(),
    }
