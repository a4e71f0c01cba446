package io.sealift.cli.init;

import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Under which names and addresses roles are reached, as {@code NAME=HOST,HOST}. */
final class HostOptions {
  private static final Pattern NAME =
      Pattern.compile("(?![0-9.]+$)[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern ADDRESS = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern LONG_ADDRESS = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:.]*");

  private HostOptions() {}

  /**
   * The hosts of each name.
   *
   * @throws CommandFailure when an option has another form, or names a role that is not there
   */
  static Map<String, Set<String>> read(Collection<String> options, Collection<String> names)
      throws CommandFailure {
    Map<String, Set<String>> hosts = new TreeMap<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      if (equals < 1) {
        throw refused("must be NAME=HOST,HOST, not '%s'".formatted(option));
      }
      String name = option.substring(0, equals);
      if (!names.contains(name)) {
        throw refused("there is no '%s'; there are %s".formatted(name, String.join(", ", names)));
      }
      for (String host : Arrays.asList(option.substring(equals + 1).split(",", -1))) {
        hosts.computeIfAbsent(name, key -> new TreeSet<>()).add(host(host, name));
      }
    }
    return hosts;
  }

  private static String host(String host, String name) throws CommandFailure {
    if (NAME.matcher(host).matches() || ADDRESS.matcher(host).matches()) {
      return host;
    }
    if (LONG_ADDRESS.matcher(host).matches()) {
      try {
        // As a certificate has it. With a colon in it nothing is looked up.
        return InetAddress.getByName(host).getHostAddress();
      } catch (UnknownHostException e) {
        throw notAHost(host, name);
      }
    }
    throw notAHost(host, name);
  }

  private static CommandFailure notAHost(String host, String name) {
    return refused("'%s' of %s is neither a host name nor an address".formatted(host, name));
  }

  private static CommandFailure refused(String problem) {
    return new CommandFailure(ExitCode.USAGE, "--host: " + problem);
  }
}
