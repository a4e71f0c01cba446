package io.sealift.coordinator.api.ecs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.sealift.coordinator.api.rpc.Paging;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.coordinator.state.ClusterState;
import io.sealift.coordinator.state.Image;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What a page of images costs when there are many. Counted in bytes allocated, which do not depend
 * on the machine.
 */
class ManyImagesTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final RegionId EAST = new RegionId("east");
  private static final AccountId ALICE = new AccountId("alice");
  private static final int ROUNDS = 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final ClusterState state = new ClusterState();
  private final RpcParameters asked =
      RpcParameters.of(List.of(Map.entry("PageNumber", "3"), Map.entry("PageSize", "10")));

  private void images(int from, int to) {
    for (int i = from; i < to; i++) {
      Image image =
          new Image(
              new ImageId("m-%05d".formatted(i)),
              EAST,
              ALICE,
              new Image.Attributes("web" + i, Optional.empty(), Optional.empty(), Map.of()),
              Image.Status.AVAILABLE,
              KeyReference.STORAGE,
              List.of(new SnapshotId("s-1")),
              new CopyJobId("j-1"),
              Optional.empty(),
              NOON.plusSeconds(i));
      state.apply(image.key(), image);
    }
  }

  private Paging.Page<Image> page() {
    return Paging.numbered(asked, ImageFilter.of(asked, EAST, ALICE).images(state));
  }

  private long bytesPerPage() {
    page();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      page();
    }
    return (threads.getCurrentThreadAllocatedBytes() - before) / ROUNDS;
  }

  @Test
  void aPageCostsNoMoreAmongManyImages() {
    images(0, 50);
    long amongFew = bytesPerPage();
    images(50, 10_000);
    long amongMany = bytesPerPage();

    assertThat(amongMany).isLessThan(2 * amongFew);
    assertThat(page().total()).isEqualTo(10_000);
    assertThat(page().items().get(0).imageId()).isEqualTo(new ImageId("m-09979"));
  }
}
