package io.sealift.benchmark.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.benchmark.measure.Figures;
import io.sealift.benchmark.measure.Group;
import io.sealift.benchmark.measure.Outcome;
import io.sealift.benchmark.measure.Requirement;
import io.sealift.benchmark.measure.Series;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A whole run as JSON. */
public final class JsonReport {
  private JsonReport() {}

  /** Writes the run to a file. */
  public static void write(Path file, Machine machine, List<Group> groups, List<Figures> studies)
      throws IOException {
    ObjectNode report = StrictJson.mapper().createObjectNode();
    ObjectNode facts = report.putObject("machine");
    machine.facts().forEach(facts::put);
    ObjectNode versions = report.putObject("versions");
    machine.versions().forEach(versions::put);
    ArrayNode list = report.putArray("groups");
    groups.forEach(group -> add(list.addObject(), group));
    ArrayNode found = report.putArray("studies");
    studies.forEach(figures -> add(found.addObject(), figures));
    Files.write(
        file, StrictJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(report));
  }

  private static void add(ObjectNode node, Figures figures) {
    node.put("title", figures.title());
    ArrayNode rows = node.putArray("rows");
    for (Figures.Row row : figures.rows()) {
      ObjectNode entry = rows.addObject().put("name", row.name());
      for (int column = 0; column < figures.columns().size(); column++) {
        double value = row.values().get(column);
        if (!Double.isNaN(value)) {
          entry.put(figures.columns().get(column), value);
        }
      }
    }
  }

  private static void add(ObjectNode node, Group group) {
    node.put("title", group.title());
    ArrayNode cases = node.putArray("cases");
    for (Outcome outcome : group.outcomes()) {
      ObjectNode entry = cases.addObject().put("name", outcome.name());
      if (outcome instanceof Outcome.Measured measured) {
        add(entry, measured.series());
      } else if (outcome instanceof Outcome.NotMeasured left) {
        entry.put("notMeasured", left.reason());
      }
    }
    ArrayNode ratios = node.putArray("ratios");
    for (Requirement.Judgement judgement : group.judgements()) {
      Requirement wanted = judgement.requirement();
      ObjectNode entry = ratios.addObject();
      entry.put("product", wanted.product()).put("peer", wanted.peer());
      entry.put("ratio", judgement.ratio()).put("least", wanted.least());
      wanted.aim().ifPresent(aim -> entry.put("aim", aim));
      entry.put("met", judgement.met());
    }
  }

  private static void add(ObjectNode entry, Series series) {
    entry.put("bytes", series.bytes());
    entry.put("bytesPerSecond", series.rate());
    entry.put("medianSeconds", series.median());
    entry.put("cpuSecondsPerGib", series.cpuSecondsPerGib());
    ArrayNode samples = entry.putArray("samples");
    series
        .samples()
        .forEach(
            sample ->
                samples
                    .addObject()
                    .put("seconds", sample.seconds())
                    .put("cpuSeconds", sample.cpuSeconds()));
  }
}
