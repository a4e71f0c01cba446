package io.sealift.coordinator.command;

import io.sealift.copy.AccountId;
import java.time.Instant;

/**
 * A record on {@code sealift.commands}.
 *
 * @param commandId drawn by the coordinator that took the request; its outcome bears it
 * @param account who asks; the coordinator has checked the signature
 * @param at when the request came in; outcomes of commands older than a minute are not waited for
 */
public record CommandMessage(String commandId, AccountId account, Instant at, Command command) {}
