package org.spikingbrain4j.documents;

import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

/**
 * Writes the text of HTML as a browser shows it, without looks: blocks end with a line feed, cells of a table with a tab, and
 * white space between words is one space, except in {@code pre}. Told of elements and texts in their order.
 */
final class BlockText {
    private static final char NONE = '\0';

    private final StringBuilder text = new StringBuilder();
    private char gap = NONE;
    private boolean begun;

    /** Whether nothing within is shown. */
    static boolean isHidden(Element element) {
        return switch (element.normalName()) {
            case "head", "script", "style", "template", "noframes", "iframe" -> true;
            default -> false;
        };
    }

    void begin(Element element) {
        if (element.isBlock() && !isCell(element) || element.nameIs("br")) {
            gap = '\n';
        }
    }

    void end(Element element) {
        if (isCell(element)) {
            gap = gap == '\n' ? gap : '\t';
        } else if (element.isBlock()) {
            gap = '\n';
        }
    }

    void text(TextNode node) {
        String whole = node.getWholeText();
        if (isPreformatted(node)) {
            whole.codePoints().forEach(this::append);
        } else {
            whole.codePoints().forEach(this::appendCollapsed);
        }
    }

    /** Characters that wait to be taken. */
    int length() {
        return text.length();
    }

    String take() {
        String taken = text.toString();
        text.setLength(0);
        return taken;
    }

    private void appendCollapsed(int character) {
        if (character == ' ' || character == '\t' || character == '\n' || character == '\r' || character == '\f') {
            gap = gap == NONE ? ' ' : gap;
        } else {
            append(character);
        }
    }

    private void append(int character) {
        if (begun && gap != NONE) {
            text.append(gap);
        }
        gap = NONE;
        begun = true;
        text.appendCodePoint(Pieces.character(character));
    }

    private static boolean isCell(Element element) {
        return element.nameIs("td") || element.nameIs("th");
    }

    private static boolean isPreformatted(Node node) {
        for (Node up = node.parent(); up != null; up = up.parent()) {
            if (up instanceof Element element && element.tag().preserveWhitespace()) {
                return true;
            }
        }
        return false;
    }
}
