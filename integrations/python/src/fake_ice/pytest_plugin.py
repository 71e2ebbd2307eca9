"""The pytest plugin: a server for each process of a run, an account for each test.

A conftest.py with a fixture ``fake_ice_server`` of its own decides how the server is started.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest

from fake_ice._account import Account
from fake_ice._server import Server, start

_ACCOUNT = pytest.StashKey[Account]()
_LAST_WORDS = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def fake_ice_server() -> Iterator[Server]:
    """The server of this process; under xdist each worker has one."""
    with start() as server:
        yield server


@pytest.fixture
def fake_ice(request: pytest.FixtureRequest, fake_ice_server: Server) -> Iterator[Account]:
    """A new account; a test that fails prints what was asked of it."""
    account = fake_ice_server.account()
    stash = request.node.stash
    stash[_ACCOUNT] = account
    yield account
    # Another fixture's end may have failed already, which is reported when the account is gone. A
    # test that passed is not to wait for details.
    stash[_LAST_WORDS] = account.journal(details=False)
    account.delete()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, object, None]:
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if not report.failed or _ACCOUNT not in item.stash:
        return
    text = item.stash.get(_LAST_WORDS, None) or item.stash[_ACCOUNT].journal()
    report.sections.append(("fake-ice: requests of this test", text))
