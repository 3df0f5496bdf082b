package org.spikingbrain4j.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows between the modules, as in the table of the design. */
class ArchitectureTest {
    private static final String ROOT = "org.spikingbrain4j.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.spikingbrain4j");

    @Test
    void modulesUseOnlyModulesAboveThem() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("operators")
                .definedBy(ROOT + "operators")
                .layer("spiking")
                .definedBy(ROOT + "spiking")
                .layer("cpu")
                .definedBy(ROOT + "cpu")
                // Found by ServiceLoader, so it may be absent.
                .optionalLayer("cpu-onednn")
                .definedBy(ROOT + "cpu.onednn")
                .layer("checkpoint")
                .definedBy(ROOT + "checkpoint")
                .layer("documents")
                .definedBy(ROOT + "documents")
                .layer("tokenizer")
                .definedBy(ROOT + "tokenizer")
                .layer("grammar")
                .definedBy(ROOT + "grammar")
                .layer("corpus")
                .definedBy(ROOT + "corpus")
                .layer("model")
                .definedBy(ROOT + "model")
                .layer("inference")
                .definedBy(ROOT + "inference")
                .layer("evaluation")
                .definedBy(ROOT + "evaluation")
                .layer("langchain4j")
                .definedBy(ROOT + "langchain4j")
                .layer("quantization")
                .definedBy(ROOT + "quantization")
                .layer("conversion")
                .definedBy(ROOT + "conversion")
                .layer("torch")
                .definedBy(ROOT + "torch")
                .layer("training")
                .definedBy(ROOT + "training")
                .layer("server")
                .definedBy(ROOT + "server")
                .layer("testkit")
                .definedBy(ROOT + "testkit")
                .layer("cli")
                .definedBy(ROOT + "cli")
                .whereLayer("operators")
                .mayNotAccessAnyLayer()
                .whereLayer("spiking")
                .mayOnlyAccessLayers("operators")
                .whereLayer("cpu")
                .mayOnlyAccessLayers("operators")
                .whereLayer("cpu-onednn")
                .mayOnlyAccessLayers("operators", "cpu")
                .whereLayer("cpu-onednn")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("checkpoint")
                .mayOnlyAccessLayers("operators")
                .whereLayer("documents")
                .mayOnlyAccessLayers("operators")
                .whereLayer("tokenizer")
                .mayOnlyAccessLayers("operators")
                .whereLayer("grammar")
                .mayOnlyAccessLayers("operators", "tokenizer")
                .whereLayer("corpus")
                .mayOnlyAccessLayers("operators", "checkpoint", "documents", "tokenizer")
                .whereLayer("model")
                .mayOnlyAccessLayers("operators", "spiking", "checkpoint")
                .whereLayer("inference")
                .mayOnlyAccessLayers("operators", "spiking", "checkpoint", "model", "documents", "tokenizer", "grammar")
                .whereLayer("evaluation")
                .mayOnlyAccessLayers(
                        "operators", "spiking", "checkpoint", "model", "documents", "tokenizer", "inference")
                .whereLayer("langchain4j")
                .mayOnlyAccessLayers(
                        "operators", "cpu", "checkpoint", "documents", "tokenizer", "grammar", "model", "inference")
                .whereLayer("langchain4j")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("quantization")
                .mayOnlyAccessLayers("operators", "spiking", "checkpoint", "tokenizer", "model", "inference")
                .whereLayer("conversion")
                .mayOnlyAccessLayers("operators", "spiking", "checkpoint", "model")
                .whereLayer("torch")
                .mayOnlyAccessLayers("operators")
                .whereLayer("training")
                .mayOnlyAccessLayers("operators", "checkpoint", "documents", "tokenizer", "corpus", "model", "torch")
                .whereLayer("torch")
                .mayOnlyBeAccessedByLayers("training")
                .whereLayer("training")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("server")
                .mayOnlyAccessLayers(
                        "operators", "spiking", "checkpoint", "model", "documents", "tokenizer", "grammar", "inference")
                .whereLayer("server")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("testkit")
                .mayOnlyAccessLayers("operators", "checkpoint")
                .whereLayer("quantization")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .check(CLASSES);
    }

    @Test
    void onlyCpuSeesTheVectorApi() {
        noClasses()
                .that(not(resideInAPackage(ROOT + "cpu")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .check(CLASSES);
    }

    @Test
    void onlyTorchSeesLibtorch() {
        noClasses()
                .that(not(resideInAPackage(ROOT + "torch")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(CLASSES);
    }

    @Test
    void onlyTheServerSeesItsWebServer() {
        noClasses()
                .that(not(resideInAPackage(ROOT + "server")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.helidon..")
                .check(CLASSES);
    }

    @Test
    void onlyLangchain4jSeesLangchain4j() {
        noClasses()
                .that(not(resideInAPackage(ROOT + "langchain4j")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.langchain4j..")
                .check(CLASSES);
    }

    @Test
    void modulesFormNoCircle() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
