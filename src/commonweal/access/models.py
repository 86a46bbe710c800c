"""People who sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now

from commonweal.database.models import UUIDv7


class PersonManager(BaseUserManager["Person"]):
    """Makes people; an e-mail address is one person, whatever its capital letters."""

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> Person:
        """A person who can sign in; without a password, after following an invitation."""
        person = self.model(email=self.normalize_email(email).lower(), **facts)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> Person:
        """An operator of the deployment: no seat, no sight of people's records."""
        return self.create_user(email, password, is_operator=True, **facts)

    def get_by_natural_key(self, username: str | None) -> Person:
        """By e-mail address, in any capitals."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who works with Commonweal. What they may do follows from their seats, not from this row.

    Not under row security: sign-in must find the row before anybody is known. It therefore holds a
    name and an address at work and nothing else.
    """

    id = models.UUIDField(primary_key=True, db_default=UUIDv7(), editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200)
    is_operator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[PersonManager] = PersonManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("email"), name="one_person_per_email"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    # Django's permission tables are not used: roles on seats decide.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """Nobody holds Django's own permissions."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """Nobody holds Django's own permissions."""
        return False
