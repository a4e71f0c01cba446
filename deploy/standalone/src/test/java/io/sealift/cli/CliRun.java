package io.sealift.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.protocol.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;

/** How one command ended, and what it said. */
record CliRun(int exitCode, String out, String err) {
  static CliRun of(Map<String, String> environment, String... arguments) {
    return withInput(environment, "", arguments);
  }

  static CliRun withInput(Map<String, String> environment, String input, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        new CommandTree(
                environment, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)))
            .build();
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = command.execute(arguments);
    return new CliRun(exitCode, out.toString(), err.toString());
  }

  /** The one JSON object on standard output. */
  JsonNode json() {
    try {
      return StrictJson.mapper().readTree(out);
    } catch (IOException e) {
      throw new UncheckedIOException(out + err, e);
    }
  }
}
