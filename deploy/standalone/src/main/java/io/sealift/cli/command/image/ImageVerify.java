package io.sealift.cli.command.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.command.ClientCommand;
import io.sealift.cli.command.Operations;
import io.sealift.cli.command.PathSteps;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code image verify}: an agent opens every block of an image. */
@Command(name = "verify", description = "Open and check every block of an image where it lies.")
public final class ImageVerify extends ClientCommand {
  @Parameters(paramLabel = "IMAGE", description = "The image's id.")
  private String imageId = "";

  /** A command that finds its cluster in this environment. */
  public ImageVerify(Map<String, String> environment) {
    super(environment);
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException, CommandFailure {
    String path = "/v1/images/%s/verify".formatted(PathSteps.require("IMAGE", imageId));
    JsonNode operation =
        Operations.ended(client, client.post(path, StrictJson.mapper().createObjectNode()));
    boolean verified = Operations.succeeded(operation);
    ObjectNode result =
        StrictJson.mapper().createObjectNode().put("imageId", imageId).put("verified", verified);
    for (String field : List.of("result", "failure")) {
      if (operation.hasNonNull(field)) {
        result.set(field, operation.get(field));
      }
    }
    printout.result(result);
    if (!verified) {
      throw Operations.failure(operation);
    }
    printout.line(imageId + ": every block opens");
    return ExitCode.DONE;
  }
}
