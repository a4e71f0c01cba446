package io.sealift.coordinator.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.sealift.audit.AuditEntry;
import io.sealift.audit.AuditEntry.Outcome;
import io.sealift.audit.AuditEntry.What;
import io.sealift.audit.AuditEntry.Who;
import io.sealift.copy.TraceParent;
import io.sealift.protocol.StrictJson;
import java.util.Optional;

/**
 * What is known of one request by now. When its outcome is known, it is recorded, once: always if
 * it asks for a change or the use of a key, and if it only looks, when it is denied. Used by one
 * thread at a time.
 */
public final class RequestAudit {
  private final CoordinatorAudit audit;
  private final String requestId;
  private final Optional<String> address;
  private final NamedThings things;
  private String action;
  private boolean changes;
  private boolean denied;
  private Optional<TraceParent> trace = Optional.empty();
  private Optional<String> account = Optional.empty();
  private Optional<String> role = Optional.empty();
  private Optional<String> accessKeyId = Optional.empty();

  RequestAudit(
      CoordinatorAudit audit,
      String action,
      String requestId,
      Optional<String> address,
      NamedThings things) {
    this.audit = audit;
    this.action = NamedThings.shortened(action);
    this.requestId = requestId;
    this.address = address;
    this.things = things;
  }

  /** The request asks for a change, or for the use of a key. */
  public RequestAudit changes() {
    changes = true;
    return this;
  }

  /** The request belongs to that trace. */
  public RequestAudit of(TraceParent its) {
    trace = Optional.of(its);
    return this;
  }

  /** What a request calls itself, before it is known to be that. */
  public void claims(String claimedAction, String claimedAccessKeyId) {
    action = NamedThings.shortened(claimedAction);
    claims(claimedAccessKeyId);
  }

  /** Whose key a request says has signed it. */
  public void claims(String claimedAccessKeyId) {
    if (!claimedAccessKeyId.isEmpty()) {
      accessKeyId = Optional.of(NamedThings.shortened(claimedAccessKeyId));
    }
  }

  /** Who asks, as a signature has proved. */
  public void by(String provenAccount, String provenRole) {
    account = Optional.of(provenAccount);
    role = Optional.of(provenRole);
  }

  /** A field of the request or of its answer. */
  public void names(String field, String value) {
    things.add(field, value);
  }

  /** The request's or the answer's fields. */
  public void names(JsonNode object) {
    things.add(object);
  }

  /** The same of an answer that is not written out yet; a request that looks needs none of it. */
  public void answers(Object body) {
    if (changes) {
      names(StrictJson.mapper().valueToTree(body));
    }
  }

  /** Whoever asks has not proved who it is, or may not. */
  public void deny() {
    denied = true;
  }

  /** The request is done, or begun. */
  public void accepted() {
    if (changes) {
      audit.write(entry(Outcome.ACCEPTED, Optional.empty()));
    }
  }

  /** The request is refused with that code. */
  public void refused(String code) {
    if (denied && account.isEmpty()) {
      audit.deniedToUnknown(entry(Outcome.DENIED, Optional.of(code)));
    } else if (denied || changes) {
      audit.write(entry(denied ? Outcome.DENIED : Outcome.FAILED, Optional.of(code)));
    }
  }

  private AuditEntry entry(Outcome outcome, Optional<String> code) {
    return new AuditEntry(
        new Who(account, role, accessKeyId, address),
        new What(
            action,
            Optional.empty(),
            Optional.of(requestId),
            trace.map(TraceParent::traceId),
            things.job(),
            Optional.empty(),
            things.resources(),
            things.regions()),
        things.keys(),
        outcome,
        code,
        Optional.empty());
  }
}
