package org.spikingbrain4j.grammar;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Which numbers may be written. At most {@value #MOST_DIGITS} digits, so that every reader that takes them for doubles gets what was
 * written, on the right side of every limit.
 *
 * @param integer without point and exponent
 */
record NumberRange(boolean integer, Optional<Limit> lower, Optional<Limit> upper) {
    /** Digits that a double holds whatever they are. */
    static final int MOST_DIGITS = 15;

    /** An end of the range, itself outside where it is exclusive. */
    record Limit(BigDecimal value, boolean exclusive) {
        Limit negated() {
            return new Limit(value.negate(), exclusive);
        }
    }

    static NumberRange all(boolean integer) {
        return new NumberRange(integer, Optional.empty(), Optional.empty());
    }

    boolean limited() {
        return lower.isPresent() || upper.isPresent();
    }

    /** The range of what may follow a minus sign. */
    NumberRange negated() {
        return new NumberRange(integer, upper.map(Limit::negated), lower.map(Limit::negated));
    }

    /** Whether a multiple of a step from one multiple of it to another is in the range. */
    boolean holdsAny(BigDecimal from, BigDecimal to, BigDecimal step) {
        BigDecimal first = lower.map(limit -> atLeast(limit, step).max(from)).orElse(from);
        BigDecimal last = upper.map(
                        limit -> atLeast(limit.negated(), step).negate().min(to))
                .orElse(to);
        return first.compareTo(last) <= 0;
    }

    boolean holds(BigDecimal value) {
        boolean above = lower.map(limit -> value.compareTo(limit.value()) >= (limit.exclusive() ? 1 : 0))
                .orElse(true);
        boolean below = upper.map(limit -> value.compareTo(limit.value()) <= (limit.exclusive() ? -1 : 0))
                .orElse(true);
        return above && below;
    }

    /** The smallest multiple of a step within a lower limit. */
    private static BigDecimal atLeast(Limit limit, BigDecimal step) {
        BigDecimal rounded = limit.value().divide(step, 0, RoundingMode.CEILING).multiply(step);
        return limit.exclusive() && rounded.compareTo(limit.value()) == 0 ? rounded.add(step) : rounded;
    }
}
