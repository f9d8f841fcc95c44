"""The addresses of the pages: URL name, view and template share one word."""

from django.urls import path

from campaigns.pages.account import views as account_views
from campaigns.pages.alerts import views as alert_views
from campaigns.pages.answers import views as answer_views
from campaigns.pages.audience import views as audience_views
from campaigns.pages.audit import views as audit_views
from campaigns.pages.budgets import views as budget_views
from campaigns.pages.by_hand import views as by_hand_views
from campaigns.pages.campaigns import views as campaign_views
from campaigns.pages.channels import views as channel_views
from campaigns.pages.concepts import views as concept_views
from campaigns.pages.creatives import views as creative_views
from campaigns.pages.data import views as data_views
from campaigns.pages.decisions import views as decision_views
from campaigns.pages.experiments import views as experiment_views
from campaigns.pages.fraud import views as fraud_views
from campaigns.pages.help import views as help_views
from campaigns.pages.imports import views as import_views
from campaigns.pages.links import views as link_views
from campaigns.pages.mails import views as mail_views
from campaigns.pages.method import views as method_views
from campaigns.pages.names import views as name_views
from campaigns.pages.networks import views as network_views
from campaigns.pages.notes import views as note_views
from campaigns.pages.overview import views as overview_views
from campaigns.pages.planner import views as planner_views
from campaigns.pages.quality import views as quality_views
from campaigns.pages.rates import views as rate_views
from campaigns.pages.reporters import views as reporter_views
from campaigns.pages.saved_views import views as saving_views
from campaigns.pages.search import views as search_views
from campaigns.pages.store_pages import views as store_page_views
from campaigns.pages.targets import views as target_views
from campaigns.pages.trends import views as trend_views
from campaigns.pages.undo import views as undo_views
from campaigns.pages.why import views as why_views

urlpatterns = [
    path("", overview_views.overview, name="overview"),
    path("today/ask/<int:pk>/", overview_views.today_ask, name="today_ask"),
    path("today/answer/", overview_views.today_answer, name="today_answer"),
    path("demo/load/", overview_views.demo_load, name="demo_load"),
    path("demo/remove/", overview_views.demo_remove, name="demo_remove"),
    path("look/", saving_views.look, name="look"),
    path("targets/", target_views.targets, name="targets"),
    path("answers/undo/", answer_views.answer_undo, name="answer_undo"),
    path("why/", why_views.why, name="why"),
    path("networks/", network_views.networks, name="networks"),
    path("networks/<int:pk>/", network_views.network, name="network"),
    path("networks/<int:pk>/decide/", network_views.decide, name="decide"),
    path("networks/<int:pk>/respond/", network_views.respond, name="respond"),
    path("creatives/", creative_views.creatives, name="creatives"),
    path("creatives/<int:pk>/", creative_views.creative, name="creative"),
    path("creatives/<int:pk>/decide/", creative_views.creative_decide, name="creative_decide"),
    path("creatives/<int:pk>/asset/", creative_views.asset, name="asset"),
    path("creatives/<int:pk>/poster/", creative_views.poster, name="poster"),
    path("concepts/", concept_views.concepts_page, name="concepts"),
    path("names/", name_views.names, name="names"),
    path("names/save/", name_views.rule_save, name="rule_save"),
    path("names/rules/<int:pk>/", name_views.rule_use, name="rule_use"),
    path("names/merge/", name_views.values_merge, name="values_merge"),
    path("store-pages/", store_page_views.store_pages, name="store_pages"),
    path("quality/", quality_views.quality, name="quality"),
    path("fraud/", fraud_views.fraud, name="fraud"),
    path("fraud/<int:pk>/", fraud_views.case, name="case"),
    path("fraud/<int:pk>/answer/", fraud_views.case_answer, name="case_answer"),
    path("fraud/<int:pk>/pack/", fraud_views.case_pack, name="case_pack"),
    path("notes/", note_views.notes, name="notes"),
    path("notes/add/", note_views.note_add, name="note_add"),
    path("notes/<int:pk>/", note_views.note, name="note"),
    path("notes/<int:pk>/delete/", note_views.note_delete, name="note_delete"),
    path("campaigns/", campaign_views.campaigns, name="campaigns"),
    path("campaigns/<int:pk>/", campaign_views.campaign, name="campaign"),
    path("audience/", audience_views.audience, name="audience"),
    path("experiments/", experiment_views.experiments, name="experiments"),
    path("experiments/new/", experiment_views.experiment_new, name="experiment_new"),
    path("experiments/<int:pk>/", experiment_views.experiment, name="experiment"),
    path("experiments/<int:pk>/start/", experiment_views.experiment_start, name="experiment_start"),
    path(
        "experiments/<int:pk>/decide/", experiment_views.experiment_decide, name="experiment_decide"
    ),
    path("search/", search_views.search, name="search"),
    path("search/lines/", search_views.search_lines, name="search_lines"),
    path("views/", saving_views.views, name="views"),
    path("views/<int:pk>/", saving_views.view, name="view"),
    path("views/<int:pk>/change/", saving_views.view_change, name="view_change"),
    path("views/<int:pk>/delete/", saving_views.view_delete, name="view_delete"),
    path("views/<int:pk>/default/", saving_views.view_default, name="view_default"),
    path("audit/", audit_views.audit_log, name="audit"),
    path("account/", account_views.account, name="account"),
    path("account/second-factor/", account_views.second_factor, name="second_factor"),
    path("account/logins/end/", account_views.devices_end, name="devices_end"),
    path("account/logins/<int:pk>/end/", account_views.device_end, name="device_end"),
    path("account/keys/", account_views.key_make, name="key_make"),
    path("account/keys/<int:pk>/end/", account_views.key_end, name="key_end"),
    path("links/", link_views.links, name="links"),
    path("links/<int:pk>/revoke/", link_views.link_revoke, name="link_revoke"),
    path("s/<str:signed>/", link_views.shared, name="shared"),
    path("trends/", trend_views.trends, name="trends"),
    path("decisions/", decision_views.decisions, name="decisions"),
    path("planner/", planner_views.planner, name="planner"),
    path("budgets/", budget_views.budgets, name="budgets"),
    path("budgets/<int:pk>/decide/", budget_views.budget_decide, name="budget_decide"),
    path("budgets/set/", budget_views.budgets_set, name="budgets_set"),
    path("alerts/", alert_views.alerts, name="alerts"),
    path("alerts/new/", alert_views.alert_new, name="alert_new"),
    path("alerts/<int:pk>/", alert_views.alert, name="alert"),
    path("alerts/<int:pk>/delete/", alert_views.alert_delete, name="alert_delete"),
    path("mails/", mail_views.mails, name="mails"),
    path("mails/<int:pk>/", mail_views.mail_preview, name="mail_preview"),
    path("mails/<int:pk>/delete/", mail_views.mail_delete, name="mail_delete"),
    path("channels/", channel_views.channels, name="channels"),
    path("channels/<int:pk>/", channel_views.channel, name="channel"),
    path("channels/<int:pk>/test/", channel_views.channel_test, name="channel_test"),
    path("channels/<int:pk>/delete/", channel_views.channel_delete, name="channel_delete"),
    path("rates/", rate_views.rates, name="rates"),
    path("rates/set/", rate_views.rates_set, name="rates_set"),
    path("data/reporters/", reporter_views.reporters, name="reporters"),
    path("data/<int:pk>/<str:day>/", data_views.day_history, name="day_history"),
    path("data/", data_views.data, name="data"),
    path("help/", help_views.help_page, name="help"),
    path("method/", method_views.method, name="method"),
    path("imports/by-hand/", by_hand_views.by_hand, name="by_hand"),
    path("imports/", import_views.imports, name="imports"),
    path("imports/preview/<uuid:token>/", import_views.import_preview, name="import_preview"),
    path("imports/forget/<uuid:token>/", import_views.import_forget, name="import_forget"),
    path("imports/next/", import_views.import_next, name="import_next"),
    path("imports/done/", import_views.import_done, name="imports_done"),
    path("imports/confirm/", import_views.import_confirm, name="import_confirm"),
    path("imports/jobs/<int:pk>/", import_views.import_job, name="import_job"),
    path("imports/<int:batch>/", import_views.import_done, name="import_done"),
    path("imports/<int:batch>/undo/", undo_views.undo, name="undo"),
]
