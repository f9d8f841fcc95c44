"""Plans of the demo for the month at hand: one on pace, one that runs out, one that is left."""

from datetime import date, timedelta
from decimal import Decimal

from campaigns.judgement.budgets import paced
from campaigns.models import App, Budget, Campaign, Network
from campaigns.periods import month

PLANS = (
    (App, {"name": "Merge Harbor"}, 1.03),
    (App, {"name": "Tile Garden"}, 0.98),
    (Network, {"name": "Kite Exchange"}, 0.75),
    (Network, {"name": "Vantage DSP"}, 1.01),
    (Campaign, {"network__name": "Playgrid", "app__name": "Merge Harbor"}, 1.3),
)
"""What a plan is of, and the plan as a multiple of what its days lead to."""


def plant(last: date) -> None:
    """Write the plans of the month at hand, on the day after the last one; none of days too few to
    say a pace."""
    today = last + timedelta(days=1)
    factors = {}
    for model, named, factor in PLANS:
        about = model.objects.filter(**named).order_by("pk").first()
        if about is not None:
            of = {model.__name__.lower(): about}
            plan = Budget.objects.create(month=month(today), amount=1, is_demo=True, **of)
            factors[plan.pk] = factor
    for one in paced(month(today), today):
        if one.forecast and one.budget.pk in factors:
            amount = Decimal(round(one.forecast.value * factors[one.budget.pk], -1) or 10)
            Budget.objects.filter(pk=one.budget.pk).update(amount=amount)
        elif one.budget.pk in factors:
            one.budget.delete()
