package io.sealift.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.terminal.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a {@code list} command lists.
 *
 * @param field of the answer that holds the list
 * @param filters options that become query parameters
 */
public record Listing(String field, List<String> filters, List<Column> columns) {
  /** One column of the table for people. */
  public record Column(String head, Function<JsonNode, String> text) {}

  /** Images. */
  public static final Listing IMAGES =
      new Listing(
          "images",
          List.of("region", "name"),
          List.of(
              field("IMAGE", "imageId"),
              field("REGION", "region"),
              field("NAME", "name"),
              field("STATUS", "status"),
              new Column("DONE", image -> image.path("progress").asText() + "%"),
              new Column("SIZE", image -> Amounts.bytes(sum(image.path("disks"), "sizeBytes"))),
              new Column("STORED", image -> Amounts.bytes(sum(image.path("disks"), "storedBytes"))),
              new Column("KEY", image -> image.path("keyId").asText("-"))));

  /** Jobs. */
  public static final Listing JOBS =
      new Listing(
          "jobs",
          List.of("state"),
          List.of(
              field("JOB", "jobId"),
              field("KIND", "kind"),
              field("STATE", "state"),
              field("SOURCE", "sourceImageId"),
              new Column("TARGETS", Listing::targets),
              field("CREATED", "createdAt")));

  /** Snapshots. */
  public static final Listing SNAPSHOTS =
      new Listing(
          "snapshots",
          List.of("region"),
          List.of(
              field("SNAPSHOT", "snapshotId"),
              field("REGION", "region"),
              field("NAME", "name"),
              field("STATUS", "status"),
              new Column("SIZE", snapshot -> Amounts.bytes(snapshot.path("sizeBytes").asLong())),
              new Column(
                  "STORED", snapshot -> Amounts.bytes(snapshot.path("storedBytes").asLong())),
              field("KEY", "keyId")));

  /** Keys. */
  public static final Listing KEYS =
      new Listing(
          "keys",
          List.of("region"),
          List.of(
              field("KEY", "keyId"),
              field("REGION", "region"),
              field("STATE", "state"),
              field("VERSION", "version"),
              field("DESCRIPTION", "description")));

  /** Accounts. */
  public static final Listing ACCOUNTS =
      new Listing(
          "accounts",
          List.of(),
          List.of(
              field("ACCOUNT", "accountId"),
              field("ROLE", "role"),
              new Column("KEYS", account -> accessKeys(account.path("accessKeys"))),
              field("CREATED", "createdAt")));

  /** Resource groups. */
  public static final Listing RESOURCE_GROUPS =
      new Listing(
          "resourceGroups",
          List.of(),
          List.of(
              field("GROUP", "resourceGroupId"),
              field("NAME", "name"),
              field("CREATED", "createdAt")));

  /** Regions. */
  public static final Listing REGIONS =
      new Listing(
          "regions",
          List.of(),
          List.of(
              field("REGION", "region"),
              field("AGENTS", "agents"),
              field("RUNNING", "running"),
              field("WAITING", "waiting"),
              new Column("FREE", region -> Amounts.bytes(region.path("storeFreeBytes").asLong())),
              new Column(
                  "TOTAL", region -> Amounts.bytes(region.path("storeTotalBytes").asLong()))));

  /** Agents. */
  public static final Listing AGENTS =
      new Listing(
          "agents",
          List.of(),
          List.of(
              field("AGENT", "agentId"),
              field("REGION", "region"),
              field("ALIVE", "alive"),
              field("BLOCKS AT", "blockEndpoint"),
              field("SOFTWARE", "softwareVersion")));

  private static Column field(String head, String name) {
    return new Column(head, node -> node.path(name).asText("-"));
  }

  private static long sum(JsonNode nodes, String field) {
    long sum = 0;
    for (JsonNode node : nodes) {
      sum += node.path(field).asLong();
    }
    return sum;
  }

  private static String targets(JsonNode job) {
    StringBuilder text = new StringBuilder();
    for (JsonNode target : job.path("targets")) {
      text.append(text.isEmpty() ? "" : ", ")
          .append(target.path("region").asText())
          .append(' ')
          .append(target.path("state").asText())
          .append(' ')
          .append(target.path("progress").asText())
          .append('%');
      if (target.hasNonNull("queuePlace")) {
        text.append(" (place ").append(target.get("queuePlace").asText()).append(')');
      }
    }
    return text.toString();
  }

  private static String accessKeys(JsonNode keys) {
    List<String> ids = new ArrayList<>();
    keys.forEach(
        key ->
            ids.add(
                key.path("accessKeyId").asText()
                    + (key.path("enabled").asBoolean() ? "" : " (disabled)")));
    return String.join(", ", ids);
  }

  /** The path of the API that lists it. */
  String path() {
    return field.equals("resourceGroups") ? "/v1/resource-groups" : "/v1/" + field;
  }
}
