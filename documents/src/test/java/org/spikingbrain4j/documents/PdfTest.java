package org.spikingbrain4j.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PdfTest {
    @TempDir
    private Path folder;

    @Test
    void pagesAreReadInOrder() throws IOException {
        Path file = pdf("one", "two words", "", "four");
        assertThat(Texts.one(file)).isEqualTo("one\ntwo words\n\nfour\n");
        try (DocumentReader reader = DocumentReader.open(List.of(file))) {
            reader.next();
            assertThat(reader.piece()).startsWith("one");
            assertThat(reader.share()).hasValue(Files.size(file) / 4 / (double) Files.size(file));
        }
    }

    @Test
    void aPackedOneIsReadThroughACopyThatIsGoneAfterwards() throws IOException {
        Path packed = Texts.write(folder.resolve("b.pdf.gz"), Texts.packed(Files.readAllBytes(pdf("packed"))));
        long before = copies();
        assertThat(Texts.one(packed)).startsWith("packed");
        assertThat(copies()).isEqualTo(before);
    }

    @Test
    void onesWithoutTextSaySo() throws IOException {
        Path file = pdf("", "");
        assertThatThrownBy(() -> Texts.one(file))
                .isInstanceOf(DocumentException.class)
                .hasMessage(file
                        + ": holds no text on its 2 pages; if it is scanned, run text recognition (OCR) on it first");
    }

    @Test
    void encryptedOnesAreRefused() throws IOException {
        Path secret = protectedPdf("secret", true);
        assertThatThrownBy(() -> Texts.one(secret))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("is encrypted; save it without a password");
        Path forbidden = protectedPdf("", false);
        assertThatThrownBy(() -> Texts.one(forbidden)).hasMessageContaining("forbids to take text out of it");
    }

    @Test
    void brokenOnesAreRefusedQuietly() throws IOException {
        byte[] sound = Files.readAllBytes(pdf("text"));
        Path cut = Texts.write(folder.resolve("cut.pdf"), Arrays.copyOf(sound, sound.length / 2));
        byte[] garbled = sound.clone();
        Arrays.fill(garbled, 20, garbled.length - 10, (byte) 'x');
        Path broken = Texts.write(folder.resolve("broken.pdf"), garbled);
        PrintStream standardError = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThatThrownBy(() -> Texts.one(cut)).hasMessageContaining("cut.pdf: ends in the middle");
            assertThatThrownBy(() -> Texts.one(broken))
                    .isInstanceOf(DocumentException.class)
                    .hasMessageContaining("broken.pdf: broken PDF: ")
                    .hasMessageNotContaining("\n");
        } finally {
            System.setErr(standardError);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void bombsAreRefused() throws IOException {
        Path unpacking = contents(" ".repeat(1 << 16), 1100);
        assertThatThrownBy(() -> Texts.one(unpacking))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("a zip bomb? a part of a page unpacks to more than 64 MiB");
        Path working = contents("q Q ".repeat(1 << 14), 200);
        assertThatThrownBy(() -> Texts.one(working))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("a page has more than 5000000 operators");
    }

    private Path pdf(String... pages) throws IOException {
        try (PDDocument document = new PDDocument()) {
            for (String text : pages) {
                addPage(document, text);
            }
            return save(document);
        }
    }

    private Path protectedPdf(String password, boolean mayExtract) throws IOException {
        try (PDDocument document = new PDDocument()) {
            addPage(document, "secret");
            AccessPermission permission = new AccessPermission();
            permission.setCanExtractContent(mayExtract);
            StandardProtectionPolicy policy = new StandardProtectionPolicy("owner", password, permission);
            policy.setEncryptionKeyLength(128);
            document.protect(policy);
            return save(document);
        }
    }

    private Path contents(String operators, int times) throws IOException {
        try (PDDocument document = new PDDocument()) {
            PDPage page = new PDPage();
            document.addPage(page);
            PDStream stream = new PDStream(document);
            try (OutputStream out = stream.createOutputStream(COSName.FLATE_DECODE)) {
                byte[] bytes = operators.getBytes(StandardCharsets.US_ASCII);
                for (int time = 0; time < times; time++) {
                    out.write(bytes);
                }
            }
            page.setContents(stream);
            return save(document);
        }
    }

    private static void addPage(PDDocument document, String text) throws IOException {
        PDPage page = new PDPage();
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
            content.beginText();
            content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
            content.newLineAtOffset(100, 700);
            content.showText(text);
            content.endText();
        }
    }

    private Path save(PDDocument document) throws IOException {
        Path file = folder.resolve("%d.pdf".formatted(folder.toFile().list().length));
        document.save(file.toFile());
        return file;
    }

    private static long copies() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().matches("document.*\\.pdf"))
                    .count();
        }
    }
}
