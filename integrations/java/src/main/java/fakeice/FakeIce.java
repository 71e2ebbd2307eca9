package fakeice;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives a JUnit 5 test an account of its own: on a parameter of the test, or on a class whose tests
 * have such parameters.
 *
 * <pre>{@code
 * @Test
 * void drawsABoat(@FakeIce FakeIceAccount account) throws Exception {
 *     Client client = new Client(Config.build(account.sdkConfig()));
 * }
 * }</pre>
 *
 * <p>Which types a parameter may have, and options of the server, see {@link FakeIceExtension}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
@ExtendWith(FakeIceExtension.class)
public @interface FakeIce {}
