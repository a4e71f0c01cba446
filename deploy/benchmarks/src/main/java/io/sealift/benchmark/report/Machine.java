package io.sealift.benchmark.report;

import io.sealift.agent.envelope.SealSelfTest;
import io.sealift.benchmark.peer.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** What the numbers were measured on and with. */
public record Machine(Map<String, String> facts, Map<String, String> versions) {
  public Machine {
    facts = Map.copyOf(facts);
    versions = Map.copyOf(versions);
  }

  /** This machine, and the peers that are installed. */
  public static Machine here() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", field("/proc/cpuinfo", "model name"));
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", field("/proc/meminfo", "MemTotal"));
    facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    // On loopback it makes half of the speed, for other programs more than for Sealift.
    facts.put("congestionControl", line("/proc/sys/net/ipv4/tcp_congestion_control"));
    facts.put("java", Runtime.version().toString());
    facts.put("cipher", SealSelfTest.run().engineName());
    Map<String, String> versions = new LinkedHashMap<>();
    for (Peer peer : Peer.values()) {
      if (peer.missing().isEmpty()) {
        versions.put(peer.label(), peer.version());
      }
    }
    return new Machine(facts, versions);
  }

  /** One line for people. */
  public String line() {
    return "%s, %s cores, %s, %s with %s, Java %s, %s"
        .formatted(
            facts.get("processor"),
            facts.get("cores"),
            facts.get("memory"),
            facts.get("kernel"),
            facts.get("congestionControl"),
            facts.get("java"),
            facts.get("cipher"));
  }

  private static String line(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  private static String field(String file, String name) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }
}
