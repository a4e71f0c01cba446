package io.sealift.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents without a task leave the broker alone. */
class RestingAgentsIT {
  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();
  private static final String COUNTER =
      "kafka.network:type=RequestMetrics,name=RequestsPerSec,request=ShareFetch,*";
  // Three agents, each of which takes one task more than it has slots.
  private static final int TAKERS = 3 * (2 + 1);
  private static final int FETCHES = 6 * TAKERS;

  @TempDir Path work;

  @Test
  void eachAsksForTasksAFewTimesASecond() throws Exception {
    try (TestCluster cluster = TestCluster.start(work)) {
      assertThat(cluster.client().get("/v1/images").path("images")).isEmpty();
      long before = fetches();
      long start = System.nanoTime();
      Awaitility.await("fetches")
          .atMost(Duration.ofMinutes(1))
          .until(() -> fetches() >= before + FETCHES);
      double seconds = (System.nanoTime() - start) / 1e9;

      assertThat((fetches() - before) / seconds / TAKERS).as("a second, by each").isLessThan(5);
    }
  }

  private static long fetches() throws JMException {
    long count = 0;
    for (ObjectName name : BEANS.queryNames(new ObjectName(COUNTER), null)) {
      count += (Long) BEANS.getAttribute(name, "Count");
    }
    return count;
  }
}
