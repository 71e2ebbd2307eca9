package fakeice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is run, by Maven in a project as a reader would have it. */
class ReadmeTest {
    private static final Path KIT = Path.of("").toAbsolutePath();
    private static final Map<String, String> FORMS = Map.of(
        "putJob", "\"AppId\", \"a\", \"Status\", \"Failed\"",
        "fault", "\"DelayMs\", 1",
        "verify", "\"MaxPolls\", 1",
        "account", "\"StrictApps\", true");

    private static String readme;
    private static String said; // by Maven

    static List<String> blocks(String language) {
        return found("^```" + language + "\\n(.*?)^```$", readme);
    }

    /** The first group of each match. */
    static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE | Pattern.DOTALL).matcher(text).results()
            .map(match -> match.group(1)).collect(Collectors.toList());
    }

    /** Without what differs from run to run. */
    static String shape(String text) {
        return text.replaceAll("\\d+", "0");
    }

    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /**
     * A project with what the README shows, and beside it this kit, which Maven takes from there in
     * place of the local repository.
     */
    @BeforeAll
    static void runMaven(@TempDir Path folder) throws Exception {
        readme = Files.readString(KIT.resolve("README.md"));
        List<String> java = blocks("java");
        assertEquals(3, java.size());
        Path sources = folder.resolve("boat/src/test/java");
        write(sources.resolve("BoatTest.java"), java.get(0));
        write(sources.resolve("BrokenTest.java"), broken(java.get(0)));
        write(sources.resolve("OtherTest.java"), testOf(java.get(1), java.get(2)));
        String head = "<project><modelVersion>4.0.0</modelVersion><groupId>test</groupId>";
        write(folder.resolve("pom.xml"), head + "<artifactId>all</artifactId>"
            + "<version>1</version><packaging>pom</packaging><modules><module>"
            + folder.relativize(KIT) + "</module><module>boat</module></modules></project>");
        String kit = Files.readString(KIT.resolve("pom.xml"));
        String compiler = found("(<plugin>\\s*<artifactId>maven-(?:compiler|resources)"
            + "-plugin</artifactId>\\s*<version>[^<]*</version>)", kit).stream()
            .map(plugin -> plugin + "</plugin>").collect(Collectors.joining());
        write(folder.resolve("boat/pom.xml"), head + "<artifactId>boat</artifactId>"
            + "<version>1</version><properties><maven.compiler.release>11</maven.compiler.release>"
            + "<project.build.sourceEncoding>UTF-8</project.build.sourceEncoding></properties>"
            + blocks("xml").get(0).replace("<plugins>", "<plugins>" + compiler) + "</project>");
        Process maven = new ProcessBuilder("mvn", "-B", "test", "-Dstyle.color=never",
            "-Dtest=BoatTest,BrokenTest,OtherTest", "-Dsurefire.failIfNoSpecifiedTests=false",
            "-Dmaven.repo.local=" + System.getProperty("kit.localRepository"),
            "-DbuildDirectory=" + folder.resolve("kit"))
            .directory(folder.toFile()).redirectErrorStream(true).start();
        said = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    static String broken(String test) {
        String change = found("^`(Config\\.build\\(.*?)`:$", readme).get(0);
        String plain = "Config.build(account.sdkConfig())";
        assertContains(plain, test);
        return test.replace(plain, change).replace("BoatTest", "BrokenTest");
    }

    /** The settings, the script, and the calls of the table. */
    static String testOf(String settings, String script) {
        List<String> calls =
            found("`((?:account|server)\\.[^`]+\\))`", readme.substring(readme.indexOf("| word")));
        calls.removeIf(call -> call.contains("->"));
        assertEquals(12, calls.size());
        StringBuilder test = new StringBuilder("import fakeice.*;\nimport java.util.Map;\n"
            + "import org.junit.jupiter.api.Test;\n"
            + "import org.junit.jupiter.api.extension.RegisterExtension;\n"
            + "class OtherTest {\n" + settings + "@Test void script() {\n" + script + "}\n"
            + "@Test void calls(FakeIceAccount account, FakeIceServer server) {\n"
            + "String jobId = account.putJob(Map.of(" + FORMS.get("putJob")
            + ")).getString(\"JobId\");\n"
            + "server.withAccount(other -> other.freeze());\n");
        for (String call : calls) {
            String word = found("^\\w+\\.(\\w+)", call).get(0);
            test.append(call.replace("…", FORMS.getOrDefault(word, ""))).append(";\n");
        }
        return test.append("}\n}\n").toString();
    }

    static void assertContains(String part, String whole) {
        assertTrue(whole.contains(part), whole);
    }

    static void assertRan(String test, String counts) {
        assertTrue(Pattern.compile("Tests run: " + counts + ", Skipped: 0, Time elapsed: .* in "
            + test + "$", Pattern.MULTILINE).matcher(said).find(), said);
    }

    @Test
    void itsVersionsAndItsSettingsAreThoseOfTheKitsOwnTests() throws IOException {
        String kit = Files.readString(KIT.resolve("pom.xml"));
        List<String> settings = found("`(junit\\.jupiter\\.[^`]*)`", readme);
        assertEquals(2, settings.size());
        settings.forEach(setting -> assertContains(setting, kit));
        String project = blocks("xml").get(0);
        List<String> versions = found(
            "(?:plugin|tea-openapi|junit-jupiter)</artifactId>\\s*<version>([^<]*)<", project);
        assertEquals(3, versions.size());
        versions.forEach(version -> assertContains("version>" + version + "</", kit));
    }

    @Test
    void itsTestPasses() {
        assertRan("BoatTest", "1, Failures: 0, Errors: 0");
    }

    @Test
    void itsFailingTestPrintsWhatIsShown() {
        assertRan("BrokenTest", "1, Failures: 0, Errors: 1");
        assertContains(shape(blocks("text").get(0)), shape(said));
    }

    @Test
    void itsOtherSnippetsAndTheCallsOfItsTableAreUnderstood() {
        assertRan("OtherTest", "2, Failures: 0, Errors: 0");
        assertEquals(1, found("^([0-9a-f]{32})$", said).size(), said);
    }
}
