package org.spikingbrain4j.benchmarks.longcontext;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of tokens as people write them: 512, 64k, 4M. */
final class Lengths {
    /** Keys and values are counted with int. */
    private static final long MOST = 1 << 26;

    private static final Pattern LENGTH = Pattern.compile("(\\d{1,9})([kM]?)");

    private Lengths() {}

    /**
     * @throws ReportException where one is no length, or too long to count
     */
    static List<Long> of(String flag, List<String> texts) {
        return texts.stream().map(text -> of(flag, text)).toList();
    }

    private static long of(String flag, String text) {
        Matcher length = LENGTH.matcher(text.strip());
        if (length.matches()) {
            long unit = switch (length.group(2)) {
                case "k" -> 1L << 10;
                case "M" -> 1L << 20;
                default -> 1;
            };
            long tokens = Long.parseLong(length.group(1)) * unit;
            if (tokens >= 1 && tokens <= MOST) {
                return tokens;
            }
        }
        throw new ReportException(
                "%s: expected numbers of tokens from 1 to 64M with commas, such as 512,64k,4M, found '%s'"
                        .formatted(flag, text));
    }
}
