package io.sealift.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.cli.client.ClientSettings;
import io.sealift.cli.terminal.CommandFailure;
import io.sealift.cli.terminal.ExitCode;
import io.sealift.cli.terminal.Printout;
import io.sealift.kafka.Topics;
import io.sealift.protocol.CopyRequest;
import io.sealift.protocol.JsonMessageCodec;
import io.sealift.protocol.MessageFormatException;
import io.sealift.protocol.StrictJson;
import io.sealift.signature.AccessKey;
import io.sealift.signature.RecordSignature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code request sign}: makes a copy request ready for the plain Kafka console producer, as one
 * line {@code headers TAB value}, to be sent with {@code --property parse.headers=true}.
 */
@Command(
    name = "sign",
    description =
        "Sign a copy request for Kafka: prints 'headers TAB value' for kafka-console-producer's"
            + " parse.headers=true.")
public final class RequestSign implements Callable<Integer> {
  private static final int MAX_BYTES = 1 << 20;

  private final Map<String, String> environment;
  private final InputStream input;
  private final InstantSource clock;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      description = "The request's JSON; standard input without it.")
  private @Nullable Path file;

  @Option(
      names = "--with-key",
      description = "Print 'headers TAB key TAB value', for parse.key=true as well.")
  private boolean withKey;

  @Option(
      names = "--headers-only",
      description = "Print the headers alone; the value must be sent byte for byte as given.")
  private boolean headersOnly;

  @Option(
      names = "--topic",
      defaultValue = Topics.COPY_REQUESTS,
      description = "The topic it is for: ${DEFAULT-VALUE}.")
  private String topic = Topics.COPY_REQUESTS;

  @Mixin private ClientOptions options = new ClientOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  /** A command that finds the access key in this environment. */
  public RequestSign(Map<String, String> environment, InputStream input, InstantSource clock) {
    this.environment = Map.copyOf(environment);
    this.input = input;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException, CommandFailure {
    AccessKey key = ClientSettings.findAccessKey(environment, options.directory());
    byte[] given = read();
    CopyRequest request = check(given);
    byte[] value = headersOnly ? given : oneLine(given);
    String date = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    String signature = RecordSignature.sign(key.secret(), topic, key.id(), date, value);
    String headers =
        "%s:%s,%s:%s,%s:%s"
            .formatted(
                RecordSignature.ACCESS_KEY_ID,
                key.id(),
                RecordSignature.DATE,
                date,
                RecordSignature.SIGNATURE,
                signature);
    String text = new String(value, StandardCharsets.UTF_8);
    ObjectNode result =
        StrictJson.mapper()
            .createObjectNode()
            .put("topic", topic)
            .put("key", request.requestToken());
    result
        .putObject("headers")
        .put(RecordSignature.ACCESS_KEY_ID, key.id())
        .put(RecordSignature.DATE, date)
        .put(RecordSignature.SIGNATURE, signature);
    Printout printout = options.printout(spec.commandLine().getOut());
    printout.result(result.put("value", text));
    if (!printout.asJson()) {
      String line =
          withKey ? headers + "\t" + request.requestToken() + "\t" + text : headers + "\t" + text;
      spec.commandLine().getOut().println(headersOnly ? headers : line);
      spec.commandLine().getOut().flush();
    }
    return ExitCode.DONE.value();
  }

  private byte[] read() throws IOException, CommandFailure {
    byte[] given;
    if (file == null) {
      given = input.readNBytes(MAX_BYTES + 1);
    } else {
      try (InputStream stream = Files.newInputStream(file)) {
        given = stream.readNBytes(MAX_BYTES + 1);
      }
    }
    if (given.length > MAX_BYTES) {
      throw new CommandFailure(ExitCode.REFUSED, "request: is larger than 1 MiB");
    }
    return given;
  }

  private static CopyRequest check(byte[] given) throws CommandFailure {
    try {
      return JsonMessageCodec.of(CopyRequest.class).decode(given);
    } catch (MessageFormatException e) {
      throw new CommandFailure(ExitCode.REFUSED, "request: " + e.getMessage(), e);
    }
  }

  // The console producer takes a line for a record.
  private static byte[] oneLine(byte[] json) throws IOException {
    return StrictJson.mapper().writeValueAsBytes(StrictJson.mapper().readTree(json));
  }
}
