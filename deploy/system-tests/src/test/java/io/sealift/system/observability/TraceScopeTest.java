package io.sealift.system.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sealift.copy.TraceParent;
import io.sealift.telemetry.TraceScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Where there is a log that keeps a context, as there is in every role. */
class TraceScopeTest {
  private static final TraceParent OUTER =
      new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);
  private static final TraceParent INNER =
      new TraceParent("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", true);

  private static @Nullable String current() {
    return MDC.get("traceId");
  }

  @Test
  void linesBearTheInnermostTraceAndNoneAfterwards() {
    List<@Nullable String> seen = new ArrayList<>();
    TraceScope.run(
        OUTER,
        () -> {
          seen.add(current());
          TraceScope.run(INNER, () -> seen.add(current()));
          seen.add(current());
        });
    seen.add(current());

    assertThat(seen).containsExactly(OUTER.traceId(), INNER.traceId(), OUTER.traceId(), null);
  }

  @Test
  void aScopeEndsWithAFailure() {
    assertThatThrownBy(
            () ->
                TraceScope.within(
                    OUTER,
                    () -> {
                      throw new IOException("gone");
                    }))
        .isInstanceOf(IOException.class);

    assertThat(current()).isNull();
  }

  @Test
  void anExecutorsThreadsAreInScopeWhileTheyWork() {
    List<@Nullable String> seen = new ArrayList<>();
    TraceScope.over(Runnable::run, OUTER).execute(() -> seen.add(current()));
    seen.add(current());

    assertThat(seen).containsExactly(OUTER.traceId(), null);
  }
}
