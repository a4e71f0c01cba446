package io.sealift.benchmark.measure;

import java.util.Arrays;
import java.util.List;

/**
 * What one study found: a row for each thing that was measured, a column for each figure, whose
 * name carries its unit.
 */
public record Figures(String title, List<String> columns, List<Row> rows) {
  public Figures {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (Row row : rows) {
      if (row.values().size() != columns.size()) {
        throw new IllegalArgumentException("row does not fit its columns: " + row.name());
      }
    }
  }

  /**
   * One thing that was measured.
   *
   * @param values one for each column; NaN for what was not measured
   */
  public record Row(String name, List<Double> values) {
    public Row {
      values = List.copyOf(values);
    }

    /** A row of these values. */
    public static Row of(String name, double... values) {
      return new Row(name, Arrays.stream(values).boxed().toList());
    }
  }
}
