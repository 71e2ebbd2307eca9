package sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import fakeice.JsonObject;
import java.awt.image.BufferedImage;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The whole way of a program: it submits a job, polls it until it is done, takes its image. */
interface Flows extends OfClient {
    JsonObject FLOW = Data.FAULTS.getObject("Flow");
    int MOST_POLLS = 20;

    /** What a poll came to: a job, or what was thrown. */
    final class Seen {
        final Map<String, Object> job;
        final RuntimeException error;

        Seen(Map<String, Object> job, RuntimeException error) {
            this.job = job;
            this.error = error;
        }

        String status() {
            return job == null ? null : (String) job.get("Status");
        }
    }

    /** Polls a job until it is done, with the clock moved in place of each wait. */
    static List<Seen> follow(SdkAccount account, String jobId, String version, Integer secondMs)
            throws Exception {
        List<Seen> seen = new ArrayList<>();
        while (seen.size() < MOST_POLLS) {
            Request poll = Request.getJob(jobId).version(version);
            poll.readTimeoutMs = seen.size() == 1 ? secondMs : null;
            try {
                seen.add(new Seen(account.call(poll), null));
            } catch (RuntimeException error) {
                seen.add(new Seen(null, error));
            }
            String status = seen.get(seen.size() - 1).status();
            if ("Finished".equals(status) || "Failed".equals(status)) {
                return seen;
            }
            account.kit.advance(FLOW.get("WaitMs") + "ms");
        }
        return fail("the job is not done after " + MOST_POLLS + " polls");
    }

    /** What the polls saw of a job; null of those that failed. */
    static List<String> statusesOf(List<Seen> seen) {
        return seen.stream().map(Seen::status).collect(Collectors.toList());
    }

    /** The one image of a finished job must download and be a picture. */
    static void assertImage(List<Seen> seen) throws Exception {
        Map<?, ?> result = (Map<?, ?>) seen.get(seen.size() - 1).job.get("Result");
        assertEquals(Set.of("ImageResult"), result.keySet());
        List<?> images = (List<?>) result.get("ImageResult");
        assertEquals(1, images.size());
        BufferedImage image = ImageIO.read(new URL(
            (String) ((Map<?, ?>) images.get(0)).get("OutputUrl")));
        assertNotNull(image, "no picture");
        assertTrue(image.getWidth() > 0 && image.getHeight() > 0);
    }

    @ParameterizedTest
    @MethodSource("sdk.Data#versions")
    default void bringsAJobFromItsSubmissionToItsPicture(String version) throws Exception {
        try (SdkAccount account = new SdkAccount(client())) {
            String jobId = account.submit(Map.of("AppId", FLOW.get("AppId")), version);
            List<Seen> seen = follow(account, jobId, version, null);
            assertEquals(FLOW.get("Statuses"), statusesOf(seen));
            assertImage(seen);
            assertEquals(seen.size(), account.polls(jobId).getLong("Count"));
        }
    }

    @ParameterizedTest
    @MethodSource("sdk.Data#versions")
    default void learnsThatAJobHasFailedAndMadeNoPicture(String version) throws Exception {
        try (SdkAccount account = new SdkAccount(client())) {
            String jobId = account.submit(Map.of("AppId", FLOW.get("FailingAppId")), version);
            List<Seen> seen = follow(account, jobId, version, null);
            assertEquals(FLOW.get("FailingStatuses"), statusesOf(seen));
            assertFalse(seen.get(seen.size() - 1).job.containsKey("Result"));
        }
    }

    @ParameterizedTest
    @MethodSource("sdk.Data#versions")
    default void readsInABatchWhatItReadsOfOneJob(String version) throws Exception {
        JsonObject submission = Data.JOBS.getObject("Submission");
        try (SdkAccount account = new SdkAccount(client());
                SdkAccount other = new SdkAccount(client())) {
            String first = account.submit(submission, version);
            String second = account.submit(submission, version);
            String foreign = other.submit(submission, version);
            account.kit.advance(Data.JOBS.getString("LifeTime"));
            Map<String, Object> job = account.get(second, version);
            assertEquals("Finished", job.get("Status"));
            assertEquals(submission.get("AppParams"),
                JsonObject.parse((String) job.get("AppParams")));
            List<Map<String, Object>> jobs =
                account.batch(List.of(second, "no-such-job", foreign, first), version);
            assertEquals(List.of(second, first),
                jobs.stream().map(one -> one.get("JobId")).collect(Collectors.toList()));
            // What Get calls AppParams has another name here.
            job.put("AppInputConfig", job.remove("AppParams"));
            assertEquals(job, jobs.get(0));
        }
    }

    @ParameterizedTest
    @MethodSource("sdk.Data#prechecks")
    default void prechecks(JsonObject row) throws Exception {
        Map<String, Object> expected = row.containsKey("Result")
            ? Map.of("Status", "Failed", "Result", row.get("Result")) : Map.of("Status", "Success");
        try (SdkAccount account = new SdkAccount(client())) {
            Map<String, Object> asked = SdkAccount.without(row, "Situation");
            asked.remove("Result");
            asked.put("AppId", Data.JOBS.getObject("Submission").get("AppId"));
            assertEquals(expected, account.precheck(asked, Data.VERSION));
            assertEquals(List.of(), account.knownJobs());
        }
    }

    @ParameterizedTest
    @MethodSource("sdk.Data#submitRefusals")
    default void isRefusedItsSubmission(JsonObject refusal) throws Exception {
        try (SdkAccount account = new SdkAccount(client())) {
            OfClient.assertRefused(refusal,
                () -> account.submit(refusal.getObject("Submission")));
            assertEquals(List.of(), account.knownJobs());
        }
    }
}
