package io.sealift.coordinator.catalog;

import io.sealift.coordinator.state.Entity;
import java.util.List;

/**
 * What a decision changes.
 *
 * @param subject the id of what was changed
 * @param removed keys of entities
 */
public record CatalogChange(String subject, List<Entity> put, List<String> removed) {
  public CatalogChange {
    put = List.copyOf(put);
    removed = List.copyOf(removed);
  }

  static CatalogChange of(String subject, Entity... put) {
    return new CatalogChange(subject, List.of(put), List.of());
  }
}
