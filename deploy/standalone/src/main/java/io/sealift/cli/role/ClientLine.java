package io.sealift.cli.role;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * Runs commands of the command line in this process, as a user would type them, and shows what it
 * runs.
 */
final class ClientLine {
  private final Function<Map<String, String>, CommandLine> commands;
  private final Map<String, String> environment;
  private final PrintWriter out;
  private final PrintWriter err;

  ClientLine(
      Function<Map<String, String>, CommandLine> commands,
      Map<String, String> environment,
      PrintWriter out,
      PrintWriter err) {
    this.commands = commands;
    this.environment = Map.copyOf(environment);
    this.out = out;
    this.err = err;
  }

  /**
   * Runs one command and returns its JSON object; a command that does not end well ends the caller
   * too.
   */
  JsonNode run(String... arguments) throws IOException, CommandFailure {
    out.println("$ sealift " + String.join(" ", arguments));
    out.flush();
    List<String> line = new ArrayList<>(List.of(arguments));
    line.add("--json");
    StringWriter result = new StringWriter();
    int code =
        commands
            .apply(environment)
            .setOut(new PrintWriter(result))
            .setErr(err)
            .execute(line.toArray(String[]::new));
    if (code != 0) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "'sealift %s %s' ended with exit code %d".formatted(arguments[0], arguments[1], code));
    }
    return StrictJson.mapper().readTree(result.toString());
  }
}
