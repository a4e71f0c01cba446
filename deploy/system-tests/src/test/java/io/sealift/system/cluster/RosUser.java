package io.sealift.system.cluster;

import com.aliyun.tea.TeaException;
import com.aliyun.teaopenapi.Client;
import com.aliyun.teaopenapi.models.OpenApiRequest;
import com.aliyun.teaopenapi.models.Params;
import com.aliyun.teautil.models.RuntimeOptions;
import com.aliyuncs.CommonRequest;
import com.aliyuncs.IAcsClient;
import com.aliyuncs.http.MethodType;
import com.aliyuncs.http.ProtocolType;
import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.protocol.StrictJson;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/**
 * What somebody does with stacks: through the library that the official client of stacks is made
 * of, in the way that client calls it, and through the older one's common requests.
 */
record RosUser(Client client, IAcsClient legacy, URI endpoint, String region) {
  private static final String VERSION = "2019-09-10";
  private static final String TEMPLATE = "TemplateBody";

  static RosUser of(EcsClients clients, String region) throws Exception {
    return new RosUser(
        new Client(clients.config()), clients.legacy(region), clients.endpoint(), region);
  }

  /** The template goes in the body, everything else in the query. */
  JsonNode call(String action, String... parameters) throws Exception {
    Map<String, String> query = new TreeMap<>(Map.of("RegionId", region));
    Map<String, Object> body = new TreeMap<>();
    for (int i = 0; i < parameters.length; i += 2) {
      if (parameters[i].equals(TEMPLATE)) {
        body.put(TEMPLATE, parameters[i + 1]);
      } else {
        query.put(parameters[i], parameters[i + 1]);
      }
    }
    OpenApiRequest request = new OpenApiRequest().setQuery(query);
    if (!body.isEmpty()) {
      request.setBody(body);
    }
    Params params =
        new Params()
            .setAction(action)
            .setVersion(VERSION)
            .setProtocol("HTTP")
            .setPathname("/")
            .setMethod("POST")
            .setAuthType("AK")
            .setStyle("RPC")
            .setReqBodyType("formData")
            .setBodyType("json");
    return StrictJson.mapper()
        .valueToTree(client.callApi(params, request, new RuntimeOptions()).get("body"));
  }

  /** The code of the refusal. */
  String refusal(String action, String... parameters) throws Exception {
    try {
      return "answered " + call(action, parameters);
    } catch (TeaException e) {
      return e.getCode();
    }
  }

  /** The same by the older client, with everything in the body. */
  JsonNode callOldWay(String action, String... parameters) throws Exception {
    CommonRequest request = new CommonRequest();
    request.setSysMethod(MethodType.POST);
    request.setSysProtocol(ProtocolType.HTTP);
    request.setSysDomain(endpoint.getHost() + ":" + endpoint.getPort());
    request.setSysVersion(VERSION);
    request.setSysAction(action);
    request.putQueryParameter("RegionId", region);
    for (int i = 0; i < parameters.length; i += 2) {
      request.putBodyParameter(parameters[i], parameters[i + 1]);
    }
    return StrictJson.mapper().readTree(legacy.getCommonResponse(request).getData());
  }
}
