package io.sealift.coordinator.api.rpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.protocol.StrictJson;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** An answer as it goes out. */
record RpcAnswer(int status, String mediaType, Buffer body) {
  /** How an answer is written. */
  enum Format {
    JSON,
    XML
  }

  /** The answer of an action. */
  static RpcAnswer success(Format format, String action, ObjectNode fields, String requestId) {
    ObjectNode whole = JsonNodeFactory.instance.objectNode();
    whole.put("RequestId", requestId);
    whole.setAll(fields);
    return of(200, format, action + "Response", whole);
  }

  /** An error. */
  static RpcAnswer error(
      Format format, Product product, RpcException refusal, String requestId, String host) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("RequestId", requestId);
    body.put("HostId", host);
    body.put("Code", refusal.code());
    body.put("Message", refusal.reason());
    if (product == Product.KMS) {
      body.put("HttpStatus", refusal.status());
    }
    body.put(
        "Recommend",
        "https://api.aliyun.com/troubleshoot?q=%s&product=%s&requestId=%s"
            .formatted(refusal.code(), product.title(), requestId));
    return of(refusal.status(), format, "Error", body);
  }

  private static RpcAnswer of(int status, Format format, String root, ObjectNode body) {
    if (format == Format.XML) {
      StringBuilder xml = new StringBuilder("<?xml version='1.0' encoding='UTF-8'?>");
      element(xml, root, body);
      return new RpcAnswer(status, "text/xml;charset=utf-8", Buffer.buffer(xml.toString()));
    }
    try {
      return new RpcAnswer(
          status,
          "application/json;charset=utf-8",
          Buffer.buffer(StrictJson.mapper().writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write an answer as JSON", e);
    }
  }

  /** An object becomes nested elements, a list becomes the same element again and again. */
  private static void element(StringBuilder xml, String name, JsonNode value) {
    if (value.isArray()) {
      value.forEach(item -> element(xml, name, item));
      return;
    }
    xml.append('<').append(name).append('>');
    if (value.isObject()) {
      for (Map.Entry<String, JsonNode> field : value.properties()) {
        element(xml, field.getKey(), field.getValue());
      }
    } else {
      escape(xml, value.asText());
    }
    xml.append("</").append(name).append('>');
  }

  private static void escape(StringBuilder xml, String text) {
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                default -> xml.appendCodePoint(isXml(c) ? c : '?');
              }
            });
  }

  // XML 1.0 has no place for other characters, escaped or not.
  private static boolean isXml(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c < 0xD800)
        || (c >= 0xE000 && c < 0xFFFE)
        || c >= 0x10000;
  }
}
