package io.sealift.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Optional;

/**
 * One target of a {@link CopyRequest}, as its user wrote it; checked by the engine.
 *
 * @param region the target region's id
 * @param encrypt whether to seal under a key-service key ({@code Copy and Encrypt}); without it the
 *     encryption status stays
 * @param keyId with {@code encrypt}: the customer key; without one the region's service key
 * @param name of the copy, 2 to 128 characters; by default the source's name
 * @param tags given ones win over the source's by key
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record CopyTargetRequest(
    String region,
    Optional<Boolean> encrypt,
    Optional<String> keyId,
    Optional<String> name,
    Optional<String> description,
    Optional<String> resourceGroup,
    Optional<Map<String, String>> tags) {}
