package io.sealift.system.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.conditions.ArchConditions.never;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The rules of ARCHITECTURE.md's modules, on all classes of all modules. */
class ArchitectureTest {
  static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          // The coordinator's contract suites come as an archive beside its classes.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.sealift");

  /** Decide from what they are given: no clock, no chance, no thread, no input or output. */
  private static final String[] PURE = {
    "io.sealift.copy..", "io.sealift.coordinator.job..", "io.sealift.coordinator.state.."
  };

  private static final String[] COMMON = {
    "io.sealift.audit..",
    "io.sealift.config..",
    "io.sealift.copy..",
    "io.sealift.kafka..",
    "io.sealift.protocol..",
    "io.sealift.signature..",
    "io.sealift.telemetry..",
    "io.sealift.ticket..",
    "io.sealift.tls.."
  };

  private static final String[] TALK_TO_KAFKA = {
    "io.sealift.kafka..",
    "io.sealift.coordinator.dispatch..",
    "io.sealift.coordinator.engine..",
    "io.sealift.coordinator.progress..",
    "io.sealift.coordinator.request..",
    "io.sealift.agent.intake..",
    "io.sealift.standalone.."
  };

  @Test
  void theRulesSeeTheClassesOfAllModules() {
    assertThat(ALL.stream().map(JavaClass::getPackageName))
        .anyMatch(name -> name.startsWith("io.sealift.copy"))
        .anyMatch(name -> name.startsWith("io.sealift.coordinator"))
        .anyMatch(name -> name.startsWith("io.sealift.standalone"))
        .noneMatch(name -> name.startsWith("io.sealift.system"));
  }

  @Test
  void coordinatorAndRegionAgentDoNotKnowEachOther() {
    holds(
        noClasses()
            .that()
            .resideInAPackage("io.sealift.coordinator..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.sealift.agent.."));
    holds(
        noClasses()
            .that()
            .resideInAPackage("io.sealift.agent..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.sealift.coordinator.."));
  }

  @Test
  void commonKnowsNoRoleAndNeitherVertxNorBouncyCastle() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(COMMON)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("io.vertx..", "io.netty..", "org.bouncycastle..")
                    .or(
                        resideInAPackage("io.sealift..")
                            .and(resideInAnyPackage(COMMON).negate().as("outside common")))));
  }

  @Test
  void bouncyCastleStaysWhereKeysAre() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "io.sealift.agent.certificate..",
                "io.sealift.agent.envelope..",
                "io.sealift.agent.grant..",
                "io.sealift.agent.kms..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle.."));
  }

  @Test
  void ciphersAndMacsStayWhereKeysAre() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "io.sealift.signature..",
                "io.sealift.agent.envelope..",
                "io.sealift.agent.grant..",
                "io.sealift.agent.kms..",
                "io.sealift.coordinator.account..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("javax.crypto", "javax.crypto.spec"));
  }

  @Test
  void onlyPackagesThatTalkToKafkaKnowItsClients() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages(TALK_TO_KAFKA)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "kafka.."));
  }

  @Test
  void nettyStaysWhereBytesOnTheWireAreCountedAndFramed() {
    holds(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "io.sealift.agent.transfer..", "io.sealift.coordinator.api.framing..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.."));
  }

  @Test
  void purePackagesTakeTimeAndChanceAsParameters() {
    holds(
        classes()
            .that()
            .resideInAnyPackage(PURE)
            // The one that draws; everything else is given its interface.
            .and()
            .doNotHaveFullyQualifiedName("io.sealift.copy.RandomIdSource")
            .should(
                never(
                    callMethod(Instant.class, "now")
                        .or(callMethod(System.class, "currentTimeMillis"))
                        .or(callMethod(System.class, "nanoTime"))
                        .or(callMethod(Clock.class, "systemUTC")))));
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .and()
            .doNotHaveFullyQualifiedName("io.sealift.copy.RandomIdSource")
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.util\\.(Random|random\\..*|concurrent\\..*)|java\\.security\\.SecureRandom|java\\.lang\\.Thread|java\\.util\\.Timer"));
  }

  @Test
  void purePackagesDoNoInputOrOutput() {
    holds(
        noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.apache.kafka..",
                "io.vertx..",
                "io.micrometer..",
                "org.slf4j..",
                "java.io..",
                "java.net..",
                "java.nio..")
            .because("they decide; others act"));
  }

  @Test
  void noPackagesFormACycle() {
    holds(slices().matching("io.sealift.(**)").should().beFreeOfCycles());
  }

  private static void holds(ArchRule rule) {
    rule.allowEmptyShould(true).check(ALL);
  }
}
