/**
 * fake-ice in a test: start a server, take an account, move its clock, make it fail.
 *
 * <p>With JUnit, {@link fakeice.FakeIce} gives each test an account of its own. Without:
 *
 * <pre>{@code
 * try (var ice = FakeIceServer.start(); var account = ice.account()) {
 *     Client client = new Client(Config.build(account.sdkConfig()));
 * }
 * }</pre>
 *
 * <p>What goes to the control API may be given as maps and lists or as JSON text; what it answers
 * is a {@link fakeice.JsonObject}.
 */
package fakeice;
