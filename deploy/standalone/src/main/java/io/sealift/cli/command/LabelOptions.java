package io.sealift.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a new image may be labelled with, beside its name. */
public final class LabelOptions {
  @Option(names = "--description", paramLabel = "TEXT", description = "What it is.")
  private @Nullable String description;

  @Option(names = "--resource-group", paramLabel = "GROUP", description = "Its resource group.")
  private @Nullable String resourceGroup;

  @Option(
      names = "--tag",
      paramLabel = "KEY=VALUE",
      description = "A tag; may be given several times.")
  private Map<String, String> tags = new LinkedHashMap<>();

  /** Puts what was given into the description of an image. */
  public void addTo(ObjectNode image) {
    if (description != null) {
      image.put("description", description);
    }
    if (resourceGroup != null) {
      image.put("resourceGroup", resourceGroup);
    }
    if (!tags.isEmpty()) {
      ObjectNode given = image.putObject("tags");
      tags.forEach(given::put);
    }
  }
}
