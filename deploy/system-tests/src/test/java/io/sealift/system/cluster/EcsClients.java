package io.sealift.system.cluster;

import com.aliyun.teaopenapi.models.Config;
import com.aliyun.teaopenapi.models.GlobalParameters;
import com.aliyuncs.DefaultAcsClient;
import com.aliyuncs.IAcsClient;
import com.aliyuncs.exceptions.ClientException;
import com.aliyuncs.http.HttpClientConfig;
import com.aliyuncs.http.ProtocolType;
import com.aliyuncs.profile.DefaultProfile;
import io.sealift.cli.client.ClientSettings;
import java.net.URI;
import java.util.Map;

/** The official clients, pointed at a cluster. */
record EcsClients(URI endpoint, String accessKeyId, String secret) {
  static EcsClients of(TestCluster cluster) {
    Map<String, String> environment = cluster.client().environment();
    return new EcsClients(
        cluster.endpoint(),
        environment.getOrDefault(ClientSettings.ACCESS_KEY_ID, ""),
        environment.getOrDefault(ClientSettings.ACCESS_KEY_SECRET, ""));
  }

  private String address() {
    return endpoint.getHost() + ":" + endpoint.getPort();
  }

  /** How the present clients are told of the cluster. */
  Config config() {
    return new Config()
        .setAccessKeyId(accessKeyId)
        .setAccessKeySecret(secret)
        .setProtocol("http")
        .setEndpoint(address());
  }

  /** The present client: signs the headers. */
  com.aliyun.ecs20140526.Client ecs() throws Exception {
    return new com.aliyun.ecs20140526.Client(config());
  }

  /** The present client, told to sign the parameters. */
  com.aliyun.ecs20140526.Client ecsWithOldSignature() throws Exception {
    return new com.aliyun.ecs20140526.Client(config().setSignatureAlgorithm("v2"));
  }

  /** A client of one region's keys: all regions have one address, so it adds the region. */
  com.aliyun.kms20160120.Client kms(String region) throws Exception {
    return new com.aliyun.kms20160120.Client(
        config()
            .setGlobalParameters(new GlobalParameters().setQueries(Map.of("RegionId", region))));
  }

  /** The client before it: signs the parameters. */
  IAcsClient legacy(String region) throws ClientException {
    DefaultProfile profile = DefaultProfile.getProfile(region, accessKeyId, secret);
    HttpClientConfig http = HttpClientConfig.getDefault();
    http.setProtocolType(ProtocolType.HTTP);
    profile.setHttpClientConfig(http);
    DefaultProfile.addEndpoint(region, "Ecs", address());
    return new DefaultAcsClient(profile);
  }
}
