package io.sealift.coordinator.state;

import io.sealift.copy.AccountId;
import io.sealift.copy.ImageId;
import io.sealift.copy.RegionId;
import io.sealift.copy.SnapshotId;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Derived: the images that each account sees in a region, in the order of lists, and which images
 * bear a name or are made of a snapshot. Keeps questions and decisions independent of how many
 * images there are.
 */
public final class ImageIndex {
  /** The order of lists: what was made last comes first, and ids settle what is left open. */
  public static final Comparator<Image> NEWEST_FIRST =
      Comparator.comparing(Image::createdAt).reversed().thenComparing(Image::imageId);

  // What is new mostly goes to the end, where a list takes it without moving the others.
  private static final Comparator<Image> OLDEST_FIRST = NEWEST_FIRST.reversed();

  /** Why an account sees an image. */
  public enum Relation {
    OWN,
    SHARED
  }

  /** How far an image is, and whether its owner still recommends it. */
  public enum Stage {
    WAITING,
    CREATING,
    AVAILABLE,
    DEPRECATED,
    CREATE_FAILED;

    /** The stage of an image. */
    public static Stage of(ClusterState state, Image image) {
      return of(image, ImageProfile.of(state, image.imageId()));
    }

    private static Stage of(Image image, ImageProfile profile) {
      return switch (image.status()) {
        case WAITING -> WAITING;
        case CREATING -> CREATING;
        case AVAILABLE ->
            profile.standing() == ImageProfile.Standing.DEPRECATED ? DEPRECATED : AVAILABLE;
        case CREATE_FAILED -> CREATE_FAILED;
      };
    }
  }

  private record Shelf(AccountId viewer, RegionId region, Relation relation, Stage stage) {}

  private record Named(AccountId account, RegionId region, String name) {
    static Named of(Image image) {
      return new Named(image.account(), image.region(), image.attributes().name());
    }
  }

  private final ClusterState state;
  private final Map<Shelf, List<Image>> shelves = new HashMap<>();
  private final Map<Named, Set<ImageId>> named = new HashMap<>();
  private final Map<SnapshotId, TreeSet<ImageId>> users = new HashMap<>();

  ImageIndex(ClusterState state) {
    this.state = state;
  }

  void changed(@Nullable Entity before, @Nullable Entity after) {
    if (before instanceof Image image) {
      remove(image, ImageProfile.of(state, image.imageId()));
    } else if (before instanceof ImageProfile profile) {
      imageOf(profile).ifPresent(image -> remove(image, profile));
    } else if (after instanceof ImageProfile profile) {
      imageOf(profile).ifPresent(image -> remove(image, ImageProfile.of(profile.imageId())));
    }
    if (after instanceof Image image) {
      add(image, ImageProfile.of(state, image.imageId()));
    } else if (after instanceof ImageProfile profile) {
      imageOf(profile).ifPresent(image -> add(image, profile));
    } else if (before instanceof ImageProfile profile) {
      imageOf(profile).ifPresent(image -> add(image, ImageProfile.of(profile.imageId())));
    }
  }

  private Optional<Image> imageOf(ImageProfile profile) {
    return state.find(Image.class, Image.KIND + profile.imageId());
  }

  private void add(Image image, ImageProfile profile) {
    shelves(image, profile)
        .forEach(
            shelf -> {
              List<Image> images = shelves.computeIfAbsent(shelf, key -> new ArrayList<>());
              int place = Collections.binarySearch(images, image, OLDEST_FIRST);
              images.add(-place - 1, image);
            });
    named.computeIfAbsent(Named.of(image), key -> new TreeSet<>()).add(image.imageId());
    for (SnapshotId snapshot : image.snapshots()) {
      users.computeIfAbsent(snapshot, key -> new TreeSet<>()).add(image.imageId());
    }
  }

  private void remove(Image image, ImageProfile profile) {
    shelves(image, profile)
        .forEach(
            shelf ->
                shelves.computeIfPresent(
                    shelf,
                    (key, images) -> {
                      images.remove(Collections.binarySearch(images, image, OLDEST_FIRST));
                      return images.isEmpty() ? null : images;
                    }));
    named.computeIfPresent(Named.of(image), (key, ids) -> without(ids, image.imageId()));
    for (SnapshotId snapshot : image.snapshots()) {
      users.computeIfPresent(snapshot, (key, ids) -> without(ids, image.imageId()));
    }
  }

  private static <S extends Set<ImageId>> @Nullable S without(S ids, ImageId id) {
    ids.remove(id);
    return ids.isEmpty() ? null : ids;
  }

  private static Stream<Shelf> shelves(Image image, ImageProfile profile) {
    Stage stage = Stage.of(image, profile);
    Shelf own = new Shelf(image.account(), image.region(), Relation.OWN, stage);
    return Stream.concat(
        Stream.of(own),
        profile.shares().stream()
            .map(ImageProfile.Share::account)
            .filter(account -> !account.equals(image.account()))
            .distinct()
            .map(account -> new Shelf(account, image.region(), Relation.SHARED, stage)));
  }

  /**
   * The images of a region that the account sees for one of these reasons and that are at one of
   * these stages, the newest first. Mostly a view without any cost, so it must not leave the read.
   */
  public List<Image> seenBy(
      AccountId viewer, RegionId region, Collection<Relation> relations, Collection<Stage> stages) {
    List<List<Image>> found = new ArrayList<>();
    for (Relation relation : relations) {
      for (Stage stage : stages) {
        @Nullable List<Image> images = shelves.get(new Shelf(viewer, region, relation, stage));
        if (images != null) {
          found.add(new Reversed(images));
        }
      }
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    // Lists that are in order already are merged by as many comparisons as there are images.
    return found.stream().flatMap(List::stream).sorted(NEWEST_FIRST).toList();
  }

  /** How many images of its own an account has in a region. */
  public int count(AccountId account, RegionId region) {
    int count = 0;
    for (Stage stage : Stage.values()) {
      count +=
          shelves.getOrDefault(new Shelf(account, region, Relation.OWN, stage), List.of()).size();
    }
    return count;
  }

  /** The account's images of that name in a region. */
  public Set<ImageId> named(AccountId account, RegionId region, String name) {
    return Collections.unmodifiableSet(
        named.getOrDefault(new Named(account, region, name), Set.of()));
  }

  /** The images that are made of a snapshot, by id. */
  public Set<ImageId> madeOf(SnapshotId snapshotId) {
    return Collections.unmodifiableSet(users.getOrDefault(snapshotId, new TreeSet<>()));
  }

  private static final class Reversed extends AbstractList<Image> {
    private final List<Image> images;

    Reversed(List<Image> images) {
      this.images = images;
    }

    @Override
    public Image get(int index) {
      return images.get(images.size() - 1 - index);
    }

    @Override
    public int size() {
      return images.size();
    }
  }
}
