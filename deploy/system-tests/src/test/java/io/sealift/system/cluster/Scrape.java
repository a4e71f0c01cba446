package io.sealift.system.cluster;

import java.util.Arrays;
import java.util.List;

/** A metrics page, read by name and tags. */
record Scrape(List<String> lines) {
  Scrape {
    lines = List.copyOf(lines);
  }

  static Scrape of(String page) {
    return new Scrape(page.lines().filter(line -> !line.startsWith("#")).toList());
  }

  /**
   * The sum over all series of that name which bear all of the tags, each as {@code name="value"};
   * 0 when there is none.
   */
  double value(String name, String... tags) {
    return lines.stream()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .filter(line -> Arrays.stream(tags).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Whether there is a series of that name. */
  boolean has(String name) {
    return lines.stream()
        .anyMatch(line -> line.startsWith(name + "{") || line.startsWith(name + " "));
  }

  /** Bytes of one path. */
  double bytes(String path) {
    return value("sealift_bytes_total", "path=\"" + path + "\"");
  }

  /** Bytes that reached or left this agent over a socket as segments. */
  double moved() {
    return bytes("sendfile")
        + bytes("user-copy")
        + bytes("verbatim")
        + bytes("resealed")
        + bytes("sealed");
  }
}
