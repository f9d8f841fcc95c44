"""What the first migrations name, where it was when they landed: their text stays as it is."""

from campaigns import models
from campaigns.models import choices, money

__all__ = ["choices", "models", "money"]
