"""The permissions that pages ask for, each by one name, and the roles that hand them out."""

MAY_SEE = "campaigns.view_dailycount"
MAY_IMPORT = "campaigns.add_dailycount"
MAY_UNDO = "campaigns.undo_import"
MAY_CHANGE_APP = "campaigns.change_app"
MAY_CHANGE_CAMPAIGN = "campaigns.change_campaign"
MAY_RESPOND = "campaigns.add_decision"
MAY_NOTE = "campaigns.add_annotation"
MAY_EDIT_BENCHMARKS = "campaigns.change_benchmark"
MAY_ANSWER_CASES = "campaigns.change_case"
MAY_UPLOAD = "campaigns.change_creative"
MAY_PLAN = "campaigns.add_experiment"
MAY_DECIDE = "campaigns.change_experiment"
MAY_SET_RATES = "campaigns.change_rate"
MAY_SET_BUDGETS = "campaigns.change_budget"
MAY_CHANGE_RULES = "campaigns.change_namingrule"
MAY_ALERT = "campaigns.add_alertrule"
MAY_CHANGE_CHANNELS = "campaigns.change_channel"
MAY_SHARE = "campaigns.share_link"
MAY_CHANGE_PEOPLE = "auth.change_user"
MAY_AUDIT = "campaigns.view_auditevent"

ADMIN_DATA = [
    "annotation",
    "app",
    "benchmark",
    "budget",
    "campaign",
    "case",
    "clicktimecount",
    "columnmapping",
    "countrevision",
    "creative",
    "dailycount",
    "decision",
    "experiment",
    "arm",
    "importbatch",
    "namingrule",
    "network",
    "networktarget",
    "rate",
    "rejectedcount",
    "savedview",
    "sourceappcount",
    "storefact",
    "storepage",
    "threshold",
    "thresholdchange",
    "verdict",
]
"""What managers enter and look at in the admin, which says itself what of it can be changed."""
_VIEWER = (MAY_SEE,)
_ANALYST = (
    *_VIEWER,
    MAY_IMPORT,
    MAY_NOTE,
    MAY_RESPOND,
    MAY_ANSWER_CASES,
    MAY_PLAN,
    MAY_DECIDE,
    MAY_ALERT,
)
_MANAGER = (
    *_ANALYST,
    MAY_UNDO,
    MAY_CHANGE_RULES,
    MAY_CHANGE_CHANNELS,
    MAY_SHARE,
    *(f"campaigns.{do}_{of}" for of in ADMIN_DATA for do in ("view", "add", "change", "delete")),
)
_PEOPLE = ("auth.view_user", "auth.add_user", MAY_CHANGE_PEOPLE)
FOR_EVERYBODY = frozenset(
    {
        MAY_UNDO,
        MAY_CHANGE_RULES,
        MAY_CHANGE_CHANNELS,
        *_PEOPLE,
        MAY_AUDIT,
        *(
            f"campaigns.{do}_{of}"
            for of in (
                "app",
                "network",
                "columnmapping",
                "namingrule",
                "threshold",
                "benchmark",
                "budget",
                "rate",
            )
            for do in ("add", "change", "delete")
        ),
        *(f"campaigns.delete_{of}" for of in ("creative", "storepage")),
        *(f"campaigns.{do}_savedview" for do in ("view", "add", "change", "delete")),
    }
)
"""What changes numbers or shows words of everybody: not for who reads only some rows."""
ROLES = {
    "viewer": _VIEWER,
    "analyst": _ANALYST,
    "manager": _MANAGER,
    "owner": (*_MANAGER, *_PEOPLE, MAY_AUDIT),
}
"""The groups that every site has, the weakest first. `migrate` gives each exactly these."""
