package org.spikingbrain4j.conversion;

import java.util.Arrays;
import org.spikingbrain4j.checkpoint.GlaSwaMoeConfig;
import org.spikingbrain4j.model.HiddenStates;

/**
 * What a mixture of untrained experts makes of a text beside the feed-forward network of which they are copies. All experts being equal,
 * the router decides on the size of a token's output alone: it is the network's times (shared + p) / (shared + active / experts), where p
 * is the probability of the chosen experts together. What this does not explain is SiLU, which does not scale with its input, and rounding.
 *
 * @param chosen probability of the chosen experts together, mean over the tokens
 * @param leastChosen of all tokens
 * @param mostChosen of all tokens
 * @param busiest share of the fullest expert, {@link org.spikingbrain4j.model.ExpertLoad#largestShare}
 * @param expectedScale root mean square of the network's output times what the router makes of it, relative to the former
 * @param scale root mean square of the mixture's output, relative to the network's
 * @param expectedDifference root mean square of what the router adds to the network's output, relative to the latter
 * @param difference root mean square of the mixture's output less the network's, relative to the latter
 * @param unexplained the same of the mixture's output less what the router makes of the network's
 */
public record UpcycledLayer(
        int layer,
        double chosen,
        double leastChosen,
        double mostChosen,
        double busiest,
        double expectedScale,
        double scale,
        double expectedDifference,
        double difference,
        double unexplained) {

    /**
     * @param dense outputs of the feed-forward network
     * @param mixed outputs of the mixture
     */
    static UpcycledLayer of(
            int layer, GlaSwaMoeConfig config, HiddenStates dense, HiddenStates mixed, RouterRecord router) {
        double[] chosen = router.chosen();
        double evenShare = (double) config.activeExperts() / config.experts();
        Squares network = new Squares();
        Squares mixture = new Squares();
        Squares routed = new Squares();
        Squares spread = new Squares();
        Squares difference = new Squares();
        Squares unexplained = new Squares();
        for (int i = 0; i < dense.values().length; i++) {
            double factor = 1 + (chosen[i / dense.size()] - evenShare) / (config.sharedExperts() + evenShare);
            double d = dense.values()[i];
            double y = mixed.values()[i];
            network.add(d);
            mixture.add(y);
            routed.add(factor * d);
            spread.add((factor - 1) * d);
            difference.add(y - d);
            unexplained.add(y - factor * d);
        }
        return new UpcycledLayer(
                layer,
                Arrays.stream(chosen).average().orElseThrow(),
                Arrays.stream(chosen).min().orElseThrow(),
                Arrays.stream(chosen).max().orElseThrow(),
                router.busiest(),
                routed.relativeTo(network),
                mixture.relativeTo(network),
                spread.relativeTo(network),
                difference.relativeTo(network),
                unexplained.relativeTo(network));
    }
}
