package io.sealift.coordinator.api.rpc;

import io.sealift.coordinator.api.rpc.ParameterRule.Honoured;
import io.sealift.coordinator.api.rpc.ParameterRule.Ignored;
import io.sealift.coordinator.api.rpc.ParameterRule.Need;
import io.sealift.coordinator.api.rpc.ParameterRule.Refused;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One action and what becomes of each of its parameters. A parameter that no rule names is refused:
 * nothing that a client asks for is passed over in silence.
 */
public final class ActionSpec {
  /** Why parameters that every old request has are ignored. */
  static final String LEGACY = "legacy";

  /** How long the body of most requests may be. */
  static final int BODY_BYTES = 64 << 10;

  // A byte of a text may take three of a form.
  private static final int ESCAPE_BYTES = 3;
  private static final Pattern INDEX = Pattern.compile("\\.[1-9][0-9]{0,3}(?=\\.|$)");

  /** What an action may do. */
  public enum Access {
    LOOK,
    CHANGE,
    ADMINISTER
  }

  /** Whether an action is served. */
  public enum Support {
    SERVED,
    NONE
  }

  private final Product product;
  private final String name;
  private final Access access;
  private final Map<String, ParameterRule> rules = new LinkedHashMap<>();
  private Support support = Support.SERVED;
  private RpcException forbidden =
      new RpcException(
          403,
          "Forbidden.RAM",
          "User not authorized to operate on the specified resource, or this API doesn't support"
              + " RAM.");
  private int maxBodyBytes = BODY_BYTES;

  private ActionSpec(Product product, String name, Access access) {
    this.product = product;
    this.name = name;
    this.access = access;
    for (String legacy :
        new String[] {"OwnerId", "OwnerAccount", "ResourceOwnerId", "ResourceOwnerAccount"}) {
      ignored(legacy, LEGACY);
    }
    if (product == Product.KMS) {
      honoured("RegionId"); // The service is a regional one; the host may name the region instead.
      forbiddenAs("Forbidden.NoPermission", "This operation is forbidden by permission system.");
    }
  }

  /** An action without parameters, but those that every action takes. */
  public static ActionSpec of(Product product, String name, Access access) {
    return new ActionSpec(product, name, access);
  }

  /** These must be given. */
  public ActionSpec required(String... names) {
    for (String each : names) {
      add(new ParameterRule(each, new Honoured(Need.REQUIRED), ""));
    }
    return this;
  }

  /** These may be given, and do what is documented. */
  public ActionSpec honoured(String... names) {
    for (String each : names) {
      add(new ParameterRule(each, new Honoured(Need.OPTIONAL), ""));
    }
    return this;
  }

  /** This one changes nothing; if words are given, it must be one of them. */
  public ActionSpec ignored(String parameter, String why, String... words) {
    return add(new ParameterRule(parameter, new Ignored(Set.of(words)), why));
  }

  /** This one is true or false, and changes nothing. */
  public ActionSpec ignoredFlag(String parameter, String why) {
    return ignored(parameter, why, "true", "True", "false", "False");
  }

  /** A request with this one is refused. */
  public ActionSpec refused(String parameter, int status, String code, String message) {
    return add(new ParameterRule(parameter, new Refused(status, code, message), ""));
  }

  /** Requests with these are refused as not supported. */
  public ActionSpec unsupported(String... names) {
    for (String each : names) {
      refused(
          each,
          400,
          "UnsupportedParameter",
          "The parameter \"%s\" is not supported by this service.".formatted(each));
    }
    return this;
  }

  /** One parameter may be a text of so many bytes, so that the body may be a long one. */
  public ActionSpec withLongText(int bytes) {
    maxBodyBytes = BODY_BYTES + ESCAPE_BYTES * bytes;
    return this;
  }

  /** Who may not do it is told so with this code, spelled as documented. */
  public ActionSpec forbiddenAs(String code, String message) {
    forbidden = new RpcException(403, code, message);
    return this;
  }

  /** What somebody who may not do it is told. */
  RpcException forbidden() {
    return forbidden;
  }

  private ActionSpec add(ParameterRule rule) {
    rules.put(rule.name(), rule);
    return this;
  }

  ActionSpec withoutSupport() {
    support = Support.NONE;
    return this;
  }

  /** Whether the action does anything. */
  public Support support() {
    return support;
  }

  /** Refuses parameters that are missing, refused or unknown. */
  public void check(RpcParameters parameters) {
    if (support == Support.NONE) {
      return;
    }
    for (String given : parameters.names()) {
      checkGiven(given, parameters);
    }
    for (ParameterRule rule : rules.values()) {
      if (rule.treatment() instanceof Honoured honoured
          && honoured.need() == Need.REQUIRED
          && !isGiven(rule.name(), parameters)) {
        throw RpcException.missing(rule.name());
      }
    }
  }

  private void checkGiven(String given, RpcParameters parameters) {
    String form = INDEX.matcher(given).replaceAll(".N");
    @Nullable ParameterRule rule = rules.get(form);
    if (rule == null && form.equals("RegionId")) {
      return; // Some clients add it to every request.
    }
    if (rule == null) {
      throw new RpcException(
          400,
          "UnsupportedParameter",
          "The parameter \"%s\" is not supported by this service."
              .formatted(RpcParameters.printable(given)));
    }
    // An empty value is what clients send for "not given".
    if (rule.treatment() instanceof Refused refused && parameters.text(given).isPresent()) {
      throw new RpcException(refused.status(), refused.code(), refused.message());
    }
    if (rule.treatment() instanceof Ignored ignored
        && !parameters.text(given).map(ignored::takes).orElse(true)) {
      throw RpcException.invalid(given);
    }
  }

  private static boolean isGiven(String name, RpcParameters parameters) {
    return name.contains(".N")
        ? parameters.text(name.replace(".N", ".1")).isPresent()
        : parameters.text(name).isPresent();
  }

  /** How long a request's body may be, as it comes. */
  int maxBodyBytes() {
    return maxBodyBytes;
  }

  /** Whose action it is. */
  public Product product() {
    return product;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** What it may do. */
  public Access access() {
    return access;
  }

  /** What becomes of each parameter. */
  public Collection<ParameterRule> rules() {
    return Collections.unmodifiableCollection(rules.values());
  }
}
