package io.sealift.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code show}: one thing with all its fields. */
@Command(name = "show")
public final class ShowCommand extends ClientCommand {
  private final String collection;

  @Parameters(paramLabel = "ID", description = "Its id.")
  private String id = "";

  /** Shows members of a collection of the API, as {@code images}. */
  public ShowCommand(Map<String, String> environment, String collection) {
    super(environment);
    this.collection = collection;
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure {
    JsonNode thing = client.get("/v1/" + collection + "/" + PathSteps.require("ID", id), Map.of());
    printout.result(thing);
    show(thing, "", printout);
    return ExitCode.DONE;
  }

  private static void show(JsonNode object, String indent, Printout printout) {
    object
        .properties()
        .forEach(
            field -> {
              JsonNode value = field.getValue();
              if (value.isValueNode()) {
                printout.line("%s%s: %s".formatted(indent, field.getKey(), value.asText()));
                return;
              }
              printout.line(indent + field.getKey() + ":");
              if (value.isObject()) {
                show(value, indent + "  ", printout);
              } else {
                value.forEach(element -> showElement(element, indent + "  ", printout));
              }
            });
  }

  private static void showElement(JsonNode element, String indent, Printout printout) {
    if (element.isObject()) {
      printout.line(indent + "-");
      show(element, indent + "  ", printout);
    } else {
      printout.line(indent + "- " + element.asText());
    }
  }
}
