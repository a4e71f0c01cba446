package io.sealift.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMessageCodecTest {
  private static final JsonMessageCodec<TaskMessage> TASKS = JsonMessageCodec.of(TaskMessage.class);
  private static final JsonMessageCodec<CopyRequest> REQUESTS =
      JsonMessageCodec.of(CopyRequest.class);
  private static final String HEAD =
      "'head':{'taskId':'t-1','dispatch':1,'jobId':'j-1','region':'south'}";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'type':'verify-snapshots',HEAD,'snapshots':[]} | version: is missing",
        "{'version':2,'type':'verify-snapshots',HEAD,'snapshots':[]} | version: must be 1",
        "{'version':'1','type':'verify-snapshots',HEAD,'snapshots':[]} | version: must be 1",
        "{'version':1,HEAD,'snapshots':[]} | type: is missing",
        "{'version':1,'type':'format-disk',HEAD,'snapshots':[]} | type: is not a known type",
        "{'version':1,'type':'io.sealift.protocol.TaskMessage',HEAD} | type: is not a known type",
        "{'version':1,'type':'verify-snapshots',HEAD,'snapshots':[],'x':1} | x: is not a known"
            + " field",
        "{'version':1,'type':'verify-snapshots',HEAD} | snapshots: is missing",
        "{'version':1,'type':'verify-snapshots','snapshots':[]} | head: is missing",
        "{'version':1,'type':'verify-snapshots',HEAD,'snapshots':null} | snapshots: must not be"
            + " null",
        "{'version':1,'type':'verify-snapshots',HEAD,'snapshots':[null]} | snapshots[0]: must not"
            + " be null",
        "{'version':1,'type':'verify-snapshots',HEAD,'snapshots':{}} | snapshots: must be a list",
        "{'version':1,'type':'verify-snapshots',HEAD,'snapshots':['s-1',7]} | snapshots[1]: must be"
            + " text",
        "{'version':1,'type':'verify-snapshots',HEAD,'snapshots':['../etc']} | snapshots[0]:"
            + " snapshot id must be 's-' followed by 1 to 32 lower-case letters or digits",
        "{'version':1,'type':'verify-snapshots','head':7,'snapshots':[]} | head: must be an object",
        "{'version':1,'type':'verify-snapshots','type':'x',HEAD} | type: is there twice",
        "{'version':1,'type':'verify-snapshots',HEAD,'snapshots':[]} {} | there is text after the"
            + " end of the JSON value",
        "{'version':1,'type':'verify-snapshots',HEAD,'snapshots':[] | not valid JSON",
        "[] | message is not a JSON object",
        "null | message is not a JSON object",
      })
  void aMessageThatIsNotAsItMustBeIsRefusedInOneLine(String message, String reason) {
    assertThat(refusal(TASKS, message)).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'taskId':'t-1','dispatch':0,'jobId':'j-1','region':'south' | head: dispatch must be 1 or"
            + " more: 0",
        "'taskId':'t-1','dispatch':1.5,'jobId':'j-1','region':'south' | head.dispatch: must be a"
            + " whole number in range",
        "'taskId':'t-1','dispatch':'1','jobId':'j-1','region':'south' | head.dispatch: must be a"
            + " whole number in range",
        "'taskId':'t-1','dispatch':99999999999,'jobId':'j-1','region':'south' | head.dispatch: is"
            + " out of range",
        "'taskId':'t-1','dispatch':1e99,'jobId':'j-1','region':'south' | head.dispatch: must be a"
            + " whole number in range",
        "'taskId':'t-1','dispatch':null,'jobId':'j-1','region':'south' | head.dispatch: must not be"
            + " null",
        "'taskId':'t-1','jobId':'j-1','region':'south' | head.dispatch: is missing",
        "'taskId':null,'dispatch':1,'jobId':'j-1','region':'south' | head.taskId: must not be null",
        "'dispatch':1,'jobId':'j-1','region':'south' | head.taskId: is missing",
        "'taskId':'t-1','dispatch':1,'jobId':'j-1','region':'SOUTH' | head.region: region id must"
            + " be 1 to 40 lower-case letters, digits or inner hyphens",
      })
  void aFieldIsNamedWithItsPlace(String head, String reason) {
    assertThat(
            refusal(
                TASKS,
                "{'version':1,'type':'delete-snapshots','head':{" + head + "},'snapshots':[]}"))
        .isEqualTo(reason);
  }

  @Test
  void anUnknownConstantIsAnsweredWithTheKnownOnes() {
    assertThat(
            refusal(
                TASKS, "{'version':1,'type':'commit-target',HEAD,'mode':'FAST','snapshots':[]}"))
        .isEqualTo("mode: must be one of VERBATIM, RESEALED, IMPORTED");
  }

  @Test
  void aNumberInPlaceOfAConstantIsRefused() {
    assertThat(refusal(TASKS, "{'version':1,'type':'commit-target',HEAD,'mode':1,'snapshots':[]}"))
        .isEqualTo("mode: must be one of VERBATIM, RESEALED, IMPORTED");
  }

  @Test
  void optionalFieldsMayBeAbsentAndRequiredOnesMayNot() throws Exception {
    CopyRequest request =
        REQUESTS.decode(json("{'version':1,'requestToken':'t','region':'north','targets':[]}"));

    assertThat(request.imageId()).isEmpty();
    assertThat(request.priority()).isEmpty();
    assertThat(refusal(REQUESTS, "{'version':1,'requestToken':'t','region':'north'}"))
        .isEqualTo("targets: is missing");
    assertThat(
            refusal(REQUESTS, "{'version':1,'requestToken':'t','region':'north','targets':[{}]}"))
        .isEqualTo("targets[0].region: is missing");
  }

  @Test
  void whatARequestLeavesEmptyTravelsAsItIs() throws Exception {
    CopyRequest request =
        REQUESTS.decode(
            json(
                "{'version':1,'requestToken':'','region':'','imageId':'',"
                    + "'targets':[{'region':'','name':'','tags':{}}]}"));
    CopyRequest without =
        REQUESTS.decode(json("{'version':1,'requestToken':'','region':'','targets':[]}"));

    assertThat(REQUESTS.decode(REQUESTS.encode(request))).isEqualTo(request);
    assertThat(REQUESTS.decode(REQUESTS.encode(without))).isEqualTo(without);
  }

  @Test
  void aRequestsFieldOfTheWrongTypeIsNamed() {
    String start = "{'version':1,'requestToken':'t','region':'north','targets':[{'region':'south',";

    assertThat(refusal(REQUESTS, start + "'encrypt':'yes'}]}"))
        .isEqualTo("targets[0].encrypt: must be true or false");
    assertThat(refusal(REQUESTS, start + "'tags':{'a':null}}]}"))
        .isEqualTo("targets[0].tags.a: must not be null");
    assertThat(refusal(REQUESTS, start + "'tags':['a']}]}"))
        .isEqualTo("targets[0].tags: must be an object");
  }

  @Test
  void deepNestingIsRefusedBeforeItCostsMemory() {
    assertThat(refusal(TASKS, "[".repeat(100_000))).isEqualTo("JSON is nested deeper than 32");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "x", "{", "\u0000", "{'a':1e}", "\ufeff"})
  void whatIsNoJsonIsRefused(String text) {
    assertThat(refusal(TASKS, text)).isIn("not valid JSON", "message is not a JSON object");
  }

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void alteredBytesAreReadOrRefusedInOneShortLineWithoutTypeNames(long seed) {
    Random random = new Random(seed);
    List<TaskMessage> tasks = TestMessages.tasks();
    byte[] bytes = TASKS.encode(tasks.get(random.nextInt(tasks.size())));
    for (int i = 0; i < 3; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }

    try {
      assertThat(TASKS.decode(bytes)).isNotNull();
    } catch (MessageFormatException e) {
      assertThat(e.getMessage())
          .hasSizeLessThanOrEqualTo(301)
          .doesNotContain("\n", "io.sealift", "java.", "jackson");
    }
  }

  private static String refusal(JsonMessageCodec<?> codec, String message) {
    return String.valueOf(
        catchThrowableOfType(MessageFormatException.class, () -> codec.decode(json(message)))
            .getMessage());
  }

  private static byte[] json(String text) {
    return text.replace("HEAD", HEAD).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
