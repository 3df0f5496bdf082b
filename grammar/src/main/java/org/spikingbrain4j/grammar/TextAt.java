package org.spikingbrain4j.grammar;

import java.util.Optional;

/**
 * A place in a JSON string. UTF-8 as RFC 3629 has it, escapes as RFC 8259, surrogates only in pairs: every string that comes out is
 * a sequence of Unicode characters.
 *
 * @param count characters so far; it stays at the shortest length where there is no longest
 * @param others which names it can still become
 */
record TextAt(Rule.Text rule, int count, Names others, Phase phase) implements Leaf {
    /** Between or within characters. */
    sealed interface Phase {}

    /** At the quote that begins it, between characters, behind the quote that ends it; behind a first surrogate. */
    enum Border implements Phase {
        BEGIN,
        BETWEEN,
        END,
        HALF_A_PAIR
    }

    /**
     * Within an encoded character.
     *
     * @param missing bytes to come
     * @param lowest of the next one
     */
    record Encoded(int missing, int lowest, int highest) implements Phase {}

    /** Behind a backslash; {@code second}: it must be the second of two surrogates. */
    record Escape(boolean second) implements Phase {}

    /** Within the four digits of an escape. */
    record Hex(boolean second, int digits, int value) implements Phase {}

    static TextAt begin(Rule.Text rule) {
        return new TextAt(rule, 0, rule.others(), Border.BEGIN);
    }

    /** How many characters can follow whatever they are, unless escaped or a quote; 0 also where that depends on which they are. */
    int plainCharacters() {
        return phase == Border.BETWEEN && others == Names.NONE ? rule.longest() - count : 0;
    }

    /** A place of which the same is true for so many bytes to come, and the same one for all that are far from the longest length. */
    TextAt simplified(int bytes) {
        int least = Math.min(count, rule.shortest());
        return rule.longest() - count > bytes ? new TextAt(rule, least, others, phase) : this;
    }

    @Override
    public boolean complete() {
        return phase == Border.END;
    }

    @Override
    public boolean open() {
        return phase != Border.END;
    }

    @Override
    public Optional<Leaf> next(int value) {
        return switch (phase) {
            case Border border ->
                switch (border) {
                    case BEGIN -> value == '"' ? in(Border.BETWEEN) : Optional.empty();
                    case BETWEEN -> between(value);
                    case END -> Optional.empty();
                    case HALF_A_PAIR -> value == '\\' ? in(new Escape(true)) : Optional.empty();
                };
            case Encoded encoded -> encoded(encoded, value);
            case Escape escape -> escape(escape, value);
            case Hex hex -> hex(hex, value);
        };
    }

    private Optional<Leaf> between(int value) {
        if (value == '"') {
            return count >= rule.shortest() && !others.whole() ? in(Border.END) : Optional.empty();
        }
        if (value < ' ' || count >= rule.longest()) {
            return Optional.empty();
        }
        if (value == '\\') {
            return rule.others() == Names.NONE ? in(new Escape(false)) : Optional.empty();
        }
        if (value < 0x80) {
            return character(others.after(value));
        }
        return firstOfSeveral(value).map(encoded -> new TextAt(rule, count, others.after(value), encoded));
    }

    private static Optional<Encoded> firstOfSeveral(int value) {
        return switch (value) {
            case 0xE0 -> Optional.of(new Encoded(2, 0xA0, 0xBF)); // shorter forms exist below
            case 0xED -> Optional.of(new Encoded(2, 0x80, 0x9F)); // surrogates above
            case 0xF0 -> Optional.of(new Encoded(3, 0x90, 0xBF));
            case 0xF4 -> Optional.of(new Encoded(3, 0x80, 0x8F)); // Unicode ends
            default -> {
                int missing = value < 0xC2 || value > 0xF4 ? 0 : value < 0xE0 ? 1 : value < 0xF0 ? 2 : 3;
                yield missing == 0 ? Optional.empty() : Optional.of(new Encoded(missing, 0x80, 0xBF));
            }
        };
    }

    private Optional<Leaf> encoded(Encoded encoded, int value) {
        if (value < encoded.lowest() || value > encoded.highest()) {
            return Optional.empty();
        }
        Names longer = others.after(value);
        return encoded.missing() == 1
                ? character(longer)
                : Optional.of(new TextAt(rule, count, longer, new Encoded(encoded.missing() - 1, 0x80, 0xBF)));
    }

    private Optional<Leaf> escape(Escape escape, int value) {
        if (value == 'u') {
            return in(new Hex(escape.second(), 0, 0));
        }
        return !escape.second() && "\"\\/bfnrt".indexOf(value) >= 0 ? character(Names.NONE) : Optional.empty();
    }

    private Optional<Leaf> hex(Hex hex, int value) {
        int digit = value < 0x80 ? Character.digit(value, 16) : -1;
        if (digit < 0) {
            return Optional.empty();
        }
        // Only the first two digits tell surrogates apart: with the rest unknown there are fewer states.
        int digits = hex.digits() + 1;
        int known = digits <= 2 ? hex.value() << 4 | digit : hex.value();
        if (digits == 1 && hex.second() && known != 0xD) {
            return Optional.empty();
        }
        if (digits == 2) {
            boolean first = known >= 0xD8 && known <= 0xDB;
            boolean second = known >= 0xDC && known <= 0xDF;
            if (second != hex.second()) {
                return Optional.empty();
            }
            known = first ? 0xD8 : 0;
        }
        if (digits < 4) {
            return in(new Hex(hex.second(), digits, known));
        }
        return known == 0xD8 ? in(Border.HALF_A_PAIR) : character(Names.NONE);
    }

    private Optional<Leaf> in(Phase newPhase) {
        return Optional.of(new TextAt(rule, count, others, newPhase));
    }

    /** Behind one more character. */
    private Optional<Leaf> character(Names longer) {
        int more = rule.longest() == Rule.Repeat.UNLIMITED ? Math.min(count + 1, rule.shortest()) : count + 1;
        return Optional.of(new TextAt(rule, more, longer, Border.BETWEEN));
    }
}
