// Package fakeice gives tests a fake-ice, an emulator of Alibaba Cloud ICE's Yike AI App jobs: it
// starts a server, gives each test an account of its own, and says when a test fails what that
// account was asked and why it was refused.
//
//	func TestDrawsABoat(t *testing.T) {
//		t.Parallel()
//		account := fakeice.Account(t)
//		ice := newClient(account.SDKConfig())
//		// … submit a job
//		account.Advance(10 * time.Second)
//		// … the job has finished
//	}
//
// The server is the one that the environment variable FAKE_ICE_URL names; else the program that
// FAKE_ICE_BINARY names, or fake-ice on PATH, is started on a free port, once for all tests of a
// package. It ends with the process that started it, however that ends.
//
// [Start], [Account] and the methods of [TestAccount] belong to a test, and end it when something
// goes wrong. [New], [Attach], [Server.NewAccount] and the methods of [AccountHandle] take a
// context and return errors instead: for TestMain and for programs that are no tests.
//
// Jobs, accounts, faults and rules have the form of fake-ice's fixtures and control API, in [JSON];
// a key that the server does not know is an error that names the nearest one that it does.
package fakeice

// JSON is an object of a fixture or of the control API, with their own PascalCase keys.
type JSON = map[string]any
