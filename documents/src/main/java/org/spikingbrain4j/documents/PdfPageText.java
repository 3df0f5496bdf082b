package org.spikingbrain4j.documents;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageTree;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;

/**
 * The text of pages, in the order in which it stands in the file, within limits: a small file can hold pages of endless work. A
 * dense page of a book has 5000 characters.
 */
final class PdfPageText extends PDFTextStripper {
    static final int MOST_CHARACTERS = 500_000;
    static final int MOST_OPERATORS = 5_000_000;

    private final PDDocument document;
    private final Path name;
    private final PdfStreams streams;
    private PDPage page = new PDPage();
    private int characters;
    private int operators;

    PdfPageText(PDDocument document, Path name) {
        this.document = document;
        this.name = name;
        this.streams = new PdfStreams(name);
        setLineSeparator("\n");
        setPageEnd("\n");
    }

    /** @throws DocumentException where the page is beyond the limits */
    String of(PDPage next) throws IOException {
        streams.check(next);
        page = next;
        characters = 0;
        operators = 0;
        return getText(document)
                .codePoints()
                .map(Pieces::character)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Only the one: the stripper would go through all pages in front of it too. */
    @Override
    protected void processPages(PDPageTree pages) throws IOException {
        processPage(page);
    }

    @Override
    protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
        require(++operators, MOST_OPERATORS, "operators");
        super.processOperator(operator, operands);
    }

    @Override
    protected void processTextPosition(TextPosition text) {
        require(++characters, MOST_CHARACTERS, "characters");
        super.processTextPosition(text);
    }

    private void require(int found, int most, String what) {
        if (found > most) {
            throw new DocumentException(
                    "%s: a page has more than %d %s, which no text has; print it to a new PDF or leave it out"
                            .formatted(name, most, what));
        }
    }
}
