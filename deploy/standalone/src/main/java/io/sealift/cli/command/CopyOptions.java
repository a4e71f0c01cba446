package io.sealift.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.protocol.StrictJson;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What a copy may be told, of an image or of a snapshot; becomes the body of {@code POST /v1/jobs}.
 */
public final class CopyOptions {
  private static final String SERVICE_KEY = "alias/acs/ecs";

  @Option(
      names = "--region",
      required = true,
      paramLabel = "SOURCE",
      description = "The source region.")
  private String region = "";

  @Option(
      names = "--to",
      required = true,
      paramLabel = "TARGET[=KEY]",
      description =
          "A target region; with a key, the copy is sealed under it (alias/acs/ecs: the region's"
              + " service key). May be given several times.")
  private List<String> targets = List.of();

  @Option(
      names = "--encrypt",
      description = "Seal the copies: under the given keys, else under the service key.")
  private boolean encrypt;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the copies; by default the source's.")
  private @Nullable String name;

  @Mixin private LabelOptions labels = new LabelOptions();

  @Option(
      names = "--request-token",
      paramLabel = "TOKEN",
      description = "The same token gives the same job, however often it is sent.")
  private @Nullable String requestToken;

  @Option(
      names = "--priority",
      paramLabel = "0-9",
      converter = Priority.class,
      description = "More goes first; 5 by default.")
  private @Nullable Integer priority;

  @Option(
      names = "--max-rate",
      paramLabel = "BYTES",
      converter = ByteCount.class,
      description = "Bytes per second for each target, as 50MiB.")
  private @Nullable Long maxRate;

  @Option(names = "--dry-run", description = "Check everything and start nothing.")
  private boolean dryRun;

  /** Whether nothing shall be started. */
  public boolean dryRun() {
    return dryRun;
  }

  /** The request; {@code sourceField} is {@code imageId} or {@code snapshotId}. */
  public ObjectNode request(String sourceField, String sourceId) throws CommandFailure {
    ObjectNode request = StrictJson.mapper().createObjectNode();
    request.put("requestToken", requestToken == null ? "cli-" + UUID.randomUUID() : requestToken);
    request.put("region", region);
    request.put(sourceField, sourceId);
    ArrayNode list = request.putArray("targets");
    for (String target : targets) {
      list.add(target(target));
    }
    if (priority != null) {
      request.put("priority", priority);
    }
    if (maxRate != null) {
      request.put("maxBytesPerSecond", maxRate);
    }
    if (dryRun) {
      request.put("dryRun", true);
    }
    return request;
  }

  private ObjectNode target(String text) throws CommandFailure {
    int equals = text.indexOf('=');
    String key = equals < 0 ? "" : text.substring(equals + 1);
    if (equals == 0 || equals == text.length() - 1) {
      throw new CommandFailure(ExitCode.USAGE, "--to: must be TARGET or TARGET=KEY");
    }
    ObjectNode target = StrictJson.mapper().createObjectNode();
    target.put("region", equals < 0 ? text : text.substring(0, equals));
    if (encrypt || !key.isEmpty()) {
      target.put("encrypt", true);
    }
    if (!key.isEmpty() && !key.equals(SERVICE_KEY)) {
      target.put("keyId", key);
    }
    if (name != null) {
      target.put("name", name);
    }
    labels.addTo(target);
    return target;
  }
}
