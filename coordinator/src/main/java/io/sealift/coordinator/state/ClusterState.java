package io.sealift.coordinator.state;

import java.util.Collection;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything the journal says, and the indexes derived from it. The one way to change it is {@link
 * #apply}, live and on replay alike; it never fails and never looks at the clock. Not safe for use
 * by several threads.
 */
public final class ClusterState {
  private final TreeMap<String, Entity> entities = new TreeMap<>();
  private final SegmentIndex segments = new SegmentIndex();
  private final AccessKeyIndex accessKeys = new AccessKeyIndex();
  private final WorkIndex work = new WorkIndex(this);
  private final QueueIndex queue = new QueueIndex(this);
  private final ImageIndex images = new ImageIndex(this);

  /** Replaces the entity of that key; a null removes it. */
  public void apply(String key, @Nullable Entity entity) {
    @Nullable Entity before = entity == null ? entities.remove(key) : entities.put(key, entity);
    segments.changed(before, entity);
    work.changed(before, entity);
    queue.changed(before, entity);
    accessKeys.changed(before, entity);
    images.changed(before, entity);
  }

  /** The entity of that key. */
  public Optional<Entity> find(String key) {
    return Optional.ofNullable(entities.get(key));
  }

  /** The entity of that key, when it is of that type. */
  public <E extends Entity> Optional<E> find(Class<E> type, String key) {
    return find(key).filter(type::isInstance).map(type::cast);
  }

  /** All entities of one kind, by key: {@code kind} is the key's first part with its slash. */
  @SuppressWarnings("unchecked") // A kind's keys all carry entities of one type.
  public <E extends Entity> Collection<E> all(Class<E> type, String kind) {
    return (Collection<E>) byPrefix(kind).values();
  }

  /** All entities by key. */
  public NavigableMap<String, Entity> entities() {
    return Collections.unmodifiableNavigableMap(entities);
  }

  /** The part of the entities whose keys start so. */
  public NavigableMap<String, Entity> byPrefix(String prefix) {
    return Collections.unmodifiableNavigableMap(
        entities.subMap(prefix, true, prefix + Character.MAX_VALUE, false));
  }

  /** What is sealed of each snapshot. */
  public SegmentIndex segments() {
    return segments;
  }

  /** Whose each access key is. */
  public AccessKeyIndex accessKeys() {
    return accessKeys;
  }

  /** What is still to be done, by target and region. */
  public WorkIndex work() {
    return work;
  }

  /** Who waits for a place among those that run. */
  public QueueIndex queue() {
    return queue;
  }

  /** The images that accounts see, in the order of lists. */
  public ImageIndex images() {
    return images;
  }
}
