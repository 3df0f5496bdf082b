package org.spikingbrain4j.model;

import java.util.List;
import org.spikingbrain4j.operators.Weight;

/**
 * A model's weights, composed.
 *
 * @param embedding [vocabulary, hidden]
 * @param head [hidden] to [vocabulary]
 */
record Layers(Weight embedding, List<Block> blocks, RmsNorm finalNorm, Linear head) {}
