"""Checks names and roles for SageMaker."""

import re
from datetime import UTC, datetime

from app.errors import SettingsError


def check_role(role: str) -> None:
    """Raises SettingsError when the text is not the ARN of a role."""
    if not re.fullmatch(r"arn:[\w-]+:iam::\d{12}:role/.+", role):
        raise SettingsError(f"--role {role!r}: expected arn:aws:iam::ACCOUNT:role/NAME")


def check_name(name: str) -> None:
    """Raises SettingsError when SageMaker would refuse the name that `named_now` builds from this one."""
    if not re.fullmatch(r"[a-zA-Z0-9](-?[a-zA-Z0-9]){0,42}", name):
        raise SettingsError(f"--name {name!r}: expected up to 43 letters, digits and single hyphens")


def named_now(name: str) -> str:
    """Returns the name with date and time, so that it is unique."""
    return f"{name}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
