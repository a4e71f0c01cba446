package io.sealift.coordinator.view;

import io.sealift.coordinator.state.Image;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;

/** In which order images are listed; ids settle what is left open. */
public enum ImageOrder {
  /** The last one made first. */
  NEWEST("newest"),
  /** The first one made first. */
  OLDEST("oldest"),
  /** By name, without regard to case. */
  NAME("name"),
  /** The same from the end. */
  NAME_DESCENDING("nameDescending"),
  /** What waits and is being made first. */
  STATUS("status");

  private final String written;

  ImageOrder(String written) {
    this.written = written;
  }

  Comparator<Image> comparator() {
    return switch (this) {
      case NEWEST -> Newest.first(Image::createdAt, Image::imageId);
      case OLDEST -> Comparator.comparing(Image::createdAt).thenComparing(Image::imageId);
      case NAME -> byName();
      case NAME_DESCENDING -> byName().reversed();
      case STATUS -> Comparator.comparing(Image::status).thenComparing(NEWEST.comparator());
    };
  }

  private static Comparator<Image> byName() {
    return Comparator.<Image, String>comparing(
            image -> image.attributes().name().toLowerCase(Locale.ROOT))
        .thenComparing(Image::imageId);
  }

  /** The order of that name in a request. */
  public static ImageOrder parse(String text) {
    return Stream.of(values())
        .filter(order -> order.written.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "must be newest, oldest, name, nameDescending or status"));
  }
}
