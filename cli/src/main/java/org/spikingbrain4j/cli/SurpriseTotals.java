package org.spikingbrain4j.cli;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.spikingbrain4j.evaluation.LossBuckets;
import org.spikingbrain4j.evaluation.SurpriseListener;
import org.spikingbrain4j.evaluation.SurprisingPlaces;
import org.spikingbrain4j.tokenizer.StreamingDecoder;
import org.spikingbrain4j.tokenizer.Tokenizer;

/** All that is gathered in one pass over a text. */
final class SurpriseTotals implements SurpriseListener {
    private static final int BUCKETS = 2000;

    private final Tokenizer tokenizer;
    private final StreamingDecoder decoder;
    private final SurpriseCsv csv;
    private final Optional<SurprisingPlaces> places;
    private final LossBuckets buckets = new LossBuckets(BUCKETS);
    private long tokens;
    private long bytes;
    private double sum;

    SurpriseTotals(Tokenizer tokenizer, SurpriseCsv csv, Optional<SurprisingPlaces> places) {
        this.tokenizer = tokenizer;
        this.decoder = tokenizer.streamingDecoder(false);
        this.csv = csv;
        this.places = places;
    }

    @Override
    public void first(int token) {
        String text = decoder.accept(token);
        csv.unpredicted(token, text);
        places.ifPresent(found -> found.first(token));
    }

    @Override
    public void token(long position, int token, double nats) {
        String text = decoder.accept(token);
        tokens++;
        sum += nats;
        bytes += tokenizer.isSpecial(token) ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
        buckets.add(position, nats);
        csv.token(position, token, text, nats);
        places.ifPresent(found -> found.token(position, token, nats));
    }

    /** Tokens that were predicted. */
    long tokens() {
        return tokens;
    }

    /** Bytes of their text; a special token, as between two documents, has none. */
    long bytes() {
        return bytes;
    }

    /** Nats per token. */
    double meanLoss() {
        return sum / tokens;
    }

    LossBuckets buckets() {
        return buckets;
    }

    Optional<SurprisingPlaces> places() {
        return places;
    }
}
