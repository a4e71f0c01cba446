package io.sealift.coordinator.api.ros;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.coordinator.command.StackCommand.Destination;
import io.sealift.coordinator.command.StackCommand.OnFailure;
import io.sealift.coordinator.command.StackCommand.StackRequest;
import io.sealift.protocol.StrictJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one template that is served, {@code copy-images}, and its parameters. A template's body is
 * looked through for the resources that it is of, and not carried out.
 */
final class CopyImagesTemplate {
  private static final String ID = "copy-images";
  private static final Pattern RESOURCE =
      Pattern.compile("(?:ALIYUN|DATASOURCE|MODULE)::[A-Za-z0-9]+::[A-Za-z0-9:]+");
  private static final String COPY_IMAGE = "ALIYUN::ECS::CopyImage";

  /** The longest template that may be given, in bytes. */
  static final int MAX_BYTES = 524_288;

  private static final Set<String> PARAMETERS =
      Set.of(
          "ImageId",
          "DestinationImageName",
          "DestinationDescription",
          "ResourceGroupId",
          "Tag",
          "Destinations");

  private CopyImagesTemplate() {}

  static StackRequest request(RpcParameters given, String token) {
    requireTemplate(given);
    Map<String, String> parameters = parameters(given);
    List<Destination> destinations = destinations(required(parameters, "Destinations"));
    requireNoTurns(given, destinations.size());
    return new StackRequest(
        given.required("RegionId"),
        given.required("StackName"),
        required(parameters, "ImageId"),
        required(parameters, "DestinationImageName"),
        optional(parameters, "DestinationDescription"),
        // What the template writes for none.
        optional(parameters, "ResourceGroupId").filter(group -> !group.equals("Null")),
        tags(parameters),
        destinations,
        stackTags(given),
        given.text("ResourceGroupId"),
        given.number("TimeoutInMinutes", Integer.MIN_VALUE, Integer.MAX_VALUE),
        given.flag("DisableRollback").orElse(false) ? OnFailure.KEEP : OnFailure.ROLL_BACK,
        token);
  }

  /** Copies begin as the queues of their regions allow; the stack holds none of them back. */
  private static void requireNoTurns(RpcParameters given, int copies) {
    int most = given.number("Parallelism", 0, Integer.MAX_VALUE).orElse(0);
    if (most != 0 && most < copies) {
      throw new RpcException(
          400,
          "UnsupportedParameter",
          "The parameter \"Parallelism\" is not supported by this service below the number of"
              + " destinations.");
    }
  }

  private static void requireTemplate(RpcParameters given) {
    Optional<String> id = given.text("TemplateId");
    Optional<String> body = given.text("TemplateBody");
    if (id.isPresent() == body.isPresent()) {
      throw invalid("TemplateBody or TemplateId: one of them must be given");
    }
    if (id.isPresent() && !id.get().equals(ID)) {
      throw new RpcException(
          404,
          "TemplateNotFound",
          "The Template could not be found; there is %s alone.".formatted(ID));
    }
    body.ifPresent(CopyImagesTemplate::requireCopies);
  }

  private static void requireCopies(String body) {
    if (body.getBytes(UTF_8).length > MAX_BYTES) {
      throw invalid("TemplateBody: must have at most %d bytes".formatted(MAX_BYTES));
    }
    Set<String> types = new HashSet<>();
    Matcher matcher = RESOURCE.matcher(body);
    while (matcher.find()) {
      types.add(matcher.group());
    }
    if (!types.equals(Set.of(COPY_IMAGE))) {
      throw invalid("TemplateBody: its resources must be of the type " + COPY_IMAGE);
    }
  }

  private static Map<String, String> parameters(RpcParameters given) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (RpcParameters parameter : given.objects("Parameters")) {
      String key = parameter.text("ParameterKey").orElse("");
      if (!PARAMETERS.contains(key)) {
        throw new RpcException(
            400,
            "UnknownUserParameter",
            "Parameters: the template takes %s only".formatted(String.join(", ", PARAMETERS)));
      }
      if (parameters.put(key, parameter.text("ParameterValue").orElse("")) != null) {
        throw invalid("Parameters: %s is given twice".formatted(key));
      }
    }
    return parameters;
  }

  private static Optional<String> optional(Map<String, String> parameters, String key) {
    return Optional.ofNullable(parameters.get(key)).filter(value -> !value.isEmpty());
  }

  private static String required(Map<String, String> parameters, String key) {
    return optional(parameters, key)
        .orElseThrow(
            () ->
                new RpcException(
                    400,
                    "UserParameterMissing",
                    "The Parameter (%s) was not provided.".formatted(key)));
  }

  private static List<Destination> destinations(String text) {
    JsonNode list = json("Destinations", text);
    List<Destination> destinations = new ArrayList<>();
    if (!list.isArray()) {
      throw invalid("Destinations: must be a JSON array");
    }
    for (JsonNode each : list) {
      if (!each.isObject()
          || !each.path("DestinationRegionId").isTextual()
          || !Set.of("DestinationRegionId", "Encrypted", "KMSKeyId").containsAll(names(each))) {
        throw invalid(
            "Destinations: each must be an object of DestinationRegionId, Encrypted and KMSKeyId");
      }
      destinations.add(
          new Destination(
              each.path("DestinationRegionId").asText(),
              flag(each.path("Encrypted")),
              Optional.of(each.path("KMSKeyId").asText("")).filter(key -> !key.isEmpty())));
    }
    return destinations;
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Optional<Boolean> flag(JsonNode node) {
    return switch (node.asText("").toLowerCase(Locale.ROOT)) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      case "", "null" -> Optional.empty();
      default -> throw invalid("Destinations: Encrypted must be true or false");
    };
  }

  private static Map<String, String> tags(Map<String, String> parameters) {
    Optional<String> text = optional(parameters, "Tag");
    Map<String, String> tags = new LinkedHashMap<>();
    if (text.isEmpty()) {
      return tags;
    }
    JsonNode list = json("Tag", text.get());
    if (!list.isArray()) {
      throw invalid("Tag: must be a JSON array");
    }
    for (JsonNode each : list) {
      if (!each.path("Key").isTextual()
          || tags.put(each.path("Key").asText(), each.path("Value").asText("")) != null) {
        throw invalid("Tag: each must be an object of a Key, which comes once, and a Value");
      }
    }
    return tags;
  }

  private static JsonNode json(String parameter, String text) {
    try {
      return StrictJson.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw invalid(parameter + ": must be JSON");
    }
  }

  private static Map<String, String> stackTags(RpcParameters given) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (RpcParameters tag : given.objects("Tags")) {
      if (tags.put(tag.text("Key").orElse(""), tag.text("Value").orElse("")) != null) {
        throw invalid("Tags: each key must come once");
      }
    }
    if (tags.size() > 20 || tags.containsKey("")) {
      throw invalid("Tags: must be at most 20, each with a key");
    }
    return tags;
  }

  private static RpcException invalid(String message) {
    return new RpcException(400, "StackValidationFailed", message);
  }
}
