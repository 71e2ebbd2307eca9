package fakeice;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server on a free port of this machine, which does not outlive this JVM. Its log goes to a file,
 * which never fills.
 */
final class ServerProcess {
    private static final Pattern READY =
        Pattern.compile("fake-ice \\S+ listening on (http://\\S+)(?: and https://\\S+)?");
    private static final int MILLIS_TO_STOP = 5000;
    private static final int MILLIS_TO_DIE = 500;
    private static final int END_OF_LOG = 2000; // bytes

    // The shell becomes the server. What it leaves behind waits for the end of its standard input,
    // which comes however the JVM dies, and then ends the server. A line, in place of the end, says
    // that the server is gone already.
    private static final String GUARDED = "exec 3<&0 </dev/null\n"
        + "(read -r _ <&3 || kill \"$$\") >/dev/null 2>&1 &\n"
        + "exec 3<&-\n"
        + "exec \"$@\"\n";

    private static final String REMEDY = " Set FAKE_ICE_BINARY to the program (`make build` in"
        + " fake-ice's repository makes build/release/fake-ice) or FAKE_ICE_URL to a server that"
        + " runs.";

    private final String program;
    private final Process child;
    private final RandomAccessFile log; // which, unlike a channel, an interrupt does not close
    private final String url;
    private volatile boolean stopped;

    ServerProcess(Map<String, String> environment, Duration timeToStart, List<String> options) {
        program = findProgram(environment);
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", GUARDED, "sh", program));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(withoutSettings(environment));
        try {
            Path file = Files.createTempFile("fake-ice", ".log");
            try {
                child = builder.redirectError(file.toFile()).start();
                log = new RandomAccessFile(file.toFile(), "r");
            } finally {
                Files.delete(file); // Who has it open may go on with it.
            }
        } catch (IOException error) {
            throw new FakeIceException(
                program + " cannot be started: " + error.getMessage(), error);
        }
        url = readUrl(timeToStart);
    }

    String url() {
        return url;
    }

    /** The program that FAKE_ICE_BINARY names, else the one on PATH. */
    private static String findProgram(Map<String, String> environment) {
        String named = environment.getOrDefault("FAKE_ICE_BINARY", "");
        if (!named.isEmpty()) {
            if (isProgram(new File(named))) {
                return new File(named).getAbsolutePath();
            }
            throw new FakeIceException(
                "FAKE_ICE_BINARY is " + named + ", which is no program." + REMEDY);
        }
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            File found = new File(folder, "fake-ice");
            if (!folder.isEmpty() && isProgram(found)) {
                return found.getAbsolutePath();
            }
        }
        throw new FakeIceException("There is no program fake-ice on PATH." + REMEDY);
    }

    private static boolean isProgram(File file) {
        return file.isFile() && file.canExecute();
    }

    /**
     * Without the developer's own settings of fake-ice, which must not change what is tested. Each
     * variable stands for an option, which wins where one is given.
     */
    private static Map<String, String> withoutSettings(Map<String, String> environment) {
        Map<String, String> others = new HashMap<>(environment);
        others.keySet().removeIf(name -> name.startsWith("FAKE_ICE_"));
        others.put("FAKE_ICE_LISTEN", "127.0.0.1:0");
        others.put("FAKE_ICE_LOG_LEVEL", "warning");
        return others;
    }

    private String readUrl(Duration timeToStart) {
        String line = null;
        boolean inTime = true;
        try {
            line = firstLine().get(timeToStart.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException silence) {
            inTime = false;
        } catch (ExecutionException broken) {
            // It is no more to be read from than one that has ended.
        } catch (InterruptedException interrupt) {
            kill();
            end();
            Thread.currentThread().interrupt();
            throw new FakeIceException("interrupted while " + program + " started", interrupt);
        }
        Matcher ready = READY.matcher(line == null ? "" : line);
        if (ready.matches()) {
            return ready.group(1);
        }
        if (inTime && line == null) { // It is about to end, and its own code says more than ours.
            await(MILLIS_TO_STOP);
        }
        int code = kill();
        String what = !inTime ? "said nothing for " + timeToStart.toMillis() + " ms"
            : line != null ? "said \"" + line + "\" in place of where it listens"
            : "ended with exit code " + code + " before it served";
        String said = end();
        throw new FakeIceException(
            program + " " + what + "; its log:\n" + (said.isEmpty() ? "(empty)" : said));
    }

    /** Of standard output; null when that ends. There is no other way to read with a time limit. */
    private CompletableFuture<String> firstLine() {
        CompletableFuture<String> line = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                line.complete(new BufferedReader(
                    new InputStreamReader(child.getInputStream(), UTF_8)).readLine());
            } catch (IOException | UncheckedIOException error) {
                line.completeExceptionally(error);
            }
        }, "fake-ice-start");
        reader.setDaemon(true);
        reader.start();
        return line;
    }

    /** Ends it; an error when it had ended by itself. */
    void stop() {
        String crash = child.isAlive() ? null : ended();
        stopped = true;
        if (crash == null) {
            releaseGuard();
            child.toHandle().destroy();
            await(MILLIS_TO_STOP);
        }
        kill();
        end();
        if (crash != null) {
            throw new FakeIceException(crash);
        }
    }

    private void await(int milliseconds) {
        Control.uninterrupted(() -> {
            try {
                return child.waitFor(milliseconds, TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupt) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
    }

    /** First of all, as the JVM closes the input of a process as soon as that has ended. */
    private void releaseGuard() {
        try {
            child.getOutputStream().write('\n');
            child.getOutputStream().flush();
        } catch (IOException gone) {
            // The guard may be gone already.
        }
    }

    /** Its exit code. */
    int kill() {
        releaseGuard();
        child.toHandle().destroyForcibly();
        return child.onExit().join().exitValue();
    }

    /** How long its log is by now, in bytes. */
    long logged() {
        try {
            return log.length();
        } catch (IOException closed) {
            return 0;
        }
    }

    /** Its log from that byte on; empty when it was stopped. */
    synchronized String log(long start) {
        try {
            byte[] bytes = new byte[(int) Math.max(0, log.length() - start)];
            log.seek(start);
            log.readFully(bytes);
            return new String(bytes, UTF_8).stripTrailing();
        } catch (IOException closed) {
            return "";
        }
    }

    /** Why a call of it failed, when that is as it runs no more; empty while it runs. */
    String obituary() {
        if (stopped) {
            return "its FakeIceServer was closed";
        }
        await(MILLIS_TO_DIE); // Its connections may break a little earlier than it ends.
        return stopped || child.isAlive() ? "" : ended();
    }

    private String ended() {
        String said = log(Math.max(0, logged() - END_OF_LOG));
        return program + " had ended by itself with exit code " + child.exitValue()
            + "; the end of its log:\n" + (said.isEmpty() ? "(empty)" : said);
    }

    /** Its whole log, which nobody can read after this. */
    private synchronized String end() {
        String said = log(0);
        try {
            log.close();
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
        return said;
    }
}
