package io.sealift.coordinator.view;

import io.sealift.coordinator.state.Image;
import io.sealift.copy.RegionId;
import java.util.Locale;
import java.util.Optional;

/**
 * Which images are asked for, in which order, and which part of them.
 *
 * @param name exactly this
 * @param search a part of the name, of the id, or of a tag's key or value, without regard to case
 */
public record ImageQuery(
    Optional<RegionId> region,
    Optional<String> name,
    Optional<String> resourceGroup,
    Optional<String> search,
    ImageOrder order,
    ListPage page) {
  boolean wants(Image image) {
    return (name.isEmpty() || name.get().equals(image.attributes().name()))
        && (resourceGroup.isEmpty() || resourceGroup.equals(image.attributes().resourceGroup()))
        && (search.isEmpty() || holds(image, search.get().strip().toLowerCase(Locale.ROOT)));
  }

  private static boolean holds(Image image, String part) {
    return holds(image.attributes().name(), part)
        || holds(image.imageId().value(), part)
        || image.attributes().tags().entrySet().stream()
            .anyMatch(tag -> holds(tag.getKey() + "=" + tag.getValue(), part));
  }

  private static boolean holds(String text, String part) {
    return text.toLowerCase(Locale.ROOT).contains(part);
  }
}
