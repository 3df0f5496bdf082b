package org.spikingbrain4j.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.parser.StreamParser;

/**
 * The text of a web page. Elements are read when they close, and then leave the document, so that only those that are open are
 * in memory: at most {@value #DEEPEST} within each other, and {@value HtmlInput#MOST_UNREAD} characters between two that close. Where tags cross each other, so that
 * the parser moves elements that were read, a line feed may be at another place than in the whole page; the words are the same.
 */
final class Html extends OneText {
    private static final int DEEPEST = 512;

    private final Source source;
    private final HtmlInput input;
    private final StreamParser parser;
    private final Iterator<Element> closing;
    private final BlockText text = new BlockText();
    private final Set<Element> begun = new HashSet<>();
    private Pieces pieces = new Pieces("");

    Html(Source source) throws IOException {
        super(source.file());
        this.source = source;
        source.requireNoOtherKind();
        this.input = HtmlInput.of(source);
        this.parser = new StreamParser(Parser.htmlParser().setMaxDepth(DEEPEST)).parse(input, "");
        this.closing = parser.iterator();
    }

    @Override
    String blankMessage() {
        return "holds no text, expected a web page with some";
    }

    @Override
    String read() throws IOException {
        String piece = pieces.next();
        if (!piece.isEmpty()) {
            return piece;
        }
        try {
            while (text.length() < TextDecoder.PIECE && closing.hasNext()) {
                close(closing.next());
                input.restart();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        pieces = new Pieces(text.take());
        return pieces.next();
    }

    /** Reads all that is in front of the end of an element, and removes it. What encloses the element is still open. */
    private void close(Element element) {
        List<Element> enclosing = element.parents().reversed();
        if (!BlockText.isHidden(element) && enclosing.stream().noneMatch(BlockText::isHidden)) {
            for (int depth = 0; depth < enclosing.size(); depth++) {
                begin(enclosing.get(depth));
                readUpTo(depth + 1 < enclosing.size() ? enclosing.get(depth + 1) : element, enclosing.get(depth));
            }
            whole(element);
        }
        begun.remove(element);
        if (element.nextSibling() != null || BlockText.isHidden(element)) {
            element.remove(); // as the last one it may still be open where tags cross each other; then it leaves with
            // what follows
        }
    }

    private void begin(Element element) {
        if (begun.add(element)) {
            text.begin(element);
        }
    }

    /** Takes the texts in front of a child. Elements there are gone, except those that crossing tags have moved there. */
    private void readUpTo(Element end, Element open) {
        for (Node child : List.copyOf(open.childNodes())) {
            if (child.equals(end)) {
                return;
            }
            read(child);
            child.remove();
        }
    }

    /** An element that is closed. Those within were closed before it and are gone, except where tags cross each other. */
    private void whole(Element element) {
        begin(element);
        List.copyOf(element.childNodes()).forEach(this::read);
        text.end(element);
        begun.remove(element);
    }

    /** Takes the texts out of the document. */
    private void read(Node node) {
        switch (node) {
            case TextNode found -> {
                text.text(found);
                found.remove();
            }
            case Element inner when !BlockText.isHidden(inner) -> whole(inner);
            default -> {}
        }
    }

    @Override
    public long bytesRead() {
        return source.bytesRead();
    }

    @Override
    public void close() throws IOException {
        parser.close();
        source.close();
    }
}
