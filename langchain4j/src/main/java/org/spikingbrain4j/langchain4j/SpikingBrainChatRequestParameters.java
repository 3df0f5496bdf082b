package org.spikingbrain4j.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.spikingbrain4j.model.SequenceState;

/** LangChain4j's common parameters and those that only these models have. */
public final class SpikingBrainChatRequestParameters extends DefaultChatRequestParameters {
    private final OptionalLong seed;
    private final OptionalDouble minP;
    private final OptionalDouble repetitionPenalty;
    private final Optional<SequenceState> memory;

    private SpikingBrainChatRequestParameters(Builder builder) {
        super(builder);
        this.seed = builder.seed;
        this.minP = builder.minP;
        this.repetitionPenalty = builder.repetitionPenalty;
        this.memory = builder.memory;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Of the random generator; see {@link org.spikingbrain4j.inference.SamplingOptions#seed}. */
    public OptionalLong seed() {
        return seed;
    }

    /** See {@link org.spikingbrain4j.inference.SamplingOptions#minP}. */
    public OptionalDouble minP() {
        return minP;
    }

    /** See {@link org.spikingbrain4j.inference.SamplingOptions#repetitionPenalty}. */
    public OptionalDouble repetitionPenalty() {
        return repetitionPenalty;
    }

    /** What the model has read before the conversation. */
    public Optional<SequenceState> memory() {
        return memory;
    }

    @Override
    public SpikingBrainChatRequestParameters overrideWith(ChatRequestParameters that) {
        return builder().overrideWith(this).overrideWith(that).build();
    }

    @Override
    public SpikingBrainChatRequestParameters defaultedBy(ChatRequestParameters that) {
        return builder().overrideWith(that).overrideWith(this).build();
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && other instanceof SpikingBrainChatRequestParameters that
                && seed.equals(that.seed)
                && minP.equals(that.minP)
                && repetitionPenalty.equals(that.repetitionPenalty)
                && memory.equals(that.memory);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), seed, minP, repetitionPenalty, memory);
    }

    @Override
    public String toString() {
        return "SpikingBrainChatRequestParameters{%s, seed=%s, minP=%s, repetitionPenalty=%s, memory=%s}"
                .formatted(super.toString(), seed, minP, repetitionPenalty, memory);
    }

    /** Collects parameters; what is not set is left to the model's defaults. */
    public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {
        private OptionalLong seed = OptionalLong.empty();
        private OptionalDouble minP = OptionalDouble.empty();
        private OptionalDouble repetitionPenalty = OptionalDouble.empty();
        private Optional<SequenceState> memory = Optional.empty();

        private Builder() {}

        public Builder seed(long newSeed) {
            seed = OptionalLong.of(newSeed);
            return this;
        }

        public Builder minP(double newMinP) {
            minP = OptionalDouble.of(newMinP);
            return this;
        }

        public Builder repetitionPenalty(double newRepetitionPenalty) {
            repetitionPenalty = OptionalDouble.of(newRepetitionPenalty);
            return this;
        }

        /**
         * @param newMemory read by this model, for example with {@link SpikingBrainModel#read}; is not changed, stays the caller's, and
         *     must be open until the answer is complete
         */
        public Builder memory(SequenceState newMemory) {
            memory = Optional.of(newMemory);
            return this;
        }

        /** Takes over what is set there. */
        @Override
        public Builder overrideWith(ChatRequestParameters parameters) {
            super.overrideWith(parameters);
            if (parameters instanceof SpikingBrainChatRequestParameters that) {
                seed = that.seed.isPresent() ? that.seed : seed;
                minP = that.minP.isPresent() ? that.minP : minP;
                repetitionPenalty = that.repetitionPenalty.isPresent() ? that.repetitionPenalty : repetitionPenalty;
                memory = that.memory.or(() -> memory);
            }
            return this;
        }

        @Override
        public SpikingBrainChatRequestParameters build() {
            return new SpikingBrainChatRequestParameters(this);
        }
    }
}
