"""Names and roles as SageMaker takes them."""

import re
from datetime import UTC, datetime

from app.errors import SettingsError


def check_role(role: str) -> None:
    """Raises SettingsError when the text is not the ARN of a role."""
    if not re.fullmatch(r"arn:[\w-]+:iam::\d{12}:role/.+", role):
        raise SettingsError(f"--role {role!r}: expected arn:aws:iam::ACCOUNT:role/NAME")


def check_name(name: str) -> None:
    """Raises SettingsError when SageMaker would refuse the name with a time of day added."""
    if not re.fullmatch(r"[a-zA-Z0-9](-?[a-zA-Z0-9]){0,42}", name):
        raise SettingsError(f"--name {name!r}: expected up to 43 letters, digits and single hyphens")


def named_now(name: str) -> str:
    """The name with the time of day, so that it is a new one."""
    return f"{name}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
