package io.sealift.system.container;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Tests that are given the {@link ComposeCluster}: one for all classes of a run, started for the
 * first test that runs. Where no Docker Engine answers, every test is skipped by its own name.
 */
@Documented
@Tag("containers")
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({OnContainers.Engine.class, OnContainers.Shared.class})
@interface OnContainers {
  /** Skips methods, not classes, so that reports name what was not run. */
  final class Engine implements ExecutionCondition {
    private static final boolean ANSWERS = Docker.answers();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return ANSWERS || context.getTestMethod().isEmpty()
          ? ConditionEvaluationResult.enabled("a Docker Engine answers, or this is a class")
          : ConditionEvaluationResult.disabled("no Docker Engine with Compose answers here");
    }
  }

  /** Gives methods the cluster, which is stopped when all tests have ended. */
  final class Shared implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
        ExtensionContext.Namespace.create(Shared.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == ComposeCluster.class;
    }

    @Override
    public ComposeCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent(
              ComposeCluster.class, type -> ComposeCluster.start(), ComposeCluster.class);
    }
  }
}
