package org.spikingbrain4j.grammar;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A place in a JSON number. Where the range has limits no exponent is written, and a digit only where some number with these first
 * digits is in the range.
 *
 * @param range behind a minus sign that of the number without it
 * @param digits written so far, in the exponent its own
 * @param decimals digits behind the point
 * @param value of the digits; where the range has no limits it stays 0, so that states do not differ by it
 */
record NumberAt(NumberRange range, Part part, int digits, int decimals, BigDecimal value) implements Leaf {
    private static final int MOST_EXPONENT_DIGITS = 2; // far from what a double cannot hold

    /** What was read last. */
    enum Part {
        NOTHING,
        MINUS,
        ZERO,
        WHOLE,
        POINT,
        FRACTION,
        EXPONENT,
        EXPONENT_SIGN,
        EXPONENT_DIGITS
    }

    static NumberAt begin(Rule.Number rule) {
        return new NumberAt(rule.range(), Part.NOTHING, 0, 0, BigDecimal.ZERO);
    }

    /** Whether there is any number. */
    boolean possible() {
        return !range.limited()
                || switch (part) {
                    case NOTHING ->
                        anyDigit() || in(range.negated(), Part.MINUS).anyDigit();
                    case MINUS -> anyDigit();
                    case ZERO -> wholeNumberPossible(0);
                    case WHOLE ->
                        IntStream.rangeClosed(0, NumberRange.MOST_DIGITS - digits)
                                .anyMatch(this::wholeNumberPossible);
                    case POINT, FRACTION -> fractionPossible(value, decimals, digits - decimals);
                    case EXPONENT, EXPONENT_SIGN, EXPONENT_DIGITS -> false;
                };
    }

    @Override
    public boolean complete() {
        return switch (part) {
            case ZERO, WHOLE, FRACTION -> !range.limited() || range.holds(value);
            case EXPONENT_DIGITS -> true;
            case NOTHING, MINUS, POINT, EXPONENT, EXPONENT_SIGN -> false;
        };
    }

    @Override
    public boolean open() {
        return IntStream.of('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '-', '.', 'e')
                .anyMatch(value -> next(value).isPresent());
    }

    @Override
    public Optional<Leaf> next(int value) {
        return switch (value) {
            case '-' -> minus();
            case '+' -> part == Part.EXPONENT ? Optional.of(in(range, Part.EXPONENT_SIGN)) : Optional.empty();
            case '.' -> point();
            case 'e', 'E' -> exponent();
            default -> value >= '0' && value <= '9' ? digit(value - '0') : Optional.empty();
        };
    }

    private Optional<Leaf> minus() {
        return switch (part) {
            case NOTHING -> ifPossible(in(range.negated(), Part.MINUS));
            case EXPONENT -> Optional.of(in(range, Part.EXPONENT_SIGN));
            default -> Optional.empty();
        };
    }

    private Optional<Leaf> point() {
        boolean afterWhole = part == Part.ZERO || part == Part.WHOLE;
        return afterWhole && !range.integer() && digits < NumberRange.MOST_DIGITS
                ? ifPossible(in(range, Part.POINT))
                : Optional.empty();
    }

    private Optional<Leaf> exponent() {
        boolean afterNumber = part == Part.ZERO || part == Part.WHOLE || part == Part.FRACTION;
        return afterNumber && !range.integer() && !range.limited()
                ? Optional.of(new NumberAt(range, Part.EXPONENT, 0, 0, value))
                : Optional.empty();
    }

    private Optional<Leaf> digit(int digit) {
        return switch (part) {
            case NOTHING, MINUS ->
                ifPossible(new NumberAt(range, digit == 0 ? Part.ZERO : Part.WHOLE, 1, 0, with(digit)));
            case WHOLE -> another(Part.WHOLE, 0, with(digit));
            case POINT, FRACTION ->
                another(
                        Part.FRACTION,
                        decimals + 1,
                        range.limited() ? value.add(BigDecimal.valueOf(digit, decimals + 1)) : value);
            case EXPONENT, EXPONENT_SIGN, EXPONENT_DIGITS ->
                digits < MOST_EXPONENT_DIGITS
                        ? Optional.of(new NumberAt(range, Part.EXPONENT_DIGITS, digits + 1, 0, value))
                        : Optional.empty();
            case ZERO -> Optional.empty();
        };
    }

    private Optional<Leaf> another(Part newPart, int newDecimals, BigDecimal newValue) {
        return digits < NumberRange.MOST_DIGITS
                ? ifPossible(new NumberAt(range, newPart, digits + 1, newDecimals, newValue))
                : Optional.empty();
    }

    private BigDecimal with(int digit) {
        return range.limited() ? value.movePointRight(1).add(BigDecimal.valueOf(digit)) : value;
    }

    private NumberAt in(NumberRange newRange, Part newPart) {
        return new NumberAt(newRange, newPart, digits, decimals, value);
    }

    private static Optional<Leaf> ifPossible(NumberAt place) {
        return place.possible() ? Optional.of(place) : Optional.empty();
    }

    private boolean anyDigit() {
        return IntStream.rangeClosed(0, 9).anyMatch(digit -> digit(digit).isPresent());
    }

    /** Whether a number with so many more digits before the point is in the range. */
    private boolean wholeNumberPossible(int more) {
        BigDecimal first = value.movePointRight(more);
        BigDecimal last = value.add(BigDecimal.ONE).movePointRight(more).subtract(BigDecimal.ONE);
        return range.integer()
                ? range.holdsAny(first, last, BigDecimal.ONE)
                : endPossible(first, last.add(BigDecimal.ONE), digits + more);
    }

    private boolean fractionPossible(BigDecimal first, int known, int wholeDigits) {
        return endPossible(first, first.add(BigDecimal.ONE.movePointLeft(known)), wholeDigits);
    }

    /** Whether a number from {@code first} and below {@code end} is in the range, with what digits are left behind the point. */
    private boolean endPossible(BigDecimal first, BigDecimal end, int wholeDigits) {
        BigDecimal step = BigDecimal.ONE.movePointLeft(NumberRange.MOST_DIGITS - wholeDigits);
        return range.holdsAny(first, end.subtract(step), step);
    }
}
