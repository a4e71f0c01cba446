package io.sealift.cli.terminal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.protocol.StrictJson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * A command's results on standard output: either one JSON object or text for people, never both.
 */
public final class Printout {
  private final PrintWriter out;
  private final boolean asJson;

  /** Writes to {@code out}. */
  public Printout(PrintWriter out, boolean asJson) {
    this.out = out;
    this.asJson = asJson;
  }

  /** Whether the user asked for one JSON object and nothing else. */
  public boolean asJson() {
    return asJson;
  }

  /** The command's one result object; shown only to those who asked for JSON. */
  public void result(JsonNode object) {
    if (asJson) {
      out.println(text(object));
      out.flush();
    }
  }

  /** A line for people. */
  public void line(String text) {
    if (!asJson) {
      out.println(printable(text));
      out.flush();
    }
  }

  /** A table for people: a head and rows, in columns. */
  public void table(List<String> head, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(head);
    all.addAll(rows);
    int[] widths = new int[head.size()];
    for (List<String> row : all) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], printable(row.get(column)).length());
      }
    }
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String cell = printable(row.get(column));
        line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
      }
      line(line.toString().stripTrailing());
    }
  }

  private static String text(JsonNode object) {
    try {
      return StrictJson.mapper().writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a JSON tree", e);
    }
  }

  // What others named must not steer the terminal.
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]", "?");
  }
}
