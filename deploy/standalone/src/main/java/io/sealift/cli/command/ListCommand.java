package io.sealift.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.cli.client.RestClient;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/** {@code list}: all there is of one kind, as a table or as the API answers. */
@Command(name = "list")
public final class ListCommand extends ClientCommand {
  private final Listing listing;

  /** Lists what the listing says. */
  public ListCommand(Map<String, String> environment, Listing listing) {
    super(environment);
    this.listing = listing;
  }

  @Override
  protected ExitCode run(RestClient client, Printout printout)
      throws IOException, InterruptedException {
    Map<String, String> query = new TreeMap<>();
    for (String filter : listing.filters()) {
      String value = spec().commandLine().getParseResult().matchedOptionValue("--" + filter, "");
      if (!value.isEmpty()) {
        query.put(filter, value);
      }
    }
    JsonNode answer = client.get(listing.path(), query);
    printout.result(answer);
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode row : answer.path(listing.field())) {
      rows.add(listing.columns().stream().map(column -> column.text().apply(row)).toList());
    }
    printout.table(listing.columns().stream().map(Listing.Column::head).toList(), rows);
    return ExitCode.DONE;
  }
}
