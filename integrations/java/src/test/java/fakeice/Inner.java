package fakeice;

import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * Tests that other tests run, most of them to fail, are extended with this, so that whoever else
 * finds them passes them by.
 */
final class Inner implements ExecutionCondition {
    private static final String PARALLEL = "junit.jupiter.execution.parallel.";
    private static final Map<String, String> EIGHT_AT_ONCE = Map.of(
        PARALLEL + "enabled", "true", PARALLEL + "mode.default", "concurrent",
        PARALLEL + "config.strategy", "fixed", PARALLEL + "config.fixed.parallelism", "8");

    /** Runs such tests one after another, in this thread. */
    static EngineExecutionResults run(DiscoverySelector... tests) {
        return run(Map.of(), tests);
    }

    static EngineExecutionResults runEightAtOnce(DiscoverySelector... tests) {
        return run(EIGHT_AT_ONCE, tests);
    }

    private static EngineExecutionResults run(Map<String, String> settings,
                                              DiscoverySelector... tests) {
        return EngineTestKit.engine("junit-jupiter").selectors(tests)
            .configurationParameter(Inner.class.getName(), "true")
            .configurationParameters(settings).execute();
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return context.getConfigurationParameter(Inner.class.getName())
            .map(inner -> ConditionEvaluationResult.enabled("run by a test"))
            .orElse(ConditionEvaluationResult.disabled("a test runs it"));
    }
}
