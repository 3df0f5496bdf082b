package org.spikingbrain4j.benchmarks.serving;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A time such as 90s, 30m or 1h30m. */
final class SoakTime implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
        try {
            Duration time = Duration.parse("PT" + value);
            if (!time.isNegative()) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw new TypeConversionException("expected a time such as 90s, 30m or 1h30m, found '%s'".formatted(value));
    }
}
