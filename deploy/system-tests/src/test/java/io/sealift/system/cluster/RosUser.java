package io.sealift.system.cluster;

import com.aliyuncs.CommonRequest;
import com.aliyuncs.IAcsClient;
import com.aliyuncs.exceptions.ClientException;
import com.aliyuncs.http.MethodType;
import com.aliyuncs.http.ProtocolType;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.protocol.StrictJson;
import java.net.URI;

/** What somebody does with stacks, through the official client's common requests. */
record RosUser(IAcsClient client, URI endpoint, String region) {
  JsonNode call(String action, String... parameters) throws Exception {
    CommonRequest request = new CommonRequest();
    request.setSysMethod(MethodType.POST);
    request.setSysProtocol(ProtocolType.HTTP);
    request.setSysDomain(endpoint.getHost() + ":" + endpoint.getPort());
    request.setSysVersion("2019-09-10");
    request.setSysAction(action);
    request.putQueryParameter("RegionId", region);
    for (int i = 0; i < parameters.length; i += 2) {
      request.putBodyParameter(parameters[i], parameters[i + 1]);
    }
    return StrictJson.mapper().readTree(client.getCommonResponse(request).getData());
  }

  /** The code of the refusal. */
  String refusal(String action, String... parameters) throws Exception {
    try {
      return "answered " + call(action, parameters);
    } catch (ClientException e) {
      return e.getErrCode();
    }
  }
}
