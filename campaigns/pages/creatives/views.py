"""The pages of creatives: the gallery, one creative, and the files that show them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_POST, require_safe

from campaigns.judgement import deciding
from campaigns.judgement.breakdown import breakdown
from campaigns.judgement.creatives.creative_page import creative_page
from campaigns.judgement.creatives.ranking import Creatives
from campaigns.judgement.creatives.ranking import creatives as creatives_of
from campaigns.pages.creatives import charts as creative_shapes
from campaigns.pages.creatives import words as creative_words
from campaigns.pages.creatives.tables import CreativeTable
from campaigns.pages.creatives.ways import BY_NAME, BY_NOTES, ways
from campaigns.records import creative_files
from campaigns.records.notes import annotations
from campaigns.reports import DIMENSIONS
from campaigns.ui import serving
from campaigns.ui.breakdown_tables import BreakdownTable, splits
from campaigns.ui.deciding import DecisionForm, told
from campaigns.ui.page import Page, asked, leading_on
from campaigns.ui.permissions import MAY_RESPOND, MAY_UPLOAD
from campaigns.ui.report_form import ReportForm
from campaigns.ui.tiles import network_tiles

EACH = "creative"
SPLITS = ("network", "campaign", "country", "store_page", "day")


def creatives(request):
    """`/creatives/`: which creative is best, and where does the money go to a worse one?"""
    form = asked(request)
    if (split := form.one_of(EACH)) != EACH:
        return creatives_by(request, form, split)
    found = creatives_of(form.query(), form.today)
    table = CreativeTable(found, form=form)
    page = Page(request, "creatives/creatives", form, found.found, table)
    return page.file() or page.show(
        headline=creative_words.answer(found),
        to_do=creative_words.to_do(found),
        notes_on_ranking=creative_words.footnotes(found),
        may_upload=may_upload(request),
        sections=gallery(found, table, form),
        **ways(found, form),
    )


def gallery(found: Creatives, table: CreativeTable, form: ReportForm) -> list:
    """The cards of the gallery; none where the table is shown."""
    found.lives.ask(part.about.pk for part in table.on_this_page)
    here = form.view == "gallery"
    return creative_shapes.sections(found, table.on_this_page, form) if here else []


def creatives_by(request, form: ReportForm, split: str):
    """`/creatives/?by=hook`: creatives summed by what their names, tags or ad groups say."""
    found = breakdown(form.query(), (split,), form.today)
    label = DIMENSIONS[split].label
    caption = f"Creatives by {label.lower()}"
    table = BreakdownTable(found, name="parts", caption=caption, form=form)
    page = Page(request, "creatives/creatives_by", form, found, table)
    words: dict[str, Any] = {"label": label, "note": BY_NOTES.get(split, BY_NAME)}
    return page.file() or page.show(splits=splits(form, (EACH,)), **words)


@leading_on
def creative(request, pk):
    """`/creatives/ID/`: one creative, how it lives, and where it runs."""
    form = asked(request, creative=pk)
    one = creative_page(pk, form.query(), form.today, form.one_of(*SPLITS))
    found = one.parts
    table = BreakdownTable(found, name="parts", caption=f"Parts of {one.about.name}", form=form)
    noted = annotations(one.lived_query)
    page = Page(request, "creatives/creative", form, found, table, noted=noted)
    return page.file() or page.show(
        page=one,
        tiles=network_tiles(found.total, found),
        chart=creative_shapes.life(one, noted),
        card=one.part and creative_shapes.card(one.part, one.creatives, form),
        splits=splits(form, SPLITS),
        **may(request),
        **creative_words.about(one),
    )


def may(request) -> dict[str, Any]:
    """What somebody may do on the page of a creative."""
    decides = request.user.has_perm(MAY_RESPOND)
    return {
        "may_upload": may_upload(request),
        "decide": DecisionForm(kind="creative") if decides else None,
    }


@permission_required(MAY_RESPOND, raise_exception=True)
@require_POST
def creative_decide(request, pk):
    """`/creatives/ID/decide/`: note what is done about a creative, on its numbers now."""
    creative_files.about_one(pk)
    said = DecisionForm(request.POST, kind="creative")
    if not said.is_valid():
        return HttpResponseBadRequest("There is no such word.")
    made = deciding.on_creative(pk, request.user, **said.cleaned_data, today=localdate())
    messages.success(request, told(made))
    return redirect("creative", pk)


def may_upload(request) -> bool:
    """Whether somebody may upload a preview, which is done in the admin."""
    return request.user.is_staff and request.user.has_perm(MAY_UPLOAD)


@require_safe
def asset(request, pk):
    """`/creatives/ID/asset/`: the file of a creative, in a sandbox of its own."""
    return serving.answer(creative_files.stored(pk, "asset"), request.headers.get("Range", ""))


@require_safe
def poster(request, pk):
    """`/creatives/ID/poster/`: the picture that stands for it."""
    return serving.answer(creative_files.stored(pk, "poster"), request.headers.get("Range", ""))
