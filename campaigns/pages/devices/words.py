"""Browsers in words."""

import re

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
