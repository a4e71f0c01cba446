package io.sealift.coordinator.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealift.coordinator.state.ImageIndex.Relation;
import io.sealift.coordinator.state.ImageIndex.Stage;
import io.sealift.coordinator.state.ImageProfile.Share;
import io.sealift.coordinator.state.ImageProfile.Standing;
import io.sealift.coordinator.state.ImageProfile.Traits;
import io.sealift.copy.AccountId;
import io.sealift.copy.CopyJobId;
import io.sealift.copy.ImageId;
import io.sealift.copy.KeyReference;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageIndexTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final RegionId EAST = new RegionId("east");
  private static final List<RegionId> REGIONS = List.of(EAST, new RegionId("west"));
  private static final AccountId ALICE = new AccountId("alice");
  private static final AccountId BOB = new AccountId("bob");
  private static final List<AccountId> ACCOUNTS = List.of(ALICE, BOB);

  private final ClusterState state = new ClusterState();

  private void put(Entity entity) {
    state.apply(entity.key(), entity);
  }

  private static Image image(int number, AccountId account, RegionId region, Image.Status status) {
    return new Image(
        new ImageId("m-%03d".formatted(number)),
        region,
        account,
        new Image.Attributes(
            "name" + number % 5, Optional.empty(), Optional.empty(), Map.of("k", "v")),
        status,
        KeyReference.STORAGE,
        List.of(new SnapshotId("s-" + number % 3)),
        new CopyJobId("j-1"),
        Optional.empty(),
        NOON.plusSeconds(number / 2));
  }

  private static ImageProfile profile(int number, Standing standing, List<Share> shares) {
    return new ImageProfile(new ImageId("m-%03d".formatted(number)), standing, Traits.NONE, shares);
  }

  private List<String> ids(AccountId viewer, Relation relation, Stage... stages) {
    return state.images().seenBy(viewer, EAST, Set.of(relation), List.of(stages)).stream()
        .map(image -> image.imageId().value())
        .toList();
  }

  @Test
  void theNewestComesFirstAndIdsSettleTheRest() {
    for (int number : List.of(3, 0, 5, 1, 4, 2)) {
      put(image(number, ALICE, EAST, Image.Status.AVAILABLE));
    }

    assertThat(ids(ALICE, Relation.OWN, Stage.AVAILABLE))
        .containsExactly("m-004", "m-005", "m-002", "m-003", "m-000", "m-001");
    assertThat(state.images().count(ALICE, EAST)).isEqualTo(6);
  }

  @Test
  void anImageStandsAtTheStageThatItsProfileSays() {
    put(image(1, ALICE, EAST, Image.Status.AVAILABLE));
    put(profile(1, Standing.DEPRECATED, List.of(new Share(BOB, NOON))));

    assertThat(ids(ALICE, Relation.OWN, Stage.AVAILABLE)).isEmpty();
    assertThat(ids(ALICE, Relation.OWN, Stage.DEPRECATED)).containsExactly("m-001");
    assertThat(ids(BOB, Relation.SHARED, Stage.DEPRECATED)).containsExactly("m-001");

    state.apply(ImageProfile.KIND + "m-001", null);
    assertThat(ids(ALICE, Relation.OWN, Stage.AVAILABLE)).containsExactly("m-001");
    assertThat(ids(BOB, Relation.SHARED, Stage.values())).isEmpty();
  }

  /** What a look at every image says. */
  private List<Image> scan(AccountId viewer, RegionId region, Set<Relation> why, Set<Stage> at) {
    List<Image> found = new ArrayList<>();
    for (Image image : state.all(Image.class, Image.KIND)) {
      boolean own = image.account().equals(viewer);
      boolean shared = !own && ImageProfile.of(state, image.imageId()).isSharedWith(viewer);
      if (image.region().equals(region)
          && at.contains(Stage.of(state, image))
          && ((own && why.contains(Relation.OWN)) || (shared && why.contains(Relation.SHARED)))) {
        found.add(image);
      }
    }
    found.sort(Comparator.comparing(Image::createdAt).reversed().thenComparing(Image::imageId));
    return found;
  }

  private void change(Random random) {
    int number = random.nextInt(40);
    AccountId account = ACCOUNTS.get(number % 2);
    List<Image.Status> statuses = List.of(Image.Status.values());
    Image image =
        image(
            number,
            account,
            REGIONS.get(number / 2 % 2),
            statuses.get(random.nextInt(statuses.size())));
    switch (random.nextInt(5)) {
      case 0 -> state.apply(image.key(), null);
      case 1 -> state.apply(ImageProfile.KIND + image.imageId(), null);
      case 2 ->
          put(
              profile(
                  number,
                  random.nextBoolean() ? Standing.CURRENT : Standing.DEPRECATED,
                  random.nextBoolean() ? List.of() : List.of(new Share(BOB, NOON))));
      default -> put(image);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void itSaysWhatALookAtEveryImageSays(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < 500; step++) {
      change(random);
      AccountId viewer = ACCOUNTS.get(random.nextInt(2));
      RegionId region = REGIONS.get(random.nextInt(2));
      Set<Stage> stages = EnumSet.allOf(Stage.class);
      stages.removeIf(stage -> random.nextBoolean());
      Set<Relation> relations = EnumSet.allOf(Relation.class);
      relations.removeIf(relation -> random.nextInt(3) == 0);
      assertThat(state.images().seenBy(viewer, region, relations, stages))
          .isEqualTo(scan(viewer, region, relations, stages));

      SnapshotId snapshot = new SnapshotId("s-1");
      List<Image> own = scan(viewer, region, EnumSet.of(Relation.OWN), EnumSet.allOf(Stage.class));
      assertThat(state.images().count(viewer, region)).isEqualTo(own.size());
      assertThat(state.images().named(viewer, region, "name1"))
          .containsExactlyInAnyOrderElementsOf(
              own.stream()
                  .filter(image -> image.attributes().name().equals("name1"))
                  .map(Image::imageId)
                  .toList());
      assertThat(state.images().madeOf(snapshot))
          .containsExactlyElementsOf(
              state.all(Image.class, Image.KIND).stream()
                  .filter(image -> !Collections.disjoint(image.snapshots(), Set.of(snapshot)))
                  .map(Image::imageId)
                  .toList());
    }
  }
}
