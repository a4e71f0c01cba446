package io.sealift.benchmark.report;

import io.sealift.benchmark.measure.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of a study as text for people. */
public final class FiguresTable {
  private static final int NAME_WIDTH = 28;

  private FiguresTable() {}

  /** A line of column names, and one for each row. */
  public static String of(Figures figures) {
    StringBuilder text = new StringBuilder(figures.title()).append('\n');
    text.append(line("", figures.columns(), figures.columns()));
    for (Figures.Row row : figures.rows()) {
      List<String> values = new ArrayList<>();
      row.values().forEach(value -> values.add(number(value)));
      text.append(line(row.name(), figures.columns(), values));
    }
    return text.toString();
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    String format = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 1 ? "%.2f" : "%.4f";
    return String.format(Locale.ROOT, format, value);
  }

  private static String line(String name, List<String> columns, List<String> values) {
    StringBuilder line = new StringBuilder("%-" + NAME_WIDTH + "s");
    columns.forEach(column -> line.append("  %").append(Math.max(9, column.length())).append('s'));
    List<Object> words = new ArrayList<>(List.of(name));
    words.addAll(values);
    return String.format(Locale.ROOT, line.toString(), words.toArray()).stripTrailing() + "\n";
  }
}
