// The same module for import and for require, so that both have the same classes.
import kit from './index.js';

export const { Account, attach, ControlError, FakeIceError, Server, start } = kit;
