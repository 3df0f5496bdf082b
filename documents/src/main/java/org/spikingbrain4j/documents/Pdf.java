package org.spikingbrain4j.documents;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;

/**
 * The text of a PDF, page by page. What is in memory besides a page are the objects that PDFBox keeps of those before, a few
 * kilobytes each. What PDFBox mends or skips in an unsound page it does not tell.
 */
final class Pdf extends OneText {
    private final PdfFile pdf;
    private final PDDocument document;
    private final Iterator<PDPage> pages;
    private final int count;
    private final PdfPageText text;
    private Pieces pieces = new Pieces("");
    private int page;

    private Pdf(PdfFile pdf, PDDocument document) throws IOException {
        super(pdf.name());
        this.pdf = pdf;
        this.document = document;
        this.pages = document.getPages().iterator();
        this.count = document.getNumberOfPages();
        this.text = new PdfPageText(document, pdf.name());
    }

    static Pdf open(Path file) throws IOException {
        PdfFile pdf = PdfFile.open(file);
        try {
            return pdf.guarded("", () -> new Pdf(pdf, load(pdf)));
        } catch (IOException | DocumentException e) {
            pdf.close();
            throw e;
        }
    }

    private static PDDocument load(PdfFile pdf) throws IOException {
        PdfFonts.install();
        try {
            PDDocument document = Loader.loadPDF(pdf.path().toFile(), IOUtils.createTempFileOnlyStreamCache());
            if (document.getCurrentAccessPermission().canExtractContent()) {
                return document;
            }
            document.close();
            throw new DocumentException(
                    pdf.name() + ": its author forbids to take text out of it; ask for a version that allows it");
        } catch (InvalidPasswordException | NoClassDefFoundError e) {
            // Encryption with certificates needs a library that is not there.
            throw new DocumentException(
                    pdf.name() + ": is encrypted; save it without a password, for example with qpdf --decrypt", e);
        }
    }

    @Override
    String blankMessage() {
        return "holds no text on its %d pages; if it is scanned, run text recognition (OCR) on it first"
                .formatted(count);
    }

    @Override
    String read() throws IOException {
        String piece = pieces.next();
        while (piece.isEmpty() && pages.hasNext()) {
            page++;
            pieces = new Pieces(pdf.guarded("page %d: ".formatted(page), () -> text.of(pages.next())));
            piece = pieces.next();
        }
        return piece;
    }

    /** A share of the file's size, by pages: the file is read here and there. */
    @Override
    public long bytesRead() {
        return pdf.size() * page / Math.max(1, count);
    }

    @Override
    public void close() throws IOException {
        try {
            document.close();
        } finally {
            pdf.close();
        }
    }
}
