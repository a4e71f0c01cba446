package io.sealift.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents without a task leave the broker alone. */
class RestingAgentsIT {
  private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();
  private static final String FETCHES =
      "kafka.network:type=RequestMetrics,name=RequestsPerSec,request=ShareFetch,*";
  private static final int SECONDS = 3;
  private static final int SLOTS = 3 * 2;

  @TempDir Path work;

  @Test
  void eachSlotAsksForTasksAFewTimesASecond() throws Exception {
    try (TestCluster cluster = TestCluster.start(work)) {
      assertThat(cluster.client().get("/v1/images").path("images")).isEmpty();
      long before = fetches();
      long start = System.nanoTime();
      TimeUnit.SECONDS.sleep(SECONDS);
      double seconds = (System.nanoTime() - start) / 1e9;

      double perSlot = (fetches() - before) / seconds / SLOTS;
      assertThat(perSlot).isBetween(0.5, 5.0);
    }
  }

  private static long fetches() throws JMException {
    long count = 0;
    for (ObjectName name : BEANS.queryNames(new ObjectName(FETCHES), null)) {
      count += (Long) BEANS.getAttribute(name, "Count");
    }
    return count;
  }
}
