"""What the site asks of everybody who logs in."""

from django.db import models


class SignInRule(models.Model):
    """One row, `pk` 1, once an owner has said anything."""

    second_factor = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return (
            "Everybody needs a second factor"
            if self.second_factor
            else "A password is enough to log in"
        )
