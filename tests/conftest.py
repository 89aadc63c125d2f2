"""Options and fixtures that every test may use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from selenium import webdriver

    from tests.browser.driver import Screen, Show

# A property says what holds, not how fast: on a busy machine any example may take a second, and one
# that did and does not again fails as flaky. Time is measured by the benchmarks.
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("unhurried", UNHURRIED)
settings.load_profile("unhurried")

GOLDEN = Path(__file__).parent / "golden"

Golden = Callable[[str, bytes], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden files anew instead of comparing with them; review the diff",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare bytes with `tests/golden/NAME`, or write them there under `--update-golden`."""

    def compare(name: str, data: bytes) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.write_bytes(data)
        assert path.is_file(), f"{path.name} is missing; run pytest with --update-golden"
        # Not as text: the ends of lines are part of a format.
        assert data.decode() == path.read_bytes().decode()

    return compare


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    """One chromium for all tests of a process."""
    from tests.browser.driver import start

    driver = start()
    yield driver
    driver.quit()


@pytest.fixture
def screen(browser: webdriver.Chrome, tmp_path: Path) -> Iterator[Screen]:
    """The browser at an empty page, to show reports on."""
    from tests.browser.driver import Screen

    yield Screen(browser, tmp_path)
    browser.get("about:blank")


@pytest.fixture
def show(screen: Screen) -> Show:
    """Opens a record as its page, or a page as it is."""
    return screen.show
