package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients below fake-ice exec, where the service's own host names lead to a server. */
class ExecTest {
    private static final String URL = "https://ice\\.cn-shanghai\\.aliyuncs\\.com/_media/\\S+";

    @ParameterizedTest
    @ValueSource(strings = {"region", "endpoint"})
    void liveAJob(String told) throws Exception {
        // Asked of another program, so that a mistake of fake-ice's is none of the machine's.
        assumeTrue(
            run("unshare", "--user", "--map-root-user", "--net", "--mount", "true").exit == 0,
            "this machine lets no user make namespaces");
        Ended ended = run(System.getenv("FAKE_ICE_BINARY"), "exec", "--",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), "sdk.JobBelowExec", told,
            Data.BUNDLED_KEY.getString("AccessKeyId"),
            Data.BUNDLED_KEY.getString("AccessKeySecret"));
        assertEquals(0, ended.exit, ended.said);
        String last = ended.said.substring(ended.said.lastIndexOf('\n') + 1);
        assertTrue(last.matches("Finished " + URL + " image/png"), ended.said);
    }

    private static Ended run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("FAKE_ICE_"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes()).strip();
        return new Ended(process.waitFor(), said);
    }

    private static final class Ended {
        final int exit;
        final String said;

        Ended(int exit, String said) {
            this.exit = exit;
            this.said = said;
        }
    }
}
