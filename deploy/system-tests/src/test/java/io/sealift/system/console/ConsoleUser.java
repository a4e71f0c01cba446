package io.sealift.system.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.SelectOption;
import io.sealift.signature.AccessKey;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Somebody at the console, who sees what a person sees. Belongs to the test's thread. */
final class ConsoleUser {
  private static final Path PICTURES = Path.of("target", "console");
  private static final double A_COPY_MILLIS = 120_000;

  private final Page page;
  private final URI console;
  private final List<String> complaints = new ArrayList<>();

  ConsoleUser(BrowserContext profile, URI endpoint) {
    this.page = profile.newPage();
    this.console = endpoint.resolve("/console/");
    page.onConsoleMessage(
        message -> {
          if (message.text().contains("Content Security Policy")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
  }

  Page page() {
    return page;
  }

  ConsoleUser open(String view) {
    page.navigate(console + view);
    page.locator("main:not([aria-busy])").waitFor();
    return this;
  }

  ConsoleUser signIn(AccessKey key) {
    page.locator("#key-id").fill(key.id());
    page.locator("#key-secret").fill(key.secret());
    page.locator("form button.primary").click();
    return this;
  }

  ConsoleUser signedIn(AccessKey key) {
    signIn(key);
    page.locator(".who").waitFor();
    return this;
  }

  Locator button(String name) {
    return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name));
  }

  Locator heading(String name) {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(name));
  }

  /** For what takes as long as a copy. */
  LocatorAssertions.ContainsTextOptions inTime() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(A_COPY_MILLIS);
  }

  /** The row of an image, a job or a key. */
  Locator row(String id) {
    return page.locator("[data-id='" + id + "']");
  }

  /** The part of a page that shows a region. */
  Locator target(String region) {
    return page.locator("[data-region='" + region + "']");
  }

  void choose(String selectId, String value) {
    page.locator("#" + selectId).selectOption(new SelectOption().setValue(value));
  }

  /** Keeps a picture of what is seen, which fits and is accessible. */
  void examine(String name, int width, ColorScheme colours) {
    String file = "%s-%d-%s.png".formatted(name, width, colours).toLowerCase(Locale.ROOT);
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(file)));
    assertFits();
    assertAccessible();
  }

  /** Nothing of the page reaches beyond the screen. */
  private void assertFits() {
    Object beyond =
        page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth");
    assertThat(((Number) beyond).intValue()).as(page.url()).isLessThanOrEqualTo(0);
  }

  /** An audit of accessibility finds nothing. */
  void assertAccessible() {
    assertThat(new AxeBuilder(page).analyze().getViolations())
        .as(page.url())
        .extracting(rule -> rule.getId() + ": " + rule.getNodes())
        .isEmpty();
  }

  /** The page ran without errors, and tried nothing that its policy forbids. */
  void assertContent() {
    assertThat(complaints).isEmpty();
  }
}
