package io.sealift.cli.init;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.copy.RegionId;
import io.sealift.kafka.Principals;
import io.sealift.protocol.StrictJson;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code init certificates}: a cluster's authority and a certificate for each of its roles. */
@Command(
    name = "certificates",
    description =
        "Make the cluster's certificate authority and a certificate for each role; what is there"
            + " already stays as it is.")
public final class InitCertificates implements Callable<Integer> {
  private static final int MAX_BROKERS = 9;
  private static final int MAX_DAYS = 825;

  private final InstantSource clock;

  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      description = "Gets a directory ca, and one for each role.")
  private Path directory = Path.of("");

  @Mixin private RegionOption regions = new RegionOption();

  @Option(
      names = "--brokers",
      defaultValue = "3",
      paramLabel = "N",
      description = "How many Kafka brokers there are, 1 to 9; 3 by default.")
  private int brokers;

  @Option(
      names = "--host",
      paramLabel = "NAME=HOST,HOST",
      description =
          "Under which names and addresses a role is reached; its own name and localhost without"
              + " it. May be given several times.")
  private List<String> hosts = List.of();

  @Option(
      names = "--days",
      defaultValue = "365",
      paramLabel = "N",
      description = "How long new certificates are valid, 1 to 825 days; 365 by default.")
  private int days;

  @Option(
      names = "--rotate",
      split = ",",
      paramLabel = "NAME",
      description =
          "Make a new certificate for these, whatever they have; 'ca' makes a new authority, and"
              + " the old one stays trusted beside it.")
  private List<String> rotate = List.of();

  @Option(
      names = "--forget-old-ca",
      description = "Trust only the newest authority; refused while a role has an older one's.")
  private boolean forget;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** A command that takes the time from this clock. */
  public InitCertificates(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException, CommandFailure {
    Counts.requireUpTo(MAX_BROKERS, "--brokers", brokers);
    Counts.requireUpTo(MAX_DAYS, "--days", days);
    List<String> names = names();
    Map<String, Set<String>> given = HostOptions.read(hosts, names);
    for (String name : rotate) {
      if (!names.contains(name) && !name.equals(CertificateDirectory.AUTHORITY)) {
        throw new CommandFailure(
            ExitCode.USAGE,
            "--rotate: there is no '%s'; there are ca, %s"
                .formatted(name, String.join(", ", names)));
      }
    }
    Instant now = clock.instant();
    CertificateDirectory certificates =
        new CertificateDirectory(directory, now, Duration.ofDays(days));
    requireFit(certificates, names, given, now);
    make(certificates, names, given);
    print(certificates, names);
    return ExitCode.DONE.value();
  }

  private List<String> names() throws CommandFailure {
    List<String> names = new ArrayList<>();
    for (int number = 1; number <= brokers; number++) {
      names.add(Principals.broker(number));
    }
    names.add(Principals.COORDINATOR);
    for (RegionId region : regions.regions()) {
      names.add(Principals.agent(region));
    }
    names.addAll(List.of(Principals.PRODUCER, Principals.MONITOR, Principals.ADMIN));
    return names;
  }

  private static Set<String> hostsOf(String name, Map<String, Set<String>> given) {
    return given.getOrDefault(name, Set.of(name, "localhost"));
  }

  /** Looks at everything that is there before anything is changed, and tells all problems. */
  private void requireFit(
      CertificateDirectory certificates,
      List<String> names,
      Map<String, Set<String>> given,
      Instant now)
      throws IOException, CommandFailure {
    List<String> problems = new ArrayList<>();
    for (String name : names) {
      RoleCertificate role = certificates.role(name);
      if (!role.isPresent() || rotate.contains(name)) {
        continue;
      }
      if (!role.hosts().equals(hostsOf(name, given))) {
        problems.add(
            "%s: has a certificate for %s, not for %s; --rotate %s makes a new one"
                .formatted(
                    name,
                    String.join(", ", role.hosts()),
                    String.join(", ", new TreeSet<>(hostsOf(name, given))),
                    name));
      }
      if (role.expiresAt().isBefore(now)) {
        problems.add(
            "%s: expired at %s; --rotate %s makes a new one"
                .formatted(name, role.expiresAt(), name));
      }
      if (!isTrusted(certificates, role)) {
        problems.add(
            "%s: is not of this authority; --rotate %s makes a new one".formatted(name, name));
      }
    }
    if (!problems.isEmpty()) {
      throw new CommandFailure(ExitCode.REFUSED, String.join("\n", problems));
    }
  }

  private boolean isTrusted(CertificateDirectory certificates, RoleCertificate role)
      throws IOException {
    if (!certificates.hasAuthority()) {
      return false;
    }
    List<X509Certificate> authorities = certificates.authorities();
    for (X509Certificate authority : forget ? authorities.subList(0, 1) : authorities) {
      if (role.isSignedBy(authority)) {
        return true;
      }
    }
    return false;
  }

  private void make(
      CertificateDirectory certificates, List<String> names, Map<String, Set<String>> given)
      throws IOException {
    if (!certificates.hasAuthority() || rotate.contains(CertificateDirectory.AUTHORITY)) {
      certificates.makeAuthority();
    }
    for (String name : names) {
      if (!certificates.role(name).isPresent() || rotate.contains(name)) {
        certificates.issue(name, hostsOf(name, given));
      }
    }
    if (forget) {
      certificates.forgetOldAuthorities();
    }
    certificates.spreadTrust(names);
  }

  private void print(CertificateDirectory certificates, List<String> names) throws IOException {
    Printout printout = new Printout(spec.commandLine().getOut(), json);
    ObjectNode result = StrictJson.mapper().createObjectNode();
    certificates.done().forEach(result.putArray("done")::add);
    ObjectNode expiry = result.putObject("expiresAt");
    for (String name : names) {
      expiry.put(name, certificates.role(name).expiresAt().toString());
    }
    printout.result(result);
    certificates.done().forEach(printout::line);
    if (certificates.done().isEmpty()) {
      printout.line("nothing to do: %d certificates are there".formatted(names.size()));
    }
  }
}
