package io.sealift.system.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.aliyun.tea.NameInMap;
import com.aliyun.tea.TeaModel;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Support;
import io.sealift.coordinator.api.rpc.ParameterRule;
import io.sealift.coordinator.api.rpc.Product;
import io.sealift.coordinator.api.rpc.RpcAction;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the official clients can say is known: every parameter of every action that is served has a
 * rule of its own, so that none is refused only because nobody thought of it, and every error that
 * is documented for copies is either raised or explained.
 */
class DocumentedParametersTest {
  private static final Path DOCS = Path.of("../../docs");
  private static final Path RULES = Path.of("../../coordinator/src/main/java");

  /** All codes that the reference lists for {@code CopyImage} and {@code CancelCopyImage}. */
  private static final List<String> ERRORS =
      List.of(
          "InvalidDescription.Malformed",
          "InvalidImageName.Malformed",
          "InvalidImageName.Duplicated",
          "SourceRegion.NotFound",
          "DestinationRegion.NotFound",
          "IncorrectImageStatus",
          "InvalidSnapshotId.NotFound",
          "InvalidParameter.EncryptedIllegal",
          "InvalidEncrypted.NotMatchKmsKeyId",
          "InvalidEncrypted.NotMatchEncryptAlgorithm",
          "InvalidEncryptAlgorithm",
          "InvalidParameter.KmsNotEnabled",
          "OperationDenied.CommunityImage",
          "OperationDenied.ImageCopyConflict",
          "Account.Arrearage",
          "InvalidAliUid.IsNull",
          "Forbbiden",
          "QuotaExceed.Image",
          "QuotaExceed.Snapshot",
          "OperationDenied.ImageCopying",
          "RegionNotSupportCopy",
          "InvalidSnapshot.TooOld",
          "OperationDenied",
          "IncorrectDestinationRegion",
          "OperationDeined.EncryptedSnapshot",
          "OperationDenied.EncryptSnapshotAcrossRegion",
          "OperationDenied.SameRegionOnly",
          "OperationDenied.NotPublished",
          "OperationDenied.NotAuthorized",
          "OperationDenied.NonCompliantDestinationRegion",
          "OperationDenied.KmsServiceUnauthorized",
          "InvalidParameter.KMSKeyId.KMSUnauthorized",
          "InvalidParameter.KMSKeyId.CMKNotEnabled",
          "InvalidParameter.KMSKeyId.CMKUnauthorized",
          "InvalidParameter.DataEncryptedKeyCreateFailed",
          "InvalidRegion.NotSupport",
          "UserNotInTheWhiteList",
          "InvalidRegionId.NotSupportEncryptAlgorithm",
          "InvalidEncrypted.NotMatchDiskDefaultEncryption",
          "SizeExceed.Image",
          "InvalidOperation.VhdImageUnsupported",
          "InvalidOperation.CloudBoxImageCopyUnsupported",
          "InvalidImageId.NotFound",
          "InvalidParameter.KMSKeyId.NotFound",
          "InvalidResourceGroup.NotFound",
          "InvalidOperation.Conflict",
          "InternalError",
          "ImageCreatedNotFromCopy",
          "CancelNotSupported",
          "InvalidRegionId.NotFound");

  static Stream<ActionSpec> actions() {
    return RegisteredActions.all().all().stream()
        .map(RpcAction::spec)
        .filter(spec -> spec.support() == Support.SERVED && spec.product() != Product.ROS);
  }

  @ParameterizedTest
  @MethodSource("actions")
  void everyParameterOfTheOfficialClientHasARule(ActionSpec spec) throws Exception {
    String models =
        spec.product() == Product.ECS
            ? "com.aliyun.ecs20140526.models."
            : "com.aliyun.kms20160120.models.";
    Set<String> known = spec.rules().stream().map(ParameterRule::name).collect(Collectors.toSet());

    Set<String> said = names(Class.forName(models + spec.name() + "Request"));

    said.remove("RegionId"); // Taken with every request, as clients add it to every one.
    assertThat(known).containsAll(said);
  }

  /** The parameters of a request as they are on the wire, with {@code N} for any number. */
  private static Set<String> names(Class<?> model) {
    Set<String> names = new TreeSet<>();
    for (Field field : model.getFields()) {
      NameInMap name = field.getAnnotation(NameInMap.class);
      if (name != null) {
        Type type = field.getGenericType();
        boolean isList = List.class.isAssignableFrom(field.getType());
        Type part = isList ? ((ParameterizedType) type).getActualTypeArguments()[0] : type;
        String prefix = isList ? name.value() + ".N" : name.value();
        if (part instanceof Class<?> parts && TeaModel.class.isAssignableFrom(parts)) {
          names(parts).forEach(inner -> names.add(prefix + "." + inner));
        } else {
          names.add(prefix);
        }
      }
    }
    return names;
  }

  @Test
  void everyDocumentedErrorOfACopyIsRaisedOrExplained() throws IOException {
    String page = Files.readString(DOCS.resolve("ecs-api.md"));
    String explained =
        page.substring(page.indexOf("## Errors of CopyImage"), page.indexOf("## Settings"));
    Set<String> rules = new TreeSet<>();
    try (Stream<Path> files = Files.walk(RULES)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        rules.add(Files.readString(file));
      }
    }

    for (String code : ERRORS) {
      boolean isExplained = explained.contains("`" + code + "`");
      boolean isRaised = rules.stream().anyMatch(text -> text.contains('"' + code + '"'));
      assertThat(isExplained || isRaised).as(code).isTrue();
    }
  }
}
