package org.spikingbrain4j.inference;

import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells words from calls in an answer as it grows, in the form that Hermes and Qwen2 have learned:
 * {@code <tool_call>}, JSON, {@code </tool_call>}. Text that may become a call is held back; what looks like one and is none is
 * words. White space beside calls belongs to them.
 */
final class ToolCallParser {
    static final String OPEN = "<tool_call>";
    static final String CLOSE = "</tool_call>";

    private final Set<String> names;
    private final Consumer<String> words;
    private final Consumer<ToolCall> calls;
    private final StringBuilder held = new StringBuilder();
    private final StringBuilder space = new StringBuilder();
    private boolean inCall;
    private boolean called;
    private int searched; // up to where no mark ends the call

    /**
     * @param names of the tools on offer
     * @param words told what is said, never taken back
     * @param calls told complete calls
     */
    ToolCallParser(Set<String> names, Consumer<String> words, Consumer<ToolCall> calls) {
        this.names = names;
        this.words = words;
        this.calls = calls;
    }

    /** Takes the next piece of the answer. */
    void accept(String piece) {
        held.append(piece);
        boolean goesOn = true;
        while (goesOn) {
            goesOn = inCall ? readCall() : readWords();
        }
    }

    /** Ends the answer. A call without its last mark counts. */
    void finish() {
        if (inCall) {
            String body = take(held.length());
            if (WrittenCall.read(body, names) instanceof WrittenCall.Whole(ToolCall call)) {
                tell(call);
            } else {
                say(OPEN + body);
            }
            inCall = false;
        } else {
            say(take(held.length()));
        }
        if (!called && !space.isEmpty()) {
            words.accept(space.toString());
        }
        space.setLength(0);
    }

    /** Whether there may be more to do. */
    private boolean readWords() {
        int open = held.indexOf(OPEN);
        if (open < 0) {
            say(take(held.length() - begunMark()));
            return false;
        }
        say(take(open));
        take(OPEN.length());
        inCall = true;
        searched = 0;
        return true;
    }

    private boolean readCall() {
        String begun = held.toString().stripLeading();
        if (!begun.isEmpty() && begun.charAt(0) != '{') {
            inCall = false;
            say(OPEN);
            return true;
        }
        int close = held.indexOf(CLOSE, searched);
        if (close < 0) {
            searched = Math.max(searched, held.length() - CLOSE.length() + 1);
            return false;
        }
        switch (WrittenCall.read(held.substring(0, close), names)) {
            case WrittenCall.Incomplete _ -> searched = close + 1; // the mark stands within a string
            case WrittenCall.Whole(ToolCall call) -> {
                take(close + CLOSE.length());
                inCall = false;
                tell(call);
            }
            case WrittenCall.Other _ -> {
                inCall = false;
                say(OPEN + take(close + CLOSE.length()));
            }
        }
        return true;
    }

    /** How many characters at the end may be the beginning of a call's first mark. */
    private int begunMark() {
        int length = Math.min(OPEN.length() - 1, held.length());
        while (!OPEN.startsWith(held.substring(held.length() - length))) {
            length--;
        }
        return length;
    }

    private String take(int length) {
        String taken = held.substring(0, length);
        held.delete(0, length);
        return taken;
    }

    private void tell(ToolCall call) {
        called = true;
        space.setLength(0);
        calls.accept(call);
    }

    /** White space waits: a call may follow. */
    private void say(String text) {
        String all = space + text;
        int end = all.stripTrailing().length();
        space.setLength(0);
        space.append(all, end, all.length());
        if (end > 0) {
            words.accept(all.substring(0, end));
        }
    }
}
