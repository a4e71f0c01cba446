package io.sealift.tls;

import io.sealift.config.ConfigCheck;
import io.sealift.config.ConfigKey;
import io.sealift.config.ConfigValues;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The two settings that name a role's certificate and the key to it: both or none. */
public record CertificateSettings(ConfigKey<Path> certificate, ConfigKey<Path> key)
    implements ConfigCheck {
  /** The files, where they are set. */
  public Optional<CertificateFiles> read(ConfigValues values) {
    return values
        .find(certificate)
        .flatMap(file -> values.find(key).map(secret -> new CertificateFiles(file, secret)));
  }

  @Override
  public List<String> problems(ConfigValues values) {
    boolean hasCertificate = values.find(certificate).isPresent();
    if (hasCertificate != values.find(key).isPresent()) {
      ConfigKey<Path> given = hasCertificate ? certificate : key;
      ConfigKey<Path> missing = hasCertificate ? key : certificate;
      return List.of("%s: is required beside %s".formatted(missing.name(), given.name()));
    }
    try {
      Optional<CertificateFiles> files = read(values);
      if (files.isPresent()) {
        TlsCertificate unused = files.get().load(Instant.now());
      }
      return List.of();
    } catch (IOException e) {
      return List.of("%s: %s".formatted(certificate.name(), e.getMessage()));
    }
  }
}
