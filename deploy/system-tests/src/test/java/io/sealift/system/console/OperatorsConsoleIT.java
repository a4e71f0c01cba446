package io.sealift.system.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.sealift.system.cluster.TestCluster.NORTH;
import static io.sealift.system.cluster.TestCluster.SOUTH;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What those who keep a cluster do with the console: keys, regions, accounts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorsConsoleIT {
  private static final List<String> PAGES = List.of("keys", "regions", "accounts");
  private static final String HOSTILE = "<b>key</b><img src=x onerror=window.hacked=1>";

  private final TestCluster cluster;
  private final ClusterClient client;
  private final Path disk;

  @RegisterExtension final ConsoleUsers users;

  OperatorsConsoleIT(@TempDir Path work) throws Exception {
    this.cluster = TestCluster.start(work.resolve("cluster"));
    this.client = cluster.client();
    this.users = new ConsoleUsers(cluster::endpoint);
    this.disk = new TestDisk(23, 2, 2).write(work.resolve("disk.raw"));
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  private ConsoleUser administrator(String view) {
    return users.come().open(view).signedIn(cluster.administratorKey());
  }

  private static Locator inRow(ConsoleUser user, String id, String button) {
    return user.row(id).getByText(button, new Locator.GetByTextOptions().setExact(true));
  }

  @Test
  void aKeyIsMadeDisabledAndEnabled() throws Exception {
    ConsoleUser user = administrator("#/keys?region=" + SOUTH);

    user.button("Create key").click();
    assertThat(user.page().locator("#key-region")).hasValue(SOUTH);
    user.page().locator("#key-description").fill(HOSTILE);
    user.page().locator("dialog button.primary").click();
    Locator row = user.page().locator("tbody tr", new Page.LocatorOptions().setHasText(HOSTILE));
    assertThat(row).containsText("Enabled");
    assertThat(user.page().evaluate("window.hacked === undefined")).isEqualTo(true);
    String keyId = row.getAttribute("data-id");
    inRow(user, keyId, "Disable").click();

    assertThat(user.row(keyId)).containsText("Disabled");
    assertThat(client.get("/v1/keys/" + keyId).path("state").asText()).isEqualTo("DISABLED");
    inRow(user, keyId, "Enable").click();
    assertThat(user.row(keyId)).containsText("Enabled");
    inRow(user, keyId, "Rotate").click();
    assertThat(user.row(keyId).locator("td.version")).hasText("2");
  }

  @Test
  void whoDeletesAKeyIsToldWhichImagesHangOnItAndMayKeepIt() throws Exception {
    String keyId = client.createKey(NORTH);
    String imageId = client.importImage(NORTH, "sealed", disk, "--encrypted", "--key", keyId);
    ConsoleUser user = administrator("#/keys");

    inRow(user, keyId, "Schedule deletion").click();
    assertThat(user.page().locator("dialog .usage")).containsText(imageId);
    user.assertAccessible();
    user.page().locator("#key-days").fill("7");
    user.page().locator("dialog button.primary").click();

    assertThat(user.row(keyId)).containsText("To be deleted");
    assertThat(client.get("/v1/keys/" + keyId).path("state").asText())
        .isEqualTo("PENDING_DELETION");
    inRow(user, keyId, "Cancel deletion").click();
    assertThat(user.row(keyId)).containsText("Enabled");
    inRow(user, keyId, "Show images").click();
    user.page().locator("dialog .usage a").click();
    assertThat(user.row(imageId)).containsText("sealed");
  }

  @Test
  void aKeyIsNotDeletedBeforeItIsKnownWhatHangsOnIt() throws Exception {
    String keyId = client.createKey(NORTH);
    ConsoleUser user = administrator("#/keys");
    user.page().route("**/v1/images?*", Route::abort);

    inRow(user, keyId, "Schedule deletion").click();
    assertThat(user.page().locator("dialog")).containsText("The server does not answer");
    assertThat(user.page().locator("dialog button.primary")).isDisabled();
    user.page().unroute("**/v1/images?*");
    user.page().keyboard().press("Escape");
    inRow(user, keyId, "Schedule deletion").click();

    assertThat(user.page().locator("dialog .usage")).containsText("No image of yours");
    assertThat(user.page().locator("dialog button.primary")).isEnabled();
  }

  @Test
  void aRegionWhoseAgentHasGoneSaysSo() throws Exception {
    ConsoleUser user = administrator("#/regions?region=" + SOUTH);
    assertThat(user.page().locator("section")).hasCount(1);
    assertThat(user.target(SOUTH)).containsText("1 of 1 alive");
    assertThat(user.target(SOUTH)).containsText("free");

    cluster.stopAgent(SOUTH, 1);
    try {
      assertThat(user.page().locator(".empty")).containsText("Start an agent", user.inTime());
    } finally {
      cluster.startAgent(SOUTH, 1);
    }

    assertThat(user.target(SOUTH)).containsText("Alive", user.inTime());
  }

  @Test
  void anAccountIsMadeAndItsKeyEndsItsSessionWhenDisabled() {
    ConsoleUser user = administrator("#/accounts");
    user.page().locator("summary").click();
    user.page().locator("#account-id").fill("builder");
    user.page().locator("form button").click();
    assertThat(user.page().locator("dialog")).containsText("only time");
    user.assertAccessible();
    AccessKey key =
        new AccessKey(
            user.page().locator("#made-id").inputValue(),
            user.page().locator("#made-secret").inputValue());
    user.button("I have kept it").click();
    ConsoleUser builder = users.come().open("").signedIn(key);
    assertThat(builder.page().locator(".who")).containsText("operator");
    assertThat(builder.page().locator("nav").getByText("Accounts")).hasCount(0);

    user.page().locator("[data-access-key='" + key.id() + "']").getByText("Disable").click();
    assertThat(user.page().locator("[data-access-key='" + key.id() + "']"))
        .containsText("Disabled");

    builder.open("#/jobs");
    assertThat(builder.page().locator("#key-id")).isVisible();
    builder.signIn(key);
    assertThat(builder.page().getByRole(AriaRole.ALERT)).containsText("not accepted");
    user.page().locator("[data-access-key='" + key.id() + "']").getByText("Remove").click();
    assertThat(user.page().locator("[data-access-key='" + key.id() + "']")).hasCount(0);
  }

  @Test
  void theLastKeyThatCanAdministerStaysAndThePageSaysWhy() {
    ConsoleUser user = administrator("#/accounts");
    String id = cluster.administratorKey().id();

    user.page().locator("[data-access-key='" + id + "']").getByText("Disable").click();

    assertThat(user.page().getByRole(AriaRole.ALERT)).isVisible();
    assertThat(user.page().locator("[data-access-key='" + id + "']")).containsText("Enabled");
  }

  @Test
  void aViewerSeesKeysAndRegionsAndNoActions() throws Exception {
    client.importImage(NORTH, "under-the-service-key", disk, "--encrypted");
    ConsoleUser user =
        users.come().open("#/keys").signedIn(client.createAccount("onlooker", "VIEWER"));

    assertThat(user.page().locator("tbody tr")).containsText("Service key of the region");
    assertThat(user.button("Create key")).hasCount(0);
    assertThat(user.page().locator("td.actions")).hasCount(0);
    user.open("#/regions");
    assertThat(user.target(NORTH)).containsText("alive");
    user.open("#/accounts");
    assertThat(user.heading("There is no such page")).isVisible();
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void everyPageIsAccessibleAndFitsOnAPhone(ColorScheme colours) throws Exception {
    client.createKey(NORTH);
    for (int width : new int[] {PHONE, WIDE}) {
      ConsoleUser user =
          users.come(width, "en-GB", colours).open("").signedIn(cluster.administratorKey());
      for (String page : PAGES) {
        user.open("#/" + page);
        user.page().locator("tbody tr").first().waitFor();
        user.examine(page, width, colours);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ja-JP", "zh-CN"})
  void allOfItIsSaidInTheBrowsersLanguage(String locale) throws Exception {
    client.createKey(NORTH);
    ConsoleUser user = users.come(WIDE, locale, ColorScheme.LIGHT).open("");
    user.signedIn(cluster.administratorKey());

    for (String page : PAGES) {
      user.open("#/" + page);
      user.page().locator("tbody tr").first().waitFor();
      for (String head : user.page().locator("h1, thead th, dt, summary").allTextContents()) {
        assertThat(head).as(page).matches("(?s).*[^\\p{ASCII}].*");
      }
    }
  }
}
