/**
 * OpenAI's HTTP API over one model.
 *
 * <p>A request passes {@code Observed} (log and counters), {@code Access} (keys, origins) and {@code Routes}; a handler reads its fields
 * strictly ({@code Fields}: what is not known is refused by name), lets the scheduler work and answers as JSON or as a stream of events.
 * {@code ClientConnection} knows whether somebody still listens.
 */
package org.spikingbrain4j.server;
