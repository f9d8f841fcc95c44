"""A page as a link shows it: read by its maker's rights to see, without anything to press."""

from collections.abc import Callable
from copy import copy
from functools import partial
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, QueryDict
from django.urls import resolve
from django.utils.html import escape

from campaigns.models import SharedLink
from campaigns.records.saved_views import path_now, report_page
from campaigns.ui.permissions import MAY_SEE

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source"}
LEFT_OUT = {"form", "dialog", "video"}
CONTROLS = {"card__tools", "exports", "actions", "trend-icon", "case-link"}
"""Classes of what only somebody with a login can use."""
LEADING = {"trend-link"}
"""Classes that say where a link leads."""


class Reader:
    """The maker of a link, who may look and do nothing else."""

    is_staff = is_superuser = False

    def __init__(self, maker: Any) -> None:
        self._maker = maker

    def __getattr__(self, name: str) -> Any:
        return getattr(self._maker, name)

    def has_perm(self, name: str, obj: Any = None) -> bool:
        """Whether it is to see."""
        return name == MAY_SEE

    def has_perms(self, names: Any, obj: Any = None) -> bool:
        """Whether all of them are to see."""
        return all(map(self.has_perm, names))

    def has_module_perms(self, label: str) -> bool:
        """Never: templates ask no more than pages do."""
        return False


def as_reader(request: Any, link: SharedLink) -> tuple[Callable, Any]:
    """The view behind a link, and the request that it reads. Raises Http404 where it is gone."""
    if not report_page(link.path):
        raise Http404(link.path)
    path = path_now(link.path)
    match, inner = resolve(path), copy(request)
    query = link.query.removeprefix("?")
    inner.GET, inner.user, inner.shared_link = QueryDict(query), Reader(link.maker), link
    inner.path = inner.path_info = path
    inner.resolver_match = match
    inner.META = request.META | {"QUERY_STRING": query, "PATH_INFO": path}
    return partial(match.func, **match.kwargs), inner


def read_only(view: Callable[[Any], HttpResponse]) -> Callable[[Any], HttpResponse]:
    """The view, whose page has no form and no link to other pages. Raises Http404 where it
    answers with anything but a page."""

    def shown(request: Any) -> HttpResponse:
        response = view(request)
        if response.status_code != 200:
            raise Http404(request.path)
        page = _Page()
        page.feed(response.content.decode())
        page.close()
        response.content = "".join(page.parts)
        response["X-Robots-Tag"] = "noindex"
        return response

    return shown


class _Page(HTMLParser):
    """Copies a page without controls, and its links without where they lead."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self._inside: list[str] = []  # what is open of an element that is left out
        self._dead = False  # whether a link is open that leads nowhere now

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        css = set(told.get("class", "").split())
        if self._inside or tag in LEFT_OUT or CONTROLS & css:
            if tag not in VOID:
                self._inside.append(tag)
        elif tag == "img" and not told.get("src", "").startswith(settings.STATIC_URL):
            pass  # a picture of a creative, which needs a login
        elif tag == "a" and not told.get("href", "").startswith("#"):
            self._dead = True
            self.parts.append(f'<span class="{escape(" ".join(sorted(css - LEADING)))}">')
        else:
            self.parts.append(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._inside:
            self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if not self._inside:
            self.parts.append("</span>" if tag == "a" and self._dead else f"</{tag}>")
            self._dead = self._dead and tag != "a"
        elif tag in self._inside:  # what was never closed inside ends with it
            while self._inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._put(data)

    def handle_entityref(self, name: str) -> None:
        self._put(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._put(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._put(f"<!{decl}>")

    def _put(self, text: str) -> None:
        if not self._inside:
            self.parts.append(text)
