package io.sealift.coordinator.api.ecs;

import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.coordinator.state.ImageProfile.Traits;
import io.sealift.copy.AccountId;
import io.sealift.protocol.ExchangeFile;
import io.sealift.protocol.FileInspection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what {@code ImportImage} and {@code ExportImage} say of files, and words refusals. */
final class ImportedFiles {
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
  private static final Set<String> FORMATS = Set.of("raw", "vhd", "qcow2", "vmdk");
  private static final Map<String, String> SUFFIXES =
      Map.of("raw", "raw", "img", "raw", "vhd", "vhd", "qcow2", "qcow2", "vmdk", "vmdk");
  private static final long GIBIBYTE = 1L << 30;
  private static final int MOST_GIBIBYTES = 2048;

  private ImportedFiles() {}

  /** The files, that of the system disk first. */
  static List<ExchangeFile> of(AccountId account, RpcParameters given) {
    List<ExchangeFile> files = new ArrayList<>();
    List<RpcParameters> mappings = given.objects("DiskDeviceMapping");
    if (mappings.isEmpty()) {
      throw RpcException.missing("DiskDeviceMapping.1.OSSBucket");
    }
    for (RpcParameters mapping : mappings) {
      String prefix = "DiskDeviceMapping.%d.".formatted(files.size() + 1);
      String bucket =
          mapping.text("OSSBucket").orElseThrow(() -> RpcException.missing(prefix + "OSSBucket"));
      String object =
          mapping.text("OSSObject").orElseThrow(() -> RpcException.missing(prefix + "OSSObject"));
      if (!BUCKET.matcher(bucket).matches()) {
        throw malformed("InvalidOSSBucket.Malformed", "OSSBucket");
      }
      if (!isPlain(object)) {
        throw malformed("InvalidOSSObject.Malformed", "OSSObject");
      }
      files.add(
          new ExchangeFile(
              account,
              bucket,
              object,
              format(mapping, object),
              diskBytes(mapping, files.isEmpty())));
    }
    return files;
  }

  private static boolean isPlain(String object) {
    return Arrays.stream(object.split("/", -1))
        .noneMatch(part -> part.isEmpty() || part.startsWith(".") || part.contains("\\"));
  }

  private static String format(RpcParameters mapping, String object) {
    Optional<String> named = mapping.text("Format").map(text -> text.toLowerCase(Locale.ROOT));
    if (named.isPresent()) {
      if (!FORMATS.contains(named.get())) {
        throw malformed("InvalidImageFormat.Malformed", "Format");
      }
      return named.get();
    }
    // What is in a file is never guessed: a raw disk's first bytes are its guest's to choose.
    String suffix = object.substring(object.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return Optional.ofNullable(SUFFIXES.get(suffix))
        .orElseThrow(
            () ->
                new RpcException(
                    400,
                    "UnsupportedSuffix.OSSObject",
                    "The suffix of the specified OSSObject is not supported; name its Format."));
  }

  private static Optional<Long> diskBytes(RpcParameters mapping, boolean system) {
    for (String name : new String[] {"DiskImageSize", "DiskImSize"}) {
      Optional<String> text = mapping.text(name);
      if (text.isPresent()) {
        if (!text.get().matches("[1-9][0-9]{0,3}")
            || Integer.parseInt(text.get()) > MOST_GIBIBYTES) {
          throw size(system ? 0 : 1, "The disk's size must be 1 to 2048 GiB.");
        }
        return Optional.of(Integer.parseInt(text.get()) * GIBIBYTE);
      }
    }
    return Optional.empty();
  }

  private static RpcException size(int index, String message) {
    return new RpcException(400, index == 0 ? "InvalidImageSize" : "InvalidDataDiskSize", message);
  }

  private static RpcException malformed(String code, String parameter) {
    return new RpcException(400, code, "The specified %s is wrongly formed.".formatted(parameter));
  }

  /** The format of an export; lower case, as documented. */
  static String exportFormat(RpcParameters given) {
    return given.text("ImageFormat").map(text -> text.toLowerCase(Locale.ROOT)).orElse("raw");
  }

  static Traits traits(RpcParameters given) {
    return new Traits(
        Optional.empty(),
        given.text("Platform"),
        given.oneOf("OSType", malformed("InvalidOSType.Malformed", "OSType"), "linux", "windows"),
        given.oneOf(
            "Architecture",
            malformed("InvalidArchitecture.Malformed", "Architecture"),
            "i386",
            "x86_64",
            "arm64"),
        given
            .oneOf("BootMode", malformed("InvalidBootMode.Malformed", "BootMode"), "BIOS", "UEFI")
            .or(() -> given.text("Architecture").filter("arm64"::equals).map(arm -> "UEFI")),
        given.oneOf(
            "LicenseType",
            new RpcException(
                400,
                "InvalidLicenseType.NotSupported",
                "The specified LicenseType is not supported."),
            "Auto",
            "Aliyun",
            "BYOL"),
        given.oneOf(
            "Features.NvmeSupport",
            malformed("InvalidParameter.Malformed", "Features.NvmeSupport"),
            "supported",
            "unsupported"),
        given.oneOf(
            "Features.ImdsSupport",
            malformed("InvalidParameter.FeaturesImdsSupport", "Features.ImdsSupport"),
            "v1",
            "v2"),
        Optional.empty());
  }

  /** The tags of an image that is imported; keys that differ in case alone are refused. */
  static Map<String, String> tags(RpcParameters given) {
    Set<String> keys = new HashSet<>();
    for (RpcParameters tag : given.objects("Tag")) {
      String key = tag.text("Key").or(() -> tag.text("key")).orElse("");
      if (!keys.add(key.toLowerCase(Locale.ROOT))) {
        throw new RpcException(
            403,
            "TagKey.Duplication",
            "The specified tag keys are the same but for the case of their letters.");
      }
    }
    return EcsServices.tags(given);
  }

  /** What the agent found wrong, in the interface's words. */
  static RpcException refusal(FileInspection.Problem problem) {
    return switch (problem.kind()) {
      case NO_DIRECTORY ->
          new RpcException(
              400,
              "InvalidRegion.NotSupport",
              "The specified region has no directory to import from and export to.");
      case NO_BUCKET ->
          new RpcException(
              400, "InvalidOSSBucket.NotFound", "The specified OSSBucket does not exist.");
      case NO_OBJECT ->
          new RpcException(
              400, "InvalidOSSObject.NotFound", "The specified OSSObject does not exist.");
      case FORMAT ->
          new RpcException(
              400,
              "InvalidImageFormat.Malformed",
              "The specified image is not accepted: %s.".formatted(problem.reason()));
      case NO_CONVERSION ->
          new RpcException(
              400,
              "InvalidImageFormat.RegionNotSupported",
              "The specified image format is not supported in the region.");
      case SIZE ->
          size(problem.index(), "The specified size is not valid: %s.".formatted(problem.reason()));
    };
  }
}
