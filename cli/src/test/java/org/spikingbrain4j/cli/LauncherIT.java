package org.spikingbrain4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherIT {
    private static final Path JAR = Path.of("cli/target/spikingbrain4j-cli-0.1.0.jar");
    private static final Path LIBRARIES = JAR.resolveSibling("lib");
    private static final Path RECORD = Path.of("cli/target/spikingbrain.aot");

    @TempDir
    private Path folder;

    private Path project;

    /** A built project without sources, in a folder with blanks. */
    @BeforeEach
    void copyProject() throws IOException {
        project = folder.resolve("a project");
        for (Path file : new Path[] {Path.of("spikingbrain"), Path.of(".mvn/find-jdk"), JAR}) {
            Files.createDirectories(project.resolve(file).getParent());
            Files.copy(Launcher.PROJECT.resolve(file), project.resolve(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.createSymbolicLink(project.resolve(LIBRARIES), Launcher.PROJECT.resolve(LIBRARIES));
    }

    /** JUnit warns of links that lead out of its folder. */
    @AfterEach
    void deleteLink() throws IOException {
        Files.delete(project.resolve(LIBRARIES));
    }

    @Test
    void startsThroughALink() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("brain"), Path.of("a project/spikingbrain"));
        assertStarts(link);
    }

    @Test
    void aDamagedRecordIsNotUsed() throws IOException {
        Files.writeString(project.resolve(RECORD), "no record".repeat(10_000));
        Files.setLastModifiedTime(
                project.resolve(RECORD), FileTime.from(Instant.now().plusSeconds(60)));
        assertStarts(project.resolve("spikingbrain"));
    }

    @Test
    void saysWhenNothingIsBuilt() throws IOException {
        Files.delete(project.resolve(JAR));
        Launcher.Result result = Launcher.run(project.resolve("spikingbrain"), "", "--version");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.errorLines()).singleElement().asString().startsWith("error: nothing is built yet");
    }

    private static void assertStarts(Path script) {
        Launcher.Result result = Launcher.run(script, "", "--version");
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).startsWith("spikingbrain 0");
    }
}
