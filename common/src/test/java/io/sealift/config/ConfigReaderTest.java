package io.sealift.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sealift.copy.RegionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  private enum Mode {
    FAST,
    VERY_SAFE
  }

  private static final ConfigKey<RegionId> REGION =
      ConfigKey.required(
          "agent.region", ConfigType.REGION, "The region whose tasks this agent works on.");
  private static final OpenKeys KAFKA =
      new OpenKeys(
          "kafka.client.",
          (key, value) -> key.equals("acks") ? Optional.of("may not be set") : Optional.empty());
  private static final ConfigKey<Integer> SLOTS =
      ConfigKey.withDefault(
          "agent.slots", ConfigType.integer(1, 64), "4", "How many attempts run at once.");
  private static final ConfigKey<Duration> IDLE =
      ConfigKey.withDefault(
          "http.idle-timeout",
          ConfigType.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
          "30s",
          "When a silent connection is closed.");
  private static final ConfigKey<ByteSize> BUFFER =
      ConfigKey.withDefault(
          "agent.buffer",
          ConfigType.size(new ByteSize(4096), ByteSize.parse("1GiB")),
          "8MiB",
          "How much one attempt holds in memory.");
  private static final ConfigKey<Mode> MODE =
      ConfigKey.withDefault(
          "agent.mode", ConfigType.oneOf(Mode.class), "very-safe", "How careful to be.");
  private static final ConfigKey<List<RegionId>> REGIONS =
      ConfigKey.optional("cluster.regions", ConfigType.listOf(ConfigType.REGION), "All regions.");
  private static final ConfigKey<Secret> PASSWORD =
      ConfigKey.optional("kms.password", ConfigType.SECRET, "Opens the key ring.");
  private static final List<ConfigKey<?>> DECLARED =
      List.of(REGION, SLOTS, IDLE, BUFFER, MODE, REGIONS, PASSWORD);

  @TempDir Path directory;

  @Test
  void aSettingThatIsLeftOutHasItsDefault() throws Exception {
    ConfigValues values = read("agent.region=north");

    assertThat(values.get(SLOTS)).isEqualTo(4);
    assertThat(values.get(IDLE)).isEqualTo(Duration.ofSeconds(30));
    assertThat(values.get(BUFFER)).isEqualTo(new ByteSize(8 << 20));
    assertThat(values.get(MODE)).isEqualTo(Mode.VERY_SAFE);
    assertThat(values.find(REGIONS)).isEmpty();
  }

  @Test
  void everyTypeIsReadFromTheFile() throws Exception {
    ConfigValues values =
        read(
            """
            # A comment.
            agent.region = north
            agent.slots = 64
            http.idle-timeout = 500s
            agent.buffer = 16KiB
            agent.mode = fast
            cluster.regions = north, south
            """);

    assertThat(values.get(REGION)).isEqualTo(new RegionId("north"));
    assertThat(values.get(SLOTS)).isEqualTo(64);
    assertThat(values.get(IDLE)).isEqualTo(Duration.ofSeconds(500));
    assertThat(values.get(BUFFER)).isEqualTo(new ByteSize(16 << 10));
    assertThat(values.get(MODE)).isEqualTo(Mode.FAST);
    assertThat(values.get(REGIONS)).containsExactly(new RegionId("north"), new RegionId("south"));
  }

  @Test
  void theEnvironmentWinsOverTheFile() throws Exception {
    ConfigValues values =
        read("agent.region=north\nhttp.idle-timeout=5s", Map.of("SEALIFT_HTTP_IDLE_TIMEOUT", "7s"));

    assertThat(values.get(IDLE)).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void allProblemsAreReportedTogether() {
    assertThat(
            problems(
                """
                agent.slots=65
                agent.slot=3
                http.idle-timeout=30
                agent.buffer=10 MB
                agent.mode=FAST
                cluster.regions=north,north
                colour=red
                agent.mode=fast
                """))
        .containsExactlyInAnyOrder(
            "agent.mode: is set twice",
            "agent.slot: is not a setting, did you mean agent.slots?",
            "colour: is not a setting",
            "agent.region: is required (or set SEALIFT_AGENT_REGION)",
            "agent.slots: must be 1 to 64",
            "http.idle-timeout: must be a whole number with a unit ms, s, m, h or d",
            "agent.buffer: must be a whole number with a unit B, KiB, MiB, GiB or TiB",
            "cluster.regions: must not name the same entry twice");
  }

  @Test
  void aKeyOfAnotherPartIsAnsweredWithTheOneOfTheSameName() {
    assertThat(problems("agent.region=north\nworker-process.slots=3\n"))
        .containsExactly("worker-process.slots: is not a setting, did you mean agent.slots?");
  }

  @Test
  void aLikelyTypoInTheEnvironmentIsRefusedAndAnotherSystemsVariableIsNot() throws Exception {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> read("agent.region=north", Map.of("SEALIFT_AGENT_SLOT", "3")));

    assertThat(refused.problems())
        .containsExactly("SEALIFT_AGENT_SLOT: is not a setting, did you mean SEALIFT_AGENT_SLOTS?");
    assertThat(read("agent.region=north", Map.of("SEALIFT_SERVICE_PORT_9092_TCP", "x")).get(SLOTS))
        .isEqualTo(4);
  }

  @Test
  void aSecretComesFromAFileOfItsOwnAndIsNeverShown() throws Exception {
    Path file = secretFile("rw-------");

    ConfigValues values = read("agent.region=north\nkms.password.file=" + file);

    assertThat(values.get(PASSWORD).reveal()).isEqualTo("top secret");
    assertThat(values.get(PASSWORD)).hasToString("<secret>");
  }

  @Test
  void aSecretInTheFileInClearIsRefusedWithoutQuotingIt() {
    assertThat(problems("agent.region=north\nkms.password=hunter2"))
        .containsExactly(
            "kms.password: must not stand here in clear: name a file in kms.password.file, or set"
                + " SEALIFT_KMS_PASSWORD");
  }

  @Test
  void aSecretFileThatEverybodyMayReadIsRefused() throws IOException {
    Path file = secretFile("rw-r--r--");

    assertThat(problems("agent.region=north\nkms.password.file=" + file))
        .containsExactly("kms.password.file: everybody may read the file: chmod o-r " + file);
  }

  @Test
  void aFileThatCannotBeReadIsOneProblemAmongOthers() {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                ConfigReader.read(
                    DECLARED, Optional.of(directory), Map.of("SEALIFT_AGENT_SLOTS", "x")));

    assertThat(refused.problems())
        .containsExactly(
            directory + ": is not a regular file",
            "agent.region: is required (or set SEALIFT_AGENT_REGION)",
            "agent.slots: must be a whole number, 1 to 64");
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() throws IOException {
    Path file =
        Files.write(directory.resolve("latin1.properties"), new byte[] {'a', '=', (byte) 0xe9});

    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigReader.read(List.of(SLOTS), Optional.of(file), Map.of()));

    assertThat(refused.problems()).containsExactly(file + ": is not UTF-8 text");
  }

  @Test
  void anythingGoesUnderAnOpenPrefixFromFileAndEnvironment() throws Exception {
    Path file =
        write(
            "kafka.client.security.protocol=SSL\nkafka.client.ssl.key.password.file="
                + secretFile("rw-------"));

    ConfigValues values =
        ConfigReader.read(
            List.of(SLOTS),
            KAFKA,
            Optional.of(file),
            Map.of("SEALIFT_KAFKA_CLIENT_REQUEST_TIMEOUT_MS", "5000"));

    assertThat(values.open())
        .containsOnly(
            Map.entry("security.protocol", "SSL"),
            Map.entry("ssl.key.password", "top secret"),
            Map.entry("request.timeout.ms", "5000"));
  }

  @Test
  void openKeysThatMayNotBeSetAreToldWithTheOtherProblems() throws IOException {
    Path file = write("agent.slots=0\nkafka.client.acks=1\n");

    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                ConfigReader.read(
                    List.of(SLOTS),
                    KAFKA,
                    Optional.of(file),
                    Map.of("SEALIFT_KAFKA_CLIENT_X", "1")));

    assertThat(refused.problems())
        .hasSize(2)
        .anyMatch(problem -> problem.startsWith("agent.slots: "))
        .contains("kafka.client.acks: may not be set");
  }

  @Test
  void theReferencePageIsWrittenFromTheDeclarations() {
    assertThat(ConfigReference.table(List.of(REGION, SLOTS, PASSWORD)))
        .isEqualTo(
            """
            | key | form | default | meaning |
            |---|---|---|---|
            | `agent.region` | region id | required | The region whose tasks this agent works on. |
            | `agent.slots` | 1 to 64 | `4` | How many attempts run at once. |
            | `kms.password.file` | path of a file that holds the secret | none | Opens the key ring. |
            """);
  }

  private ConfigValues read(String text) throws Exception {
    return read(text, Map.of());
  }

  private ConfigValues read(String text, Map<String, String> environment) throws Exception {
    return ConfigReader.read(DECLARED, Optional.of(write(text)), environment);
  }

  private List<String> problems(String text) {
    return catchThrowableOfType(ConfigException.class, () -> read(text)).problems();
  }

  private Path write(String text) throws IOException {
    return Files.writeString(directory.resolve("role.properties"), text, StandardCharsets.UTF_8);
  }

  private Path secretFile(String permissions) throws IOException {
    Path file = Files.writeString(directory.resolve("password"), "top secret\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
