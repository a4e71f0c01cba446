package io.sealift.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The records of one audit log, as they are now. */
record AuditRecords(List<String> lines) {
  static AuditRecords of(Path file) {
    try {
      return new AuditRecords(Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> all() {
    List<JsonNode> records = new ArrayList<>();
    for (String line : lines) {
      try {
        records.add(StrictJson.mapper().readTree(line));
      } catch (IOException e) {
        throw new AssertionError("not one JSON object: " + line, e);
      }
    }
    return records;
  }

  List<JsonNode> where(Predicate<JsonNode> wanted) {
    return all().stream().filter(wanted).toList();
  }

  /** The one record of a request. */
  JsonNode ofRequest(String requestId) {
    List<JsonNode> found =
        where(written -> written.at("/what/requestId").asText().equals(requestId));
    assertThat(found).as("records of request %s", requestId).hasSize(1);
    return found.get(0);
  }
}
