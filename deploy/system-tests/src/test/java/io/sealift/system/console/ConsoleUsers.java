package io.sealift.system.console;

import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The people of one test, each with a browser profile of their own; at its end none of them may
 * have seen an error. Belongs to the test's thread.
 */
final class ConsoleUsers implements BeforeEachCallback, AfterEachCallback {
  static final int WIDE = 1440;
  static final int PHONE = 360;
  private static final int HEIGHT = 900;

  private final Supplier<URI> endpoint;
  private final List<ConsoleUser> users = new ArrayList<>();
  private @Nullable Chromium chromium;

  /** People at the coordinator that is there when they come. */
  ConsoleUsers(Supplier<URI> endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    chromium = Chromium.start();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    try {
      users.forEach(ConsoleUser::assertContent);
    } finally {
      users.clear();
      if (chromium != null) {
        chromium.close();
        chromium = null;
      }
    }
  }

  ConsoleUser come(int width, String locale, ColorScheme colours) {
    if (chromium == null) {
      throw new IllegalStateException("no browser runs");
    }
    ConsoleUser user =
        new ConsoleUser(chromium.profile(width, HEIGHT, locale, colours), endpoint.get());
    users.add(user);
    return user;
  }

  ConsoleUser come() {
    return come(WIDE, "en-GB", ColorScheme.LIGHT);
  }
}
