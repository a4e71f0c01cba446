package io.sealift.system.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
import static io.sealift.system.cluster.TestCluster.WEST;
import static io.sealift.system.console.ConsoleUsers.PHONE;
import static io.sealift.system.console.ConsoleUsers.WIDE;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.sealift.signature.AccessKey;
import io.sealift.system.cluster.ClusterClient;
import io.sealift.system.cluster.TestCluster;
import io.sealift.system.cluster.TestDisk;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What people do with the console. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleIT {
  private static final TestDisk DISK = new TestDisk(19, 4, 8);
  private static final long SLOW = 1 << 20;
  private static final String HOSTILE = "<img-src=x-onerror=window.hacked=1>";

  private final TestCluster cluster;
  private final ClusterClient client;
  private final String imageId;

  @RegisterExtension final ConsoleUsers users;

  ConsoleIT(@TempDir Path work) throws Exception {
    this.cluster = TestCluster.start(work.resolve("cluster"));
    this.client = cluster.client();
    this.users = new ConsoleUsers(cluster::endpoint);
    this.imageId = client.importImage(NORTH, "web", DISK.write(work.resolve("disk.raw")));
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private ConsoleUser user() {
    return users.come();
  }

  private String submitSlow(String region) throws Exception {
    return client.submit(ClusterClient.copy(imageId, NORTH, region).put("maxBytesPerSecond", SLOW));
  }

  @Test
  void whoShowsAWrongKeyIsToldSoAndWhoSignsOutIsOut() {
    ConsoleUser user = user().open("");
    AccessKey key = cluster.administratorKey();

    user.signIn(new AccessKey(key.id(), "wrong"));
    assertThat(user.page().getByRole(AriaRole.ALERT)).containsText("not accepted");
    user.signedIn(key);
    assertThat(user.page().locator(".who")).containsText("administrator");
    assertThat(user.page().context().cookies())
        .singleElement()
        .satisfies(cookie -> assertThat(cookie.httpOnly).isTrue());
    user.page().reload();
    user.page().locator(".who").waitFor();
    user.button("Sign out").click();

    assertThat(user.page().locator(".note")).containsText("signed out");
    user.page().reload();
    assertThat(user.page().locator("#key-id")).isVisible();
  }

  @Test
  void anImageIsCopiedToTwoRegionsUnderACustomerKeyUntilBothAreAvailable() throws Exception {
    String keyId = client.createKey(SOUTH);
    ConsoleUser user = user().open("#/images?region=" + NORTH).signedIn(cluster.administratorKey());

    user.row(imageId).getByText("Copy image").click();
    assertThat(user.page().locator("#copy-name"))
        .hasValue("Image_" + imageId.replace('-', '_') + "_from_north");
    assertThat(user.page().getByLabel(NORTH).first()).isDisabled();
    user.page().getByLabel("Copy and Encrypt").check();
    user.page().getByLabel(SOUTH).first().check();
    user.page().getByLabel(WEST).first().check();
    user.choose("target-south", keyId);
    user.page().locator("#copy-name").fill("web-copy");
    user.page().locator("#copy-description").fill("made " + HOSTILE);
    user.button("Add a tag").click();
    user.page().getByLabel("Key of tag 1").fill(HOSTILE);
    user.page().getByLabel("Value of tag 1").fill("value");
    user.button("Check").click();
    assertThat(user.page().locator(".plan tbody")).containsText(keyId);
    assertThat(user.page().locator(".plan tbody")).containsText("Service key of the region");
    user.assertAccessible();
    user.button("Confirm").click();

    assertThat(user.page().locator(".said")).containsText("The copy task was submitted.");
    user.page().locator(".said a").click();
    for (String region : List.of(SOUTH, WEST)) {
      assertThat(user.target(region)).containsText("Available", user.inTime());
      assertThat(user.target(region)).containsText("100 %");
    }
    user.choose("region", SOUTH);
    Locator copy =
        user.page().locator("tbody tr", new Page.LocatorOptions().setHasText("web-copy"));
    assertThat(copy).containsText("Available");
    assertThat(copy).containsText(keyId);
    assertThat(copy.locator("ul.tags")).containsText(HOSTILE);
    assertThat(user.page().evaluate("window.hacked === undefined")).isEqualTo(true);
    assertThat(user.page().url()).contains("region=south");
  }

  @Test
  void aCopyIsCancelledWhileItIsCreating() throws Exception {
    String jobId = submitSlow(WEST);
    client.awaitState(jobId, WEST, "CREATING");
    ConsoleUser user = user().open("#/images?region=" + WEST).signedIn(cluster.administratorKey());
    String copy = client.get("/v1/jobs/" + jobId).path("targets").path(0).path("imageId").asText();

    assertThat(user.row(copy)).containsText("Creating");
    user.row(copy).getByText("Cancel copy").click();

    assertThat(user.page().locator(".said")).containsText("is being cancelled");
    client.awaitState(jobId, WEST, "CANCELLED");
    user.page().locator(".said a").click();
    assertThat(user.target(WEST)).containsText("Cancelled", user.inTime());
  }

  @Test
  void aJobIsPausedAndResumedAndItsLineComesBackWhenTheCoordinatorDoes() throws Exception {
    String jobId = submitSlow(SOUTH);
    ConsoleUser user = user().open("#/jobs/" + jobId).signedIn(cluster.administratorKey());
    assertThat(user.target(SOUTH)).containsText("Creating", user.inTime());
    assertThat(user.page().locator(".chart .uplot")).isVisible();

    user.page().getByText("Rate and priority").click();
    user.page().locator("#limit-rate").fill("0.5");
    user.page().locator("#limit-priority").fill("7");
    user.button("Change").click();
    assertThat(user.page().locator(".facts")).containsText("512 KiB/s", user.inTime());
    user.button("Pause").click();
    assertThat(user.target(SOUTH)).containsText("Paused", user.inTime());
    user.button("Resume").click();
    assertThat(user.target(SOUTH)).containsText("Creating", user.inTime());
    cluster.stopCoordinator();
    assertThat(user.page().locator(".line")).containsText("broken", user.inTime());
    cluster.startCoordinator();
    assertThat(user.page().locator(".line")).containsText("Live", user.inTime());
    user.button("Cancel").click();
    assertThat(user.target(SOUTH)).containsText("Cancelled", user.inTime());
  }

  @Test
  void aFailedTargetSaysWhyAndIsTriedAgain() throws Exception {
    String keyId = client.createKey(WEST);
    String jobId =
        client.submit(
            ClusterClient.withEncrypted(ClusterClient.copy(imageId, NORTH), WEST, keyId)
                .put("maxBytesPerSecond", SLOW));
    client.awaitOperation(client.post("/v1/keys/" + keyId + "/disable", ClusterClient.object()));
    ConsoleUser user = user().open("#/jobs/" + jobId).signedIn(cluster.administratorKey());
    assertThat(user.target(WEST)).containsText("Failed", user.inTime());
    assertThat(user.target(WEST)).containsText("The key is disabled.");
    client.awaitOperation(client.post("/v1/keys/" + keyId + "/enable", ClusterClient.object()));

    user.button("Retry").click();

    assertThat(user.target(WEST)).containsText("Available", user.inTime());
    assertThat(user.target(WEST)).containsText("Round 2");
  }

  @Test
  void anImageHasAPageThatVerifiesCopiesAndDeletesIt() throws Exception {
    String jobId = client.submit(ClusterClient.copy(imageId, NORTH, SOUTH));
    client.awaitSucceeded(jobId);
    String copy = client.imageOf(jobId, SOUTH);
    ConsoleUser user = user().open("#/images").signedIn(cluster.administratorKey());
    assertThat(user.row(copy).locator("td.source")).containsText(imageId);

    user.row(copy).locator("a.strong").click();
    assertThat(user.page().locator("h1")).containsText(copy);
    assertThat(user.page().locator(".facts")).containsText(jobId);
    assertThat(user.page().locator("tbody tr")).hasCount(1);
    assertThat(user.page().locator("tbody")).containsText(client.snapshotOf(jobId, SOUTH));
    assertThat(user.page().locator("pre")).containsText("export " + copy);
    user.button("Verify now").click();
    assertThat(user.page().locator(".said")).containsText("Verified", user.inTime());
    user.page().locator(".lineage a").click();
    assertThat(user.page().locator("h1")).containsText(imageId);
    assertThat(user.page().locator(".lineage")).hasText("imported");
    user.page().goBack();
    user.button("Delete").click();
    assertThat(user.page().locator("dialog")).containsText("deleted for good");
    user.assertAccessible();
    user.page().locator("dialog button.primary").click();

    assertThat(user.row(imageId)).isVisible();
    assertThat(user.row(copy)).hasCount(0);
    user.open("#/images/" + copy);
    assertThat(user.heading("There is no such image")).isVisible();
  }

  @Test
  void aViewerSeesWhatThereIsAndNoActions() throws Exception {
    String images = client.get("/v1/images").toString();
    String image = client.get("/v1/images/" + imageId).toString();
    ConsoleUser user = user();
    user.page().route("**/v1/images?*", route -> answer(route, images));
    user.page().route("**/v1/images/" + imageId, route -> answer(route, image));
    user.open("").signedIn(client.createAccount("auditor", "VIEWER"));

    assertThat(user.row(imageId)).isVisible();
    assertThat(user.page().locator(".who")).containsText("viewer");
    assertThat(user.page().locator("main table button:not(.sort)")).hasCount(0);
    user.row(imageId).locator("a.strong").click();
    assertThat(user.page().locator(".facts")).containsText("imported");
    assertThat(user.page().locator("main button")).hasCount(0);
    user.open("#/jobs");
    assertThat(user.heading("There are no jobs")).isVisible();
  }

  // A viewer's account makes no images; what the page makes of some is shown with those of another.
  private static void answer(Route route, String json) {
    route.fulfill(
        new Route.FulfillOptions()
            .setStatus(200)
            .setHeaders(Map.of("content-type", "application/json"))
            .setBody(json));
  }

  @ParameterizedTest
  @CsvSource({
    "en-GB, Images, Copy image, ja, イメージ",
    "ja-JP, イメージ, イメージのコピー, zh, 镜像",
    "zh-CN, 镜像, 复制镜像, en, Images",
    "fr-FR, Images, Copy image, zh, 镜像"
  })
  void theBrowsersLanguageIsSpokenAndAnotherOnRequest(
      String locale, String images, String copy, String other, String imagesInOther) {
    ConsoleUser user = users.come(WIDE, locale, ColorScheme.LIGHT).open("");
    user.signedIn(cluster.administratorKey());

    assertThat(user.heading(images)).isVisible();
    assertThat(user.row(imageId)).containsText(copy);
    user.choose("language", other);
    assertThat(user.heading(imagesInOther)).isVisible();
    assertThat(user.page().locator("html")).hasAttribute("lang", other);
    user.page().reload();
    assertThat(user.heading(imagesInOther)).isVisible();
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void everyPageIsAccessibleAndFitsOnAPhone(ColorScheme colours) throws Exception {
    for (int width : new int[] {PHONE, WIDE}) {
      ConsoleUser user = users.come(width, "en-GB", colours).open("");
      user.examine("signin", width, colours);
      user.signedIn(cluster.administratorKey());
      user.row(imageId).waitFor();
      user.examine("images", width, colours);
      user.row(imageId).getByText("Copy image").click();
      user.page().locator("#copy-name").waitFor();
      user.examine("copy", width, colours);
      user.open("#/images/" + imageId);
      user.page().locator(".facts").waitFor();
      user.examine("image", width, colours);
      user.open("#/images?search=nothing-of-that-name");
      user.heading("No image matches").waitFor();
      user.examine("images-none", width, colours);
      String jobId = submitSlow(SOUTH);
      user.open("#/jobs");
      user.row(jobId).waitFor();
      user.examine("jobs", width, colours);
      user.open("#/jobs/" + jobId);
      user.page().locator(".chart").waitFor();
      user.examine("job", width, colours);
      user.open("#/nothing");
      user.examine("nowhere", width, colours);
      client.post("/v1/jobs/" + jobId + "/cancel", ClusterClient.object());
    }
  }

  @Test
  void aKeyboardIsEnough() {
    ConsoleUser user = user().open("");
    AccessKey key = cluster.administratorKey();
    user.page().locator("#key-id").focus();
    user.page().keyboard().type(key.id());
    user.page().keyboard().press("Tab");
    user.page().keyboard().type(key.secret());
    user.page().keyboard().press("Enter");
    user.row(imageId).waitFor();

    user.row(imageId).locator("button").focus();
    user.page().keyboard().press("Enter");
    user.page().locator("#copy-name").waitFor();
    user.page().keyboard().press("Escape");

    assertThat(user.page().locator("dialog")).hasCount(0);
    assertThat(user.row(imageId).locator("button")).isFocused();
  }
}
