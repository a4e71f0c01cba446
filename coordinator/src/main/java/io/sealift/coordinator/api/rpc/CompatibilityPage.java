package io.sealift.coordinator.api.rpc;

import io.sealift.coordinator.api.rpc.ActionSpec.Support;
import io.sealift.coordinator.api.rpc.ParameterRule.Honoured;
import io.sealift.coordinator.api.rpc.ParameterRule.Ignored;
import io.sealift.coordinator.api.rpc.ParameterRule.Need;
import io.sealift.coordinator.api.rpc.ParameterRule.Refused;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the reference page of the actions from their declarations. */
public final class CompatibilityPage {
  private static final String HEAD =
      """
      # Alibaba Cloud ECS, KMS and ROS: actions and parameters

      Generated from the registered actions. *Required* and *honoured* parameters do what the
      interfaces document. *Ignored* ones change nothing, for the reason that stands there; \
      `OwnerId`, `OwnerAccount`,
      `ResourceOwnerId` and `ResourceOwnerAccount` are ignored everywhere, as is a `RegionId` that \
      an action does not
      need. *Refused* ones are answered with the error that stands there, and any parameter that \
      is not named here
      with 400 `UnsupportedParameter`. An empty value counts as not given.
      """;

  private CompatibilityPage() {}

  /** The page. */
  public static String write(RpcActions actions) {
    StringBuilder page = new StringBuilder(HEAD);
    for (Product product : Product.values()) {
      page.append("\n## %s %s%n".formatted(product.title(), product.version()));
      List<ActionSpec> specs =
          actions.all().stream()
              .map(RpcAction::spec)
              .filter(spec -> spec.product() == product)
              .sorted(Comparator.comparing(ActionSpec::name))
              .toList();
      specs.stream()
          .filter(spec -> spec.support() == Support.SERVED)
          .forEach(spec -> page.append(section(spec)));
      String none =
          specs.stream()
              .filter(spec -> spec.support() == Support.NONE)
              .map(spec -> "`" + spec.name() + "`")
              .collect(Collectors.joining(", "));
      if (!none.isEmpty()) {
        page.append("\nNot served, answered with 403 `InvalidAction`: %s.%n".formatted(none));
      }
    }
    return page.toString().replace("\r\n", "\n");
  }

  private static String section(ActionSpec spec) {
    StringBuilder section = new StringBuilder("\n### %s%n%n".formatted(spec.name()));
    line(section, "required", spec, rule -> isHonoured(rule, Need.REQUIRED));
    line(section, "honoured", spec, rule -> isHonoured(rule, Need.OPTIONAL));
    for (ParameterRule rule : spec.rules()) {
      if (rule.treatment() instanceof Ignored && !rule.note().equals(ActionSpec.LEGACY)) {
        section.append("- ignored: `%s` (%s)%n".formatted(rule.name(), rule.note()));
      }
      if (rule.treatment() instanceof Refused refused) {
        section.append(
            "- refused: `%s`, %d `%s`%n".formatted(rule.name(), refused.status(), refused.code()));
      }
    }
    return section.toString();
  }

  private interface Choice {
    boolean takes(ParameterRule rule);
  }

  private static void line(StringBuilder section, String word, ActionSpec spec, Choice choice) {
    String names =
        spec.rules().stream()
            .filter(choice::takes)
            .map(rule -> "`" + rule.name() + "`")
            .collect(Collectors.joining(", "));
    if (!names.isEmpty()) {
      section.append("- %s: %s%n".formatted(word, names));
    }
  }

  private static boolean isHonoured(ParameterRule rule, Need need) {
    return rule.treatment() instanceof Honoured honoured && honoured.need() == need;
  }
}
