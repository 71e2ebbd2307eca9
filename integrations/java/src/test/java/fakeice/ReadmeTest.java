package fakeice;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private static Path project;

    /** Those that are marked as run, but for what is printed. */
    static List<String> blocks(String language) {
        String mark = language.equals("text") ? "" : "▶\\n";
        return found("^" + mark + "```" + language + "\\n(.*?)^```$", readme);
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
        project = folder;
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
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "test"));
        command.addAll(settings("BoatTest,BrokenTest,OtherTest"));
        said = output(new ProcessBuilder(command));
    }

    static List<String> settings(String tests) {
        return List.of("-Dstyle.color=never", "-Dtest=" + tests,
            "-Dsurefire.failIfNoSpecifiedTests=false",
            "-Dmaven.repo.local=" + System.getProperty("kit.localRepository"),
            "-DbuildDirectory=" + project.resolve("kit"));
    }

    static String output(ProcessBuilder builder) throws IOException {
        Process process = builder.directory(project.toFile()).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
    void itMarksWhatIsRunHere() {
        int marked = blocks("java").size() + blocks("xml").size() + blocks("yaml").size();
        assertEquals(found("^(▶)$", readme).size(), marked);
        assertEquals(5, marked);
    }

    @Test
    void aServerIsSharedAsItSays() throws IOException {
        Path bin = Files.createDirectories(project.resolve("bin"));
        Files.createSymbolicLink(
            bin.resolve("fake-ice"), Path.of(System.getenv("FAKE_ICE_BINARY")));
        Path script = KIT.resolve("../../tests/kits/workflow.py");
        ProcessBuilder builder =
            new ProcessBuilder("python3", script.toString(), KIT.resolve("README.md").toString());
        Map<String, String> environment = builder.environment();
        environment.put("PATH", bin + ":" + environment.get("PATH"));
        environment.put("MAVEN_OPTS", String.join(" ", settings("BoatTest")));
        String done = output(builder);
        assertContains("Tests run: 1, Failures: 0, Errors: 0", done);
        assertContains("the workflow does what it says", done);
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
