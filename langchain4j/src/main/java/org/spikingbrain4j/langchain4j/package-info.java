/**
 * SpikingBrain models as chat models of LangChain4j, in this process. A {@link org.spikingbrain4j.langchain4j.SpikingBrainModel} is
 * opened once and shared; {@link org.spikingbrain4j.langchain4j.SpikingBrainChatModel} answers at once,
 * {@link org.spikingbrain4j.langchain4j.SpikingBrainStreamingChatModel} piece by piece. What a model cannot do is refused with
 * LangChain4j's {@code UnsupportedFeatureException}, never left out in silence.
 */
package org.spikingbrain4j.langchain4j;
