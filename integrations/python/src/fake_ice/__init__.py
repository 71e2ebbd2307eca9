"""fake-ice in a test: start a server, take an account, move its clock, make it fail.

    with fake_ice.start() as ice, ice.account() as account:
        client = Client(Config(**account.sdk_config()))

The pytest plugin gives each test an account of its own: the fixture ``fake_ice``.
"""

from fake_ice._account import Account
from fake_ice._control import ControlError, FakeIceError
from fake_ice._server import Server, attach, start

__all__ = ["Account", "ControlError", "FakeIceError", "Server", "attach", "start"]
