package io.sealift.standalone;

import io.sealift.kafka.Principals;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;

/**
 * Makes a broker hear only clients with a certificate of the cluster's authority, and let them do
 * only what the access rules allow: as the brokers of a deployed cluster.
 *
 * @param keyStore the broker's key and certificate in one PEM file
 * @param authorities the certificates of those that it trusts, in one PEM file
 */
public record BrokerSecurity(Path keyStore, Path authorities) {
  /** The settings to be put over those of a broker in the clear. */
  Map<String, String> settings(Map<String, String> clear) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String listeners : new String[] {"listeners", "advertised.listeners"}) {
      settings.put(listeners, clear.getOrDefault(listeners, "").replace("PLAINTEXT:", "SSL:"));
    }
    settings.put("listener.security.protocol.map", "SSL:SSL,CONTROLLER:SSL");
    settings.put("inter.broker.listener.name", "SSL");
    settings.put("ssl.enabled.protocols", "TLSv1.3");
    settings.put("ssl.keystore.type", "PEM");
    settings.put("ssl.keystore.location", keyStore.toString());
    settings.put("ssl.truststore.type", "PEM");
    settings.put("ssl.truststore.location", authorities.toString());
    settings.put("ssl.client.auth", "required");
    settings.put("ssl.principal.mapping.rules", Principals.MAPPING_RULE);
    settings.put("authorizer.class.name", StandardAuthorizer.class.getName());
    settings.put(
        "super.users",
        "User:%s;User:%s".formatted(Principals.broker(BrokerSettings.NODE_ID), Principals.ADMIN));
    return settings;
  }
}
