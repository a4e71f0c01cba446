package io.sealift.coordinator.job;

import static io.sealift.coordinator.job.TestCluster.ACME;
import static io.sealift.coordinator.job.TestCluster.SOUTH;
import static io.sealift.coordinator.job.TestCluster.copy;
import static io.sealift.coordinator.job.TestCluster.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sealift.coordinator.command.Command;
import io.sealift.coordinator.state.Image;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What a decision costs when there is much in the state. Counted in bytes allocated, which do not
 * depend on the machine.
 */
class LargeStateTest {
  private static final Duration TICK = Duration.ofMillis(200);
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final TestCluster cluster = new TestCluster();
  private int submitted;

  private void queue(Image image, int targets) {
    for (int i = 0; i < targets; i++) {
      cluster.accepted(
          ACME,
          new Command.SubmitCopy(
              copy("t" + ++submitted, image, i % 10, Optional.empty(), to(SOUTH))));
    }
  }

  private long bytesPerTick() {
    int ticks = 20;
    cluster.pass(TICK);
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ticks; i++) {
      cluster.pass(TICK);
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / ticks;
  }

  @Test
  void aDecisionCostsNoMoreWhenTheQueueIsLong() {
    Image image = cluster.image(0, 1, 2, 3);
    queue(image, 50);
    long shortQueue = bytesPerTick();
    queue(image, 2_000);
    long longQueue = bytesPerTick();

    assertThat(longQueue).isLessThan(2 * shortQueue);
  }
}
