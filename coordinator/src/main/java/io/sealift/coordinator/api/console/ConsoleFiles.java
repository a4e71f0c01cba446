package io.sealift.coordinator.api.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All files of the console, read once: its own, and those of the libraries that it uses. There is
 * no other way to any file.
 */
final class ConsoleFiles {
  /** The page that everything else belongs to. */
  static final String PAGE = "index.html";

  /** The console's own files. */
  static final List<String> OWN =
      List.of(
          PAGE,
          "icon.svg",
          "style.css",
          "main.js",
          "api.js",
          "html.js",
          "i18n.js",
          "i18n/en.js",
          "i18n/ja.js",
          "i18n/zh.js",
          "address.js",
          "format.js",
          "parts.js",
          "table.js",
          "frame.js",
          "signin.js",
          "pages.js",
          "images/images.js",
          "images/image.js",
          "images/facts.js",
          "images/copy.js",
          "images/copyform.js",
          "jobs/jobs.js",
          "jobs/job.js",
          "jobs/limits.js",
          "jobs/chart.js",
          "keys/keys.js",
          "keys/dialogs.js",
          "keys/names.js",
          "keys/usage.js",
          "regions/regions.js",
          "accounts/accounts.js");

  private static final String PREACT = "/META-INF/resources/webjars/preact/10.26.4/";
  private static final String HTM = "/META-INF/resources/_static/htm/3.1.1/";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/";

  /** Where the libraries' files come from, by the names they are served under. */
  private static final Map<String, String> LIBRARIES =
      Map.of(
          "lib/preact.js", PREACT + "dist/preact.module.js",
          "lib/hooks.js", PREACT + "hooks/dist/hooks.module.js",
          "lib/htm.js", HTM + "dist/htm.module.js",
          "lib/uplot.js", UPLOT + "dist/uPlot.iife.min.js",
          "lib/uplot.css", UPLOT + "dist/uPlot.min.css");

  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private final Map<String, ConsoleFile> files = new LinkedHashMap<>();

  ConsoleFiles() {
    OWN.forEach(name -> add(name, read("/io/sealift/coordinator/console/" + name)));
    LIBRARIES.forEach((name, resource) -> add(name, ofLibrary(read(resource))));
  }

  private void add(String name, byte[] content) {
    String type = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw new IllegalStateException("no media type is known of " + name);
    }
    files.put(name, ConsoleFile.of(type, content));
  }

  // A browser knows no packages' names, and a map of them would be an inline script.
  private static byte[] ofLibrary(byte[] content) {
    return new String(content, UTF_8)
        .replace("from\"preact\"", "from\"./preact.js\"")
        .replaceAll("(?m)^//# sourceMappingURL=.*$", "")
        .getBytes(UTF_8);
  }

  private static byte[] read(String resource) {
    try (InputStream file = ConsoleFiles.class.getResourceAsStream(resource)) {
      if (file == null) {
        throw new IllegalStateException("the resource %s is missing".formatted(resource));
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the resource " + resource, e);
    }
  }

  /** The file of that name. */
  Optional<ConsoleFile> find(String name) {
    return Optional.ofNullable(files.get(name.isEmpty() ? PAGE : name));
  }

  /** All files by name. */
  Map<String, ConsoleFile> all() {
    return Map.copyOf(files);
  }
}
