"""The pages of creatives: the gallery, one creative, and the files that show them."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.judgement.breakdown import breakdown
from campaigns.judgement.creatives.creative_page import creative_page
from campaigns.judgement.creatives.ranking import creatives as creatives_of
from campaigns.pages.creatives import charts as creative_shapes
from campaigns.pages.creatives import words as creative_words
from campaigns.pages.creatives.tables import CreativeTable
from campaigns.records import creative_files
from campaigns.records.notes import annotations
from campaigns.ui import serving
from campaigns.ui.breakdown_tables import PER_PAGE, BreakdownTable, splits
from campaigns.ui.exports import export
from campaigns.ui.notes import notes
from campaigns.ui.page import framed, paged
from campaigns.ui.permissions import MAY_UPLOAD
from campaigns.ui.report_form import ReportForm
from campaigns.ui.tiles import network_tiles

SPLITS = ("network", "campaign", "country", "store_page", "day")


def creatives(request):
    """`/creatives/`: which creative is best, and where does the money go to a worse one?"""
    form = ReportForm(request.GET, today=timezone.localdate())
    page = creatives_of(form.query(), form.today)
    gallery = form.view == "gallery"
    table = CreativeTable(page, form=form)
    paged(request, table, creative_shapes.PER_PAGE if gallery else PER_PAGE)
    if form.export:
        return export(table, form.export, "creatives")
    context = framed(request, page.found, form) | {
        "headline": creative_words.answer(page),
        "to_do": creative_words.to_do(page),
        "notes_on_ranking": creative_words.footnotes(page),
        "sections": creative_shapes.sections(page, table.on_this_page, form) if gallery else [],
        "chips": creative_shapes.chips(page, form),
        "tags": creative_shapes.tags(page, form),
        "views": creative_shapes.views(form),
        "sorts": creative_shapes.sorts(form),
        "table": table,
        "gallery": gallery,
        "may_upload": may_upload(request),
    }
    return render(request, "campaigns/creatives/creatives.html", context)


def creative(request, pk):
    """`/creatives/ID/`: one creative, how it lives, and where it runs."""
    about = creative_files.about_one(pk)
    form = ReportForm(request.GET, today=timezone.localdate(), subject={"creative": pk})
    page = creative_page(about, form.query(), form.today)
    found = breakdown(form.query(), (form.one_of(*SPLITS),), form.today)
    caption = f"Parts of {about.name}"
    table = paged(request, BreakdownTable(found, name="parts", caption=caption, form=form))
    noted = annotations(page.lived_query)
    if form.export:
        return export(table, form.export, "creative", noted)
    context = framed(request, found, form) | {
        "about": about,
        "page": page,
        "verdict": creative_words.verdict(page),
        "what": creative_words.what(page),
        "fatigue": page.part and page.part.fatigue,
        "on_networks": creative_words.on_networks(page.part) if page.part else [],
        "card": page.part and creative_shapes.card(page.part, page.creatives, form),
        "tiles": network_tiles(found.total, found),
        "chart": creative_shapes.life(page, noted),
        "table": table,
        "splits": splits(form, SPLITS),
        "may_upload": may_upload(request),
    }
    context["notes"] = notes(request, context["filters"], noted)
    return render(request, "campaigns/creatives/creative.html", context)


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
