'use strict';
/** fake-ice in a test: start a server, take an account, move its clock, make it fail. */
const { Account } = require('./lib/account.js');
const { ControlError, FakeIceError } = require('./lib/control.js');
const { attach, Server, start } = require('./lib/server.js');

module.exports = { Account, attach, ControlError, FakeIceError, Server, start };
