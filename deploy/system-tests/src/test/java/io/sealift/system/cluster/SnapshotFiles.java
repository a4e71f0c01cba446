package io.sealift.system.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files of one snapshot in a region's store. */
record SnapshotFiles(Path directory) {
  /** What makes a file the same file: no rewrite goes unnoticed. */
  record Identity(Object inode, long size, String modified) {}

  boolean exist() {
    return Files.exists(directory);
  }

  /** Each segment file by its name; none where there is no snapshot. */
  Map<String, Identity> segments() {
    Map<String, Identity> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".seg")).toList()) {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        found.put(
            String.valueOf(file.getFileName()),
            new Identity(
                attributes.fileKey(), attributes.size(), attributes.lastModifiedTime().toString()));
      }
    } catch (NoSuchFileException e) {
      return Map.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
