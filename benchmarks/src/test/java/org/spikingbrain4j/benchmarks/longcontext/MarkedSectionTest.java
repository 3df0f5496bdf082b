package org.spikingbrain4j.benchmarks.longcontext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkedSectionTest {
    @TempDir
    private Path folder;

    @Test
    void onlyWhatIsBetweenTheMarksChanges() throws IOException {
        Path document = Files.writeString(
                folder.resolve("d.md"),
                "# Title\n\nbefore\n\n" + MarkedSection.BEGIN + "\nold\n" + MarkedSection.END + "\n\nafter\n");
        MarkedSection.replace(document, "new $1 \\ text");
        assertThat(Files.readString(document))
                .startsWith("# Title\n\nbefore\n\n" + MarkedSection.BEGIN)
                .endsWith(MarkedSection.END + "\n\nafter\n")
                .contains("\nnew $1 \\ text\n")
                .doesNotContain("old");
        String once = Files.readString(document);
        MarkedSection.replace(document, "new $1 \\ text");
        assertThat(document).hasContent(once);
    }

    @Test
    void withoutMarksItIsAddedAtTheEnd() throws IOException {
        Path document = Files.writeString(folder.resolve("d.md"), "# Title\n");
        MarkedSection.replace(document, "text");
        assertThat(Files.readString(document))
                .isEqualTo("# Title\n\n" + MarkedSection.BEGIN + "\n\ntext\n\n" + MarkedSection.END + "\n");
    }

    @Test
    void oneMarkAloneIsAnError() throws IOException {
        String text = "# Title\n" + MarkedSection.END + "\n";
        Path document = Files.writeString(folder.resolve("d.md"), text);
        assertThatThrownBy(() -> MarkedSection.replace(document, "text")).isInstanceOf(ReportException.class);
        assertThat(document).hasContent(text);
    }
}
