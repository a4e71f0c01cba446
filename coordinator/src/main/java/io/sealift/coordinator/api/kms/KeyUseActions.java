package io.sealift.coordinator.api.kms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sealift.coordinator.api.rpc.ActionSpec;
import io.sealift.coordinator.api.rpc.ActionSpec.Access;
import io.sealift.coordinator.api.rpc.Fields;
import io.sealift.coordinator.api.rpc.Product;
import io.sealift.coordinator.api.rpc.RpcActions;
import io.sealift.coordinator.api.rpc.RpcCall;
import io.sealift.coordinator.api.rpc.RpcException;
import io.sealift.coordinator.api.rpc.RpcParameters;
import io.sealift.protocol.KeyDescription;
import io.sealift.protocol.KeyUse;
import io.sealift.protocol.StrictJson;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** Using keys: generating data keys, encrypting, decrypting. Done by the region's agents. */
final class KeyUseActions {
  private static final int AES_256_BYTES = 32;
  private static final int AES_128_BYTES = 16;
  private static final int MAX_GENERATED_BYTES = 1024;
  private static final int MAX_CONTEXT_CHARACTERS = 8192;

  private final KmsServices services;

  KeyUseActions(KmsServices services) {
    this.services = services;
  }

  void addTo(RpcActions actions) {
    actions.add(generating("GenerateDataKey"), call -> generate(call, KeyUse.Plaintext.RETURNED));
    actions.add(
        generating("GenerateDataKeyWithoutPlaintext"),
        call -> generate(call, KeyUse.Plaintext.WITHHELD));
    actions.add(
        ActionSpec.of(Product.KMS, "Encrypt", Access.CHANGE)
            .required("KeyId", "Plaintext")
            .honoured("EncryptionContext", "DryRun"),
        this::encrypt);
    actions.add(
        ActionSpec.of(Product.KMS, "Decrypt", Access.CHANGE)
            .required("CiphertextBlob")
            .honoured("EncryptionContext", "DryRun"),
        this::decrypt);
    actions.add(
        ActionSpec.of(Product.KMS, "ReEncrypt", Access.CHANGE)
            .required("CiphertextBlob", "DestinationKeyId")
            .honoured("SourceEncryptionContext", "DestinationEncryptionContext", "DryRun")
            .unsupported("SourceKeyId", "SourceKeyVersionId", "SourceEncryptionAlgorithm"),
        this::reEncrypt);
  }

  private static ActionSpec generating(String name) {
    return ActionSpec.of(Product.KMS, name, Access.CHANGE)
        .required("KeyId")
        .honoured("KeySpec", "NumberOfBytes", "EncryptionContext", "DryRun");
  }

  private static void answerDryRun(RpcCall call) {
    if (call.parameters().flag("DryRun").orElse(false)) {
      throw new RpcException(
          412, "DryRunOperationError", "The request would have succeeded without DryRun.");
    }
  }

  private KeyDescription usable(RpcCall call, String parameter) {
    KeyDescription key = services.keyOrAlias(call, call.required(parameter));
    KmsServices.requireEnabled(key);
    return key;
  }

  private CompletionStage<ObjectNode> generate(RpcCall call, KeyUse.Plaintext plaintext) {
    RpcParameters given = call.parameters();
    int ofSpec =
        given
                .oneOf("KeySpec", RpcException.invalid("KeySpec"), "AES_256", "AES_128")
                .equals(Optional.of("AES_128"))
            ? AES_128_BYTES
            : AES_256_BYTES;
    int bytes = given.number("NumberOfBytes", 1, MAX_GENERATED_BYTES).orElse(ofSpec);
    String context = context(given, "EncryptionContext");
    KeyDescription key = usable(call, "KeyId");
    answerDryRun(call);
    return use(
        call, key, new KeyUse.Generate(call.account(), key.keyId(), context, bytes, plaintext));
  }

  private CompletionStage<ObjectNode> encrypt(RpcCall call) {
    String plaintext = call.required("Plaintext");
    requireBase64(plaintext);
    String context = context(call.parameters(), "EncryptionContext");
    KeyDescription key = usable(call, "KeyId");
    answerDryRun(call);
    return use(call, key, new KeyUse.Encrypt(call.account(), key.keyId(), context, plaintext));
  }

  private CompletionStage<ObjectNode> decrypt(RpcCall call) {
    KeyUse.Sealed sealed = CiphertextBlob.parse(call.required("CiphertextBlob"));
    String context = context(call.parameters(), "EncryptionContext");
    KeyDescription key = services.key(call, sealed.keyId().value());
    KmsServices.requireEnabled(key);
    answerDryRun(call);
    return use(call, key, new KeyUse.Decrypt(call.account(), sealed, context));
  }

  private CompletionStage<ObjectNode> reEncrypt(RpcCall call) {
    KeyUse.Sealed sealed = CiphertextBlob.parse(call.required("CiphertextBlob"));
    String context = context(call.parameters(), "SourceEncryptionContext");
    String targetContext = context(call.parameters(), "DestinationEncryptionContext");
    KeyDescription source = services.key(call, sealed.keyId().value());
    KmsServices.requireEnabled(source);
    KeyDescription target = usable(call, "DestinationKeyId");
    if (!target.region().equals(source.region())) {
      throw KmsServices.noKey(); // A key of another region is none of this region's.
    }
    answerDryRun(call);
    return use(
        call,
        target,
        new KeyUse.ReEncrypt(call.account(), sealed, context, target.keyId(), targetContext));
  }

  private CompletionStage<ObjectNode> use(RpcCall call, KeyDescription key, KeyUse use) {
    return services
        .keyUses()
        .ask(key.region(), use, call.trace())
        .thenApply(
            done -> {
              Fields fields =
                  new Fields()
                      .put("KeyId", done.keyId().value())
                      .put("KeyVersionId", KeyFields.version(key, done.keyVersion()))
                      .put("Plaintext", done.plaintext());
              done.blob().ifPresent(blob -> fields.put("CiphertextBlob", CiphertextBlob.of(done)));
              return fields.node();
            });
  }

  private static void requireBase64(String text) {
    try {
      if (Base64.getDecoder().decode(text).length > KeyUse.MAX_PLAIN_BYTES) {
        throw RpcException.invalid("Plaintext");
      }
    } catch (IllegalArgumentException e) {
      throw RpcException.invalid("Plaintext");
    }
  }

  /** The context in its one spelling: JSON with its names in order. */
  private static String context(RpcParameters given, String name) {
    String text = given.text(name).orElse("{}");
    if (text.length() > MAX_CONTEXT_CHARACTERS) {
      throw RpcException.invalid(name);
    }
    try {
      Map<String, String> pairs =
          StrictJson.mapper().readValue(text, new TypeReference<TreeMap<String, String>>() {});
      return StrictJson.mapper().writeValueAsString(pairs);
    } catch (JsonProcessingException e) {
      throw RpcException.invalid(name);
    }
  }
}
