"""A page of a real browser: what a person sees and does, and what the page asks for."""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

WAIT = 10
# `target-size` and the others of WCAG 2.2 AA, with those before it.
_AXE = """
const [rules, done] = arguments;
const told = (each) => [each.id, each.impact, each.nodes.map((node) => node.html).slice(0, 3)];
axe.run(document, {runOnly: rules}).then((found) => done(found.violations.map(told)));
"""
_WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
T = TypeVar("T")


class Page:
    """One tab. Elements are named by CSS selectors; texts by what a person reads."""

    def __init__(self, driver: webdriver.Chrome, address: str) -> None:
        self.driver = driver
        self.address = address

    def open(self, path: str = "") -> None:
        """Opens the page anew, at this address below the service."""
        self.driver.get("about:blank")
        self.driver.get(f"{self.address}/{path}")

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def find(self, selector: str) -> WebElement:
        """Waits until an element is there and shown."""
        return self.until(lambda: next((each for each in self.all(selector) if each.is_displayed()), None), selector)

    def texts(self, selector: str) -> list[str]:
        """What is shown in the elements, with single spaces."""
        script = "return [...document.querySelectorAll(arguments[0])].map((each) => each.innerText)"
        return [" ".join(each.split()) for each in self.driver.execute_script(script, selector)]

    def sees(self, text: str) -> None:
        """Waits until the page shows a text; spaces are single."""
        self.until(lambda: text in self.texts("body")[0], text)

    def until(self, found: Callable[[], T | None], what: str) -> T:
        """Waits until a function finds something; it may be asked while the page changes."""
        wait = WebDriverWait(self.driver, WAIT, 0.03, ignored_exceptions=[Exception])
        return cast(T, wait.until(lambda _: found(), f"not found: {what}"))

    def click(self, selector: str) -> None:
        self.find(selector).click()

    def named(self, words: str) -> WebElement:
        """Waits for the control with this accessible name, or these words."""
        controls = "a, button, input, select, summary, textarea, [role=button]"
        return self.until(
            lambda: next((each for each in self.all(controls) if words in (each.accessible_name, each.text)), None),
            words,
        )

    def press(self, *keys: str) -> None:
        """Presses keys, as `Keys` or characters, where the focus is."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def tab_to(self, selector: str, most: int = 60) -> WebElement:
        """Goes with the Tab key until the focus is on such an element."""
        for _ in range(most):
            self.press(Keys.TAB)
            focused = self.driver.switch_to.active_element
            if self.driver.execute_script("return arguments[0].matches(arguments[1])", focused, selector):
                return focused
        raise AssertionError(f"{most} times Tab do not reach {selector}")

    def width(self, pixels: int, height: int = 900) -> None:
        size = {"width": pixels, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def colours(self, scheme: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def overflows(self) -> bool:
        """Whether the page is wider than the window."""
        return bool(self.driver.execute_script("return document.documentElement.scrollWidth > innerWidth"))

    def violations(self, rules: Sequence[str] = _WCAG) -> list[Any]:
        """What axe-core, which must have been loaded, finds against WCAG 2.2 AA: rule, impact and elements."""
        return list(self.driver.execute_async_script(_AXE, rules))

    def errors(self) -> list[str]:
        """What the console said since the last call, except answers that were errors."""
        said = [each["message"] for each in self._log("browser") if each["level"] == "SEVERE"]
        return [each for each in said if "Failed to load resource" not in each]

    def hosts(self) -> set[str]:
        """The hosts asked since the last call."""
        messages = [json.loads(each["message"])["message"] for each in self._log("performance")]
        sent = [each["params"]["request"]["url"] for each in messages if each["method"] == "Network.requestWillBeSent"]
        return {urlsplit(each).netloc for each in sent if each.startswith(("http:", "https:", "ws:", "wss:"))}

    def _log(self, kind: str) -> list[dict[str, str]]:
        return list(self.driver.get_log(kind))  # type: ignore[no-untyped-call]
