package org.spikingbrain4j.training;

/**
 * The learning rate over the steps of a stage: it rises from 0 in a straight line, and then follows its schedule.
 *
 * @param peak largest rate
 * @param warmup share of the steps in which it rises, 0 to 1
 * @param end the last rate, as a share of the peak
 */
public record LearningRate(Schedule schedule, double peak, double warmup, double end) {
    /** Share of the steps at the end in which {@link Schedule#WSD} falls. */
    private static final double WSD_DECAY = 0.2;

    /** What follows the rise. */
    public enum Schedule {
        /** Stays. */
        CONSTANT,
        /** Falls in a straight line. */
        LINEAR,
        /** Falls along half a cosine. */
        COSINE,
        /** Warm-up, stable, decay: stays, and falls in a straight line over the last fifth of the steps. */
        WSD
    }

    /** @throws FieldException where a number is outside its range */
    public LearningRate {
        FieldCheck.require(
                peak > 0 && Double.isFinite(peak),
                "learning_rate",
                "a positive number (with 0 nothing is learned)",
                peak);
        FieldCheck.requireShare("warmup", warmup);
        FieldCheck.requireShare("end", end);
    }

    /**
     * @param step from 0
     * @param steps of the stage
     */
    public double at(long step, long steps) {
        double rising = warmup * steps;
        if (step < rising) {
            return peak * (step + 1) / Math.max(1, Math.ceil(rising));
        }
        double progress = (step - rising) / Math.max(1, steps - rising);
        return peak * (end + (1 - end) * share(progress));
    }

    /** What is left of the peak, 1 to 0. */
    private double share(double progress) {
        return switch (schedule) {
            case CONSTANT -> 1;
            case LINEAR -> 1 - progress;
            case COSINE -> (1 + Math.cos(Math.PI * progress)) / 2;
            case WSD -> Math.min(1, (1 - progress) / WSD_DECAY);
        };
    }
}
